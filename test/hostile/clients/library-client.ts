/** Plain `@xmpp/client` as its documentation shows it: what the hostile cases are measured against. */
import { client, xml, type Client } from '@xmpp/client';
import type { ClientState, ShownMessage, SignInAttempt, SignInOutcome } from '../client-under-test';
import { pace, serveClient } from './child-protocol';

/** Its own preset of 2 s is little on a busy machine. */
const SIGN_IN_LIMIT = 15_000;

/** The library takes no clock: it waits with what it finds here. */
const waitReally = globalThis.setTimeout;
function hurry(): void {
  Reflect.set(globalThis, 'setTimeout', (run: () => void, milliseconds = 0) => waitReally(run, milliseconds / pace));
}

let xmpp: Client | undefined;
let messages: ShownMessage[] = [];
let contacts: string[] = [];

async function signIn(attempt: SignInAttempt): Promise<SignInOutcome> {
  const [username = '', domain = ''] = attempt.jid.split('@');
  const scheme = attempt.encryption === 'direct-tls' ? 'xmpps' : 'xmpp';
  const service = attempt.host === '' ? domain : `${scheme}://${attempt.host}:${String(attempt.port)}`;
  const created = client({
    service,
    domain,
    username,
    password: attempt.password,
    resource: 'test',
    timeout: SIGN_IN_LIMIT,
  });
  xmpp = created;
  created.on('error', () => undefined);
  created.on('stanza', (stanza) => {
    const body = stanza.is('message') ? stanza.getChildText('body') : null;
    if (body !== null) messages.push({ from: String(stanza.attrs['from'] ?? attempt.jid).replace(/\/.*/u, ''), body });
  });
  created.on('online', () => {
    created.iqCaller
      .get(xml('query', { xmlns: 'jabber:iq:roster' }))
      .then((query) => {
        contacts = query?.getChildren('item').map((item) => String(item.attrs['jid'])) ?? [];
      })
      .catch(() => undefined);
  });
  const refused = (reason: unknown): SignInOutcome => ({ ok: false, code: 'refused', detail: String(reason) });
  const outcome = await Promise.race([
    created.start().then((): SignInOutcome => ({ ok: true }), refused),
    new Promise<SignInOutcome>((resolve) => {
      setTimeout(() => resolve(refused('no answer')), SIGN_IN_LIMIT);
    }),
  ]);
  if (outcome.ok) hurry();
  else await end();
  return outcome;
}

async function end(): Promise<void> {
  xmpp?.reconnect.stop();
  await xmpp?.stop().catch(() => undefined);
}

const states: Readonly<Record<string, ClientState>> = { online: 'online', offline: 'offline', disconnect: 'waiting' };

serveClient({
  signIn,
  async signOut() {
    await end();
    xmpp = undefined;
    messages = [];
    contacts = [];
  },
  state: () => states[xmpp?.status ?? 'offline'] ?? 'connecting',
  failureCode: () => '',
  messages: () => messages,
  contacts: () => contacts,
});
