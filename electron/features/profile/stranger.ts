/** A profile as somebody else gets it: asked for by another account that the user lends, or by nobody in particular. */
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
  if (by.kind === 'anonymous') return asNobody(live, by.service, rooms);
  const lent = rooms.accounts.all.find(({ jid }) => jid === bareJid(by.jid));
  if (lent?.isOnline !== true || lent === live) return notCheckable('account-offline');
  try {
    return await look(live, lent.jid, 'account', lent.services.modules);
  } catch (error) {
    return failed(error);
  }
}

/** A connection of its own, as short as the questions; with the same rules about TLS as every other. */
async function asNobody(live: LiveAccount, service: string | undefined, rooms: Rooms): Promise<StrangerView> {
  const own = domainOf(live.jid);
  const domain = bareJid(service === undefined || service.trim() === '' ? own : service.trim());
  if (domain === undefined || localOf(domain) !== '') throw new FeatureError('invalid-argument', 'service');
  const modules = createProfileModules();
  const session = rooms.makeSession({
    account: domain,
    resource: '',
    // Where the user said the service is, there are its other domains as well.
    connection:
      domain === own || domain.endsWith(`.${own}`)
        ? live.record.connectionSettings
        : { host: '', port: 0, encryption: 'automatic' },
    password: () => Promise.resolve(''),
    allowPlain: false,
    pinnedMechanism: undefined,
    modules: Object.values(modules),
  });
  try {
    const failure = await firstOutcome(session);
    if (failure !== undefined)
      return failure.code === 'no-common-mechanism' ? notCheckable('no-anonymous') : failed(failure);
    const jid = session.jid === undefined ? undefined : bareJid(session.jid);
    return jid === undefined ? notCheckable('failed', 'offline') : await look(live, jid, 'anonymous', modules);
  } catch (error) {
    return failed(error);
  } finally {
    await session.disconnect('signed-out');
  }
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
