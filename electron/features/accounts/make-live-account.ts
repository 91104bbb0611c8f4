/** Makes one account: its session and what the rooms of the account share. */
import type { Settings } from '../../contract/settings';
import type { Store } from '../../store/store';
import { ConnectionError } from '../../xmpp/errors';
import { fullJid, type BareJid } from '../../xmpp/jid';
import { createModules } from '../../xmpp/modules';
import type { SessionMemory, SessionOptions, XmppSession } from '../../xmpp/session-types';
import { LedgerWriter } from '../ledger/ledger';
import { watchOwnPhoto } from '../profile/own-photo-watch';
import type { AccountServices } from '../services';
import type { FeatureDependencies } from '../types';
import type { LiveAccountRequest } from './accounts';
import { LiveAccount } from './live-account';

export interface LiveAccountParts {
  readonly dependencies: FeatureDependencies;
  readonly makeSession: (options: SessionOptions) => XmppSession;
  readonly store: Store;
  readonly settings: () => Settings;
  readonly sweep: () => void;
  /** The conversation of the account that somebody looks at. */
  readonly onScreen: (account: BareJid) => BareJid | undefined;
}

export function makeLiveAccount(request: LiveAccountRequest, parts: LiveAccountParts): LiveAccount {
  const { dependencies, makeSession, store, settings, sweep, onScreen } = parts;
  const { hub, log, clock, appVersion, extraCertificates, beginning } = dependencies;
  const { account, stored, changeStored } = request;
  const modules = createModules({
    account,
    mayKnow: (from) => live.contacts.maySeeUs(from),
    appVersion,
    sending: () => settings().sending,
    showsTunes: () => settings().tune.showOthers,
    showsPictures: () => settings().showPictures,
    clock,
  });
  const session = makeSession({
    account,
    // The session asks for these at each attempt, and they may have changed since the last one.
    get resource() {
      return stored().resource;
    },
    get connection() {
      return stored().connection;
    },
    get pinnedMechanism() {
      return stored().pinnedMechanism;
    },
    get allowPlain() {
      return request.allowPlain();
    },
    password: () => knownPassword(request.password),
    extraCertificates,
    ahead: () => beginning?.takeStream(account),
    modules: modules.all,
    memory: rememberIn(store, account),
    mayBindInline: () => store.archives.newestId(account) !== undefined,
    clock,
    log,
  });
  const services: AccountServices = {
    account,
    modules,
    store,
    ledger: new LedgerWriter({ account, store, clock, log }),
    hub,
    clock,
    log,
    settings,
    sweep,
    jid: () => session.jid,
  };
  const live: LiveAccount = new LiveAccount({
    ...{ services, session, stored, changeStored },
    makeAside: (ownModules, password = request.password) =>
      makeSession({
        ...{ account, extraCertificates, clock, log, modules: ownModules },
        // Two sessions with one resource would end each other.
        resource: `${stored().resource}.aside`,
        connection: stored().connection,
        pinnedMechanism: stored().pinnedMechanism,
        allowPlain: request.allowPlain(),
        password: () => knownPassword(password),
      }),
    onOnline: request.onOnline,
    onScreen: () => onScreen(account),
  });
  watchOwnPhoto(live);
  return live;
}

/** Sessions that outlive the program are kept beside the account. */
function rememberIn({ managedSessions }: Store, account: BareJid): SessionMemory {
  return {
    read() {
      const row = managedSessions.get(account);
      const jid = fullJid(row?.jid);
      return row === undefined || jid === undefined ? undefined : { ...row, jid };
    },
    write(session) {
      if (session === undefined) managedSessions.remove(account);
      else managedSessions.set(account, session);
    },
  };
}

/** Rejects with a code the user can act on: there is none, or the keychain does not give it. */
async function knownPassword(ask: () => Promise<string | undefined>): Promise<string> {
  let password: string | undefined;
  try {
    password = await ask();
  } catch (error) {
    throw new ConnectionError('keychain-unavailable', undefined, { cause: error });
  }
  if (password === undefined) throw new ConnectionError('password-needed');
  return password;
}
