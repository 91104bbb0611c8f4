/** How the stanzas of the rooms behind the privacy screens are read and written. */
import { NS_CLIENT } from '../../electron/xmpp/ns';
import { xml, type Element } from '../../electron/xmpp/xml';
import { buildUptimeGet, parseUptime } from '../../electron/xmpp/xep-0012-last-activity/stanza';
import { parseDiscoInfo, type DiscoInfo } from '../../electron/xmpp/xep-0030-disco/stanza';
import {
  buildPasswordChange,
  buildRegistrationGet,
  parseRegistration,
} from '../../electron/xmpp/xep-0077-registration/stanza';
import { formTypeOf } from '../../electron/xmpp/xep-0128-disco-extensions/stanza';
import { readContactAddresses } from '../../electron/xmpp/xep-0157-contact-addresses/stanza';
import { buildAddressGet, parseSeenAddress } from '../../electron/xmpp/xep-0279-server-ip-check/stanza';
import { readDataPolicy } from '../../electron/xmpp/xep-0504-data-policy/stanza';
import type { Codec } from './codec';

type RegistrationJson =
  | { readonly get: string | null }
  | { readonly change: { readonly server: string; readonly username: string; readonly password: string } };

function buildRegistration(json: RegistrationJson): Element {
  if ('get' in json) return buildRegistrationGet(json.get ?? undefined);
  const { server, username, password } = json.change;
  return buildPasswordChange(server, username, password);
}

/** What is read out of what an entity tells of itself. */
function ofInfo(read: (info: DiscoInfo) => unknown): Codec {
  return {
    parse: (iq) => {
      const info = parseDiscoInfo(iq);
      return info && read(info);
    },
  };
}

export const privacyCodecs: Readonly<Record<string, Codec>> = {
  'xep-0012-last-activity': { parse: parseUptime, build: (to: string) => buildUptimeGet(to) },
  'xep-0077-registration': {
    parse: (iq) => {
      const registration = parseRegistration(iq);
      return registration && { ...registration, values: Object.fromEntries(registration.values) };
    },
    build: buildRegistration,
  },
  'xep-0128-disco-extensions': ofInfo(({ forms }) => forms.map((form) => formTypeOf(form) ?? null)),
  'xep-0157-contact-addresses': ofInfo(readContactAddresses),
  'xep-0279-server-ip-check': {
    parse: parseSeenAddress,
    build: () => xml('iq', { xmlns: NS_CLIENT, ...buildAddressGet().attrs }, ...buildAddressGet().getChildElements()),
  },
  'xep-0504-data-policy': ofInfo(readDataPolicy),
};
