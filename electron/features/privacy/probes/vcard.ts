import { NS_VCARD_TEMP } from '../../../xmpp/ns';
import { StanzaError } from '../../../xmpp/errors';
import { boundLabel } from '../../../xmpp/text';
import type { Element } from '../../../xmpp/xml';
import { buildVcardGet, parseVcard } from '../../../xmpp/xep-0054-vcard-temp/stanza';
import type { LiveAccount } from '../../accounts/live-account';
import { NoAnswer, type Learned, type Probe, type ProbeContext } from '../probe';

const MAX_FIELDS = 100;

/** What stands on the card, and does somebody else get it? */
export const vcardProbe: Probe = {
  name: 'vcard',
  look: async (context) => {
    let empty = true;
    const own = await context.learn('vcard', 'measured', async () => {
      const told = fieldsOf(await askCard(context));
      empty = told.fields.length === 0 && !told.photo;
      return told;
    });
    return [own, await askAsOther(context, empty)];
  },
};

/** As another account of the user's sees it, where there is one online. */
async function askAsOther(context: ProbeContext, empty: boolean): Promise<Learned> {
  const { account, surroundings } = context;
  const other = surroundings.accounts().find((one) => one.jid !== account.jid && one.isOnline);
  // Of an empty card nobody can tell who would see a full one.
  if (other === undefined || empty) return context.fact('vcard-others-unknown', 'not-checkable', {});
  return context.learn('vcard-for-others', 'measured', async () => {
    try {
      const told = fieldsOf(await askCard(context, other));
      return { asker: other.jid, shown: told.fields.length > 0 || told.photo };
    } catch (error) {
      // Refusing is an answer as well; anything else is none.
      if (error instanceof StanzaError && ['forbidden', 'not-authorized', 'item-not-found'].includes(error.condition))
        return { asker: other.jid, shown: false };
      throw error;
    }
  });
}

/** Undefined: there is no card. */
async function askCard(context: ProbeContext, other?: LiveAccount): Promise<Element | undefined> {
  const get = buildVcardGet(other === undefined ? undefined : context.account.jid);
  try {
    const card = parseVcard(await context.request(get, NS_VCARD_TEMP, other));
    if (card === undefined) throw new NoAnswer('nonsense');
    return card;
  } catch (error) {
    // XEP-0054 §3.1: an account without a card.
    if (other === undefined && error instanceof StanzaError && error.condition === 'item-not-found') return undefined;
    throw error;
  }
}

/** Names of the fields in which something stands. */
function fieldsOf(card: Element | undefined): { readonly fields: readonly string[]; readonly photo: boolean } {
  const filled = (card?.getChildElements() ?? []).filter((field) => holdsText(field));
  const names = filled.map((field) => boundLabel(field.getName(), 40)).filter((name) => name !== 'PHOTO');
  return {
    fields: [...new Set(names)].slice(0, MAX_FIELDS),
    photo: filled.some((field) => field.getName() === 'PHOTO'),
  };
}

/** An empty element qualifies a field, e.g. <HOME/>; alone it says nothing. */
function holdsText(field: Element): boolean {
  return field.text().trim() !== '' || field.getChildElements().some(holdsText);
}
