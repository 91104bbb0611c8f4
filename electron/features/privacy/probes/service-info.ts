import { privacyFeatures, type PrivacyFeature } from '../../../contract/facts';
import { domainOf } from '../../../xmpp/jid';
import {
  NS_BLOCKING,
  NS_CARBONS,
  NS_CLIENT_ACCESS,
  NS_DISCO_INFO,
  NS_MAM,
  NS_OFFLINE,
  NS_PUBSUB,
  NS_REGISTER,
  NS_ROSTER_VERSIONING,
  NS_SERVER_IP_CHECK,
  NS_STANZA_ID,
} from '../../../xmpp/ns';
import { boundLabel } from '../../../xmpp/text';
import { buildDiscoGet, type DiscoInfo } from '../../../xmpp/xep-0030-disco/stanza';
import { formTypeOf } from '../../../xmpp/xep-0128-disco-extensions/stanza';
import { FORM_CONTACTS, readContactAddresses } from '../../../xmpp/xep-0157-contact-addresses/stanza';
import { FORM_DATA_POLICY, readDataPolicy } from '../../../xmpp/xep-0504-data-policy/stanza';
import { keepsPrivateData } from '../../../xmpp/xep-0163-pep/stanza';
import { readInfo } from '../../inventory/disco';
import { type Learned, type Probe, type ProbeContext } from '../probe';

const MAX_FORM_LINES = 64;

/** Each is there if one of the two says so. */
const namespaces: Readonly<Partial<Record<PrivacyFeature, string>>> = {
  blocking: NS_BLOCKING,
  archive: NS_MAM,
  carbons: NS_CARBONS,
  'offline-retrieval': NS_OFFLINE,
  audiences: `${NS_PUBSUB}#access-whitelist`,
  'stanza-ids': NS_STANZA_ID,
  registration: NS_REGISTER,
  'own-address': NS_SERVER_IP_CHECK,
  sessions: NS_CLIENT_ACCESS,
};

/** What does the service tell of itself: whom to write to, how it treats data, what it offers? */
export const serviceInfoProbe: Probe = {
  name: 'service-info',
  look: async (context) => {
    const domain = domainOf(context.account.jid);
    const ofService = ask(context, domain);
    const ofAccount = ask(context, context.account.jid);
    // Each question below tells what went wrong with either.
    ofService.catch(() => undefined);
    ofAccount.catch(() => undefined);
    return [
      await learnContacts(context, ofService),
      await learnDataPolicy(context, ofService),
      await context.learn('service-forms', 'service-says', async () => ({ forms: otherForms(await ofService) })),
      await context.learn('features', 'service-says', async () => {
        const told = new Set([...(await ofService).features, ...(await ofAccount).features]);
        const offered = privacyFeatures.filter((feature) => isOffered(feature, told, context));
        return { offered, missing: privacyFeatures.filter((feature) => !offered.includes(feature)) };
      }),
    ];
  },
};

async function ask(context: ProbeContext, jid: string): Promise<DiscoInfo> {
  return readInfo(await context.request(buildDiscoGet(NS_DISCO_INFO, jid), NS_DISCO_INFO));
}

async function learnContacts(context: ProbeContext, info: Promise<DiscoInfo>): Promise<Learned> {
  const addresses = await info.then(readContactAddresses, () => []);
  return addresses.length > 0
    ? context.fact('contact-addresses', 'service-says', { addresses })
    : context.learn('no-contact-addresses', 'service-says', async () => (await info, {}));
}

async function learnDataPolicy(context: ProbeContext, info: Promise<DiscoInfo>): Promise<Learned> {
  const entries = await info.then(readDataPolicy, () => undefined);
  return entries === undefined
    ? context.learn('no-data-policy', 'service-says', async () => (await info, {}))
    : context.fact('data-policy', 'service-says', { entries });
}

function otherForms(info: DiscoInfo) {
  return info.forms
    .map((form) => ({
      type: boundLabel(formTypeOf(form) ?? '', 200),
      fields: form.fields
        .filter(({ name }) => name !== 'FORM_TYPE' && name !== '')
        .slice(0, MAX_FORM_LINES)
        .map(({ name, values }) => ({
          name: boundLabel(name, 200),
          values: values.map((value) => boundLabel(value, 500)),
        })),
    }))
    .filter(({ type }) => type !== '' && type !== FORM_CONTACTS && type !== FORM_DATA_POLICY);
}

function isOffered(feature: PrivacyFeature, told: ReadonlySet<string>, context: ProbeContext): boolean {
  const ns = namespaces[feature];
  if (ns !== undefined) return told.has(ns);
  if (feature === 'private-nodes') return keepsPrivateData([...told]);
  return context.account.session.hasStreamFeature('ver', NS_ROSTER_VERSIONING);
}
