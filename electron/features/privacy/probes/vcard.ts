import type { FactData } from '../../../contract/facts';
import { NS_VCARD_TEMP } from '../../../xmpp/ns';
import { ConnectionError, StanzaError } from '../../../xmpp/errors';
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
    let card: FactData['vcard'] | undefined;
    const own = await context.learn('vcard', 'measured', async () => (card = fieldsOf(await askCard(context))));
    if (card === undefined) return [own, nobodyKnows(context, 'card-unknown')];
    // Of an empty card nobody can tell who would see a full one.
    if (!isFilled(card)) return [own, nobodyKnows(context, 'no-card')];
    const { account, surroundings } = context;
    const other = surroundings.accounts().find((one) => one.jid !== account.jid && one.isOnline);
    return [own, other === undefined ? await askAsNobody(context) : await askAsOther(context, other)];
  },
};

function nobodyKnows(context: ProbeContext, why: FactData['vcard-others-unknown']['why']): Learned {
  return context.fact('vcard-others-unknown', 'not-checkable', { why });
}

/** As somebody without an account sees it, where the service lets such people in. */
async function askAsNobody(context: ProbeContext): Promise<Learned> {
  const { account, surroundings } = context;
  if (account.session.negotiated?.offeredMechanisms.includes('ANONYMOUS') !== true)
    return nobodyKnows(context, 'nobody-asked');
  const view = await surroundings.seenByNobody(account).catch(() => undefined);
  if (view?.outcome !== 'seen') return nobodyKnows(context, 'nobody-asked');
  context.noteAsked(account.jid, NS_VCARD_TEMP);
  const answer = view.public;
  return context.learn('vcard-for-others', 'measured', () => {
    if (answer.outcome === 'not-offered') throw new NoAnswer('not-offered');
    if (answer.outcome === 'failed') throw failureFrom(answer.condition);
    return { asker: null, shown: answer.outcome === 'card' };
  });
}

/** As another account of the user's sees it. */
function askAsOther(context: ProbeContext, other: LiveAccount): Promise<Learned> {
  return context.learn('vcard-for-others', 'measured', async () => {
    try {
      return { asker: other.jid, shown: isFilled(fieldsOf(await askCard(context, other))) };
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

function failureFrom(condition: string): Error {
  return condition === 'timeout' ? new ConnectionError('timeout') : new StanzaError(condition, 'cancel', '');
}

function isFilled({ fields, photo }: FactData['vcard']): boolean {
  return fields.length > 0 || photo;
}

/** Names of the fields in which something stands. */
function fieldsOf(card: Element | undefined): FactData['vcard'] {
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
