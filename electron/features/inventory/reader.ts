/** By what rows are read and changed: rooms on a session that asks politely and can be cancelled. */
import { bareJid, domainOf } from '../../xmpp/jid';
import type { SessionContext } from '../../xmpp/module';
import { NS_DISCO_INFO } from '../../xmpp/ns';
import { buildDiscoGet } from '../../xmpp/xep-0030-disco/stanza';
import { PrivateXmlModule } from '../../xmpp/xep-0049-private-xml/module';
import { OwnNodesModule } from '../../xmpp/xep-0163-pep/own-nodes';
import { ArchivePreferencesModule } from '../../xmpp/xep-0441-mam-prefs/module';
import { ClientAccessModule } from '../../xmpp/xep-0494-client-access/module';
import type { LiveAccount } from '../accounts/live-account';
import { ANSWER_LIMIT, politeRunnerOf, type PoliteTask } from '../privacy/polite-runner';
import { readInfo } from './disco';

/** What the service says that it has (XEP-0030). */
export interface Offered {
  readonly account: ReadonlySet<string>;
  readonly server: ReadonlySet<string>;
}

export interface Reader {
  readonly live: LiveAccount;
  /** `request` waits for its turn, and rejects with `ConnectionError` 'cancelled' once the reading is. */
  readonly session: SessionContext;
  readonly privateXml: PrivateXmlModule;
  readonly nodes: OwnNodesModule;
  readonly archivePreferences: ArchivePreferencesModule;
  readonly clientAccess: ClientAccessModule;
  /** Polite as well, for what is asked by another way. */
  readonly inTurn: <T>(work: PoliteTask<T>) => Promise<T>;
  /** Asked once. Rejects as the question does. */
  readonly offered: () => Promise<Offered>;
}

export interface ReaderOptions {
  readonly live: LiveAccount;
  readonly signal: AbortSignal;
  /** A question is known to be needed, and has its answer. */
  readonly counted?: { asked(): void; answered(): void };
}

export function makeReader({ live, signal, counted }: ReaderOptions): Reader {
  const inTurn = async <T>(work: PoliteTask<T>): Promise<T> => {
    counted?.asked();
    try {
      return await politeRunnerOf(live.services).run(work, signal);
    } finally {
      counted?.answered();
    }
  };
  const session = politeSession(live, inTurn);
  let offered: Promise<Offered> | undefined;
  const attached = <M extends { attach(session: SessionContext): unknown }>(module: M): M => {
    module.attach(session);
    return module;
  };
  return {
    live,
    session,
    privateXml: attached(new PrivateXmlModule()),
    nodes: attached(new OwnNodesModule()),
    archivePreferences: attached(new ArchivePreferencesModule()),
    clientAccess: attached(new ClientAccessModule(live.services.clock)),
    inTurn,
    offered: () => (offered ??= askOffered(session)),
  };
}

function politeSession({ session }: LiveAccount, inTurn: Reader['inTurn']): SessionContext {
  return {
    account: session.account,
    get jid() {
      return session.jid;
    },
    hasStreamFeature: (name, ns) => session.hasStreamFeature(name, ns),
    send: (stanza) => session.send(stanza),
    request: (iq, options) => inTurn((signal) => session.request(iq, { timeoutMs: ANSWER_LIMIT, ...options, signal })),
    handleIq: (type, name, ns, handler) => session.handleIq(type, name, ns, handler),
    on: (event, listener) => session.on(event, listener),
  };
}

async function askOffered(session: SessionContext): Promise<Offered> {
  const { account } = session;
  const ask = async (jid: string): Promise<ReadonlySet<string>> => {
    const reply = await session.request(buildDiscoGet(NS_DISCO_INFO, jid));
    return new Set(readInfo(reply).features);
  };
  const [ofAccount, ofServer] = await Promise.all([ask(account), ask(bareJid(domainOf(account)) ?? account)]);
  return { account: ofAccount, server: ofServer };
}
