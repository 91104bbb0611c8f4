/** Candor's own session with its protocol rooms, without store and window. */
import { readFileSync } from 'node:fs';
import type { Log } from '../../../electron/contract/ports';
import { bareJid, fullJid, userJid } from '../../../electron/xmpp/jid';
import { createModules } from '../../../electron/xmpp/modules';
import type { ParsedMessage } from '../../../electron/xmpp/rfc6121-message/stanza';
import { Session } from '../../../electron/xmpp/session';
import type { ClientState, ShownMessage, SignInAttempt, SignInOutcome } from '../client-under-test';
import { FastClock } from '../../support/fast-clock';
import { pace, serveClient } from './child-protocol';

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (scope, message, error) => process.stderr.write(`${scope}: ${message} ${String(error)}\n`),
};
const extraCertificates = [readFileSync(process.env['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8')];

const clock = new FastClock(1);

let session: Session | undefined;
let messages: ShownMessage[] = [];
const contacts = new Set<string>();

function show({ from, body }: ParsedMessage): void {
  if (body !== undefined) messages.push({ from: bareJid(from) ?? '', body });
}

async function signIn(attempt: SignInAttempt): Promise<SignInOutcome> {
  const account = userJid(attempt.jid);
  if (account === undefined) return { ok: false, code: 'invalid-argument', detail: 'jid' };
  const modules = createModules({
    account,
    mayKnow: () => false,
    appVersion: '0',
    sending: () => ({
      receipts: true,
      typing: true,
      readMarkers: true,
      readSync: true,
      version: true,
      idleTime: true,
      tune: true,
    }),
    showsTunes: () => true,
    showsPictures: () => true,
    clock,
  });
  const { earlier } = attempt;
  const jid = fullJid(`${account}/test`);
  const remembered =
    earlier === undefined || jid === undefined ? undefined : { ...earlier, jid, holdSeconds: 300, location: undefined };
  const created = new Session({
    account,
    resource: 'test',
    connection: { host: attempt.host, port: attempt.port, encryption: attempt.encryption },
    password: () => Promise.resolve(attempt.password),
    allowPlain: attempt.allowPlain,
    pinnedMechanism: undefined,
    extraCertificates,
    modules: modules.all,
    memory: { read: () => remembered, write: () => undefined },
    clock,
    log: silent,
  });
  session = created;
  modules.messages.onMessage(show);
  modules.roster.onPush((push) => {
    if ('item' in push) contacts.add(push.item.jid);
  });
  created.on('online', () => {
    modules.archive
      .query({ max: 50, before: '' }, { onMessage: ({ message }) => show(message) })
      .catch(() => undefined);
    modules.roster
      .fetch()
      .then((roster) => {
        if (roster !== 'unchanged') for (const item of roster.items) contacts.add(item.jid);
      })
      .catch(() => undefined);
  });
  return new Promise((resolve) => {
    const stop = created.onState((state) => {
      if (state.state === 'offline' || state.state === 'connecting') return;
      stop();
      if (state.state === 'online') {
        clock.hurry(pace);
        resolve({ ok: true });
        return;
      }
      const { code, detail = '' } = state.why;
      void created.disconnect('chosen').then(() => resolve({ ok: false, code, detail }));
    });
    created.connect();
  });
}

serveClient({
  signIn,
  async signOut() {
    await session?.disconnect('signed-out');
    session = undefined;
    messages = [];
    contacts.clear();
  },
  state: (): ClientState => session?.state.state ?? 'offline',
  failureCode: () =>
    session !== undefined && 'why' in session.state && typeof session.state.why === 'object'
      ? session.state.why.code
      : '',
  messages: () => messages,
  contacts: () => [...contacts],
});
