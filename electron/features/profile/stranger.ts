/**
 * A profile as somebody else gets it: asked for by another account of the user's, signed in here or lent for this one
 * look, or by nobody in particular.
 */
import type { CommandArgs } from '../../contract/commands';
import { cardFieldNames, type CardAnswer, type CardFieldName, type StrangerView } from '../../contract/profile';
import { ConnectionError } from '../../xmpp/errors';
import { bareJid, domainOf, localOf, type BareJid } from '../../xmpp/jid';
import { createProfileModules, type ProfileModules } from '../../xmpp/profile-modules';
import type { XmppSession } from '../../xmpp/session-types';
import { vcardTempForm } from '../../xmpp/xep-0054-vcard-temp/form';
import { vcard4Form } from '../../xmpp/xep-0292-vcard4/form';
import type { LiveAccount } from '../accounts/live-account';
import { FeatureError } from '../errors';
import type { Rooms } from '../rooms';
import { cardAnswer, outcomeOf } from './answers';
import { avatarOf, photoIn } from './own-picture';

type NotCheckable = Extract<StrangerView, { readonly outcome: 'not-checkable' }>;

export async function strangerView(
  live: LiveAccount,
  { by }: CommandArgs<'profile.strangerView'>,
  rooms: Rooms,
): Promise<StrangerView> {
  if (by.kind === 'anonymous') {
    const service = by.service?.trim() ?? '';
    const domain = bareJid(service === '' ? domainOf(live.jid) : service);
    if (domain === undefined || localOf(domain) !== '') throw new FeatureError('invalid-argument', 'service');
    return signedInForIt(live, { as: domain, password: '', by: 'anonymous' }, rooms);
  }
  const jid = bareJid(by.jid);
  if (jid === undefined || localOf(jid) === '' || jid === live.jid) throw new FeatureError('invalid-argument', 'jid');
  if (by.kind === 'lent') return signedInForIt(live, { as: jid, password: by.password, by: 'account' }, rooms);
  const lent = rooms.accounts.all.find((account) => account.jid === jid);
  if (lent?.isOnline !== true) return notCheckable('account-offline');
  try {
    return await look(live, lent.jid, 'account', lent.services.modules);
  } catch (error) {
    return failed(error);
  }
}

interface Stranger {
  /** An account, or the domain that lets somebody in without one. */
  readonly as: BareJid;
  readonly password: string;
  readonly by: 'account' | 'anonymous';
}

/** A connection of its own, as short as the questions; with the same rules about TLS and passwords as every other. */
async function signedInForIt(live: LiveAccount, { as, password, by }: Stranger, rooms: Rooms): Promise<StrangerView> {
  const [own, domain] = [domainOf(live.jid), domainOf(as)];
  const modules = createProfileModules();
  const session = rooms.makeSession({
    account: as,
    resource: '',
    // Where the user said the service is, there are its other domains as well.
    connection:
      domain === own || domain.endsWith(`.${own}`)
        ? live.record.connectionSettings
        : { host: '', port: 0, encryption: 'automatic' },
    password: () => Promise.resolve(password),
    allowPlain: false,
    pinnedMechanism: undefined,
    modules: Object.values(modules),
  });
  try {
    const failure = await firstOutcome(session);
    if (failure !== undefined) return refusedSignIn(failure, by);
    const jid = session.jid === undefined ? undefined : bareJid(session.jid);
    return jid === undefined ? notCheckable('failed', 'offline') : await look(live, jid, by, modules);
  } catch (error) {
    return failed(error);
  } finally {
    for (const host of session.contactedHosts) live.services.ledger.note('host', host);
    await session.disconnect('signed-out');
  }
}

function refusedSignIn(failure: ConnectionError, by: Stranger['by']): NotCheckable {
  if (by === 'anonymous' && failure.code === 'no-common-mechanism') return notCheckable('no-anonymous');
  if (by === 'account' && failure.code === 'wrong-password') return notCheckable('wrong-password');
  return failed(failure);
}

/** Undefined: online. */
function firstOutcome(session: XmppSession): Promise<ConnectionError | undefined> {
  return new Promise((resolve) => {
    const stop = session.onState((state) => {
      if (state.state === 'connecting') return;
      stop();
      if (state.state === 'online') resolve(undefined);
      else resolve(state.state === 'offline' ? new ConnectionError('cancelled') : new ConnectionError(state.why.code));
    });
    session.connect();
  });
}

async function look(
  live: LiveAccount,
  as: BareJid,
  by: 'account' | 'anonymous',
  modules: ProfileModules,
): Promise<StrangerView> {
  const [card, chosenCard, avatar] = await Promise.all([
    outcomeOf(modules.vcardTemp.fetch(live.jid)),
    outcomeOf(modules.vcard4.fetch(live.jid).then((items) => items.at(-1))),
    avatarOf(modules, live.jid),
  ]);
  const [publicAnswer, chosen] = [cardAnswer(vcardTempForm, card), cardAnswer(vcard4Form, chosenCard)];
  return {
    outcome: 'seen',
    as,
    by,
    isContact: live.contacts.has(as),
    at: live.services.clock.now(),
    public: publicAnswer,
    chosen,
    picture: avatar.state === 'set' ? avatar : photoIn(card),
    fields: { public: fieldsOf(publicAnswer), chosen: fieldsOf(chosen) },
  };
}

function fieldsOf(answer: CardAnswer): readonly CardFieldName[] {
  if (answer.outcome !== 'card') return [];
  const { fields } = answer.card;
  return cardFieldNames.filter((name) => fields[name].length > 0);
}

function notCheckable(why: NotCheckable['why'], detail?: string): NotCheckable {
  return { outcome: 'not-checkable', why, ...(detail !== undefined && { detail }) };
}

function failed(error: unknown): NotCheckable {
  if (error instanceof ConnectionError) return notCheckable('failed', error.code);
  throw error;
}
