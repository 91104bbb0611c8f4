/**
 * Contact Addresses for XMPP Services — XEP-0157, version 1.1.1.
 * https://xmpp.org/extensions/xep-0157.html
 */
import type { ContactKind } from '../../contract/facts';
import { boundLabel } from '../text';
import type { DiscoInfo } from '../xep-0030-disco/stanza';
import { formOf } from '../xep-0128-disco-extensions/stanza';

export const FORM_CONTACTS = 'http://jabber.org/network/serverinfo';

const kinds: readonly ContactKind[] = ['abuse', 'admin', 'feedback', 'sales', 'security', 'status', 'support'];
const MAX_ADDRESSES = 50;

export interface ContactAddress {
  readonly kind: ContactKind;
  /** A URI: mailto, xmpp, https or http; others are left out. */
  readonly address: string;
}

/** What a service names, in the order of its form; none where it has no such form. */
export function readContactAddresses(info: DiscoInfo): readonly ContactAddress[] {
  const fields = formOf(info, FORM_CONTACTS)?.fields ?? [];
  return fields
    .flatMap(({ name, values }) => {
      const kind = kinds.find((one) => name === `${one}-addresses`);
      return kind === undefined ? [] : values.map((value) => ({ kind, address: boundLabel(value, 1000) }));
    })
    .filter(({ address }) => /^(?:mailto|xmpp|https?):\S+$/iu.test(address))
    .slice(0, MAX_ADDRESSES);
}
