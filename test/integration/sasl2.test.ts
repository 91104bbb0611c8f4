/** Signing in by XEP-0388 at a real Prosody that offers it, and what is had in the same breath. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startProsody } from '../../build/demo/prosody';
import { userJid } from '../../electron/xmpp/jid';
import type { Session } from '../../electron/xmpp/session';
import type { SessionOptions } from '../../electron/xmpp/session-types';
import { FastClock } from '../support/fast-clock';
import { startFaultyProxy } from '../support/faulty-proxy';
import { goOnline, quietSession } from '../support/quiet-session';

const modules = path.join(import.meta.dirname, '../support/prosody-modules');

const PASSWORD = 'parting-is-such-sweet-sorrow';

async function prosodyWith(...offered: readonly string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'candor-sasl2-'));
  const prosody = await startProsody({
    dir: folder,
    accounts: [
      { user: 'juliet', password: PASSWORD },
      { user: 'romeo', password: PASSWORD },
    ],
    modules: ['connection_facts', 'mam', 'sasl2', ...offered],
    extraConfig: `plugin_paths = { ${JSON.stringify(modules)} }`,
  });
  const proxy = await startFaultyProxy(prosody.port);
  onTestFinished(async () => {
    await proxy.stop();
    await prosody.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const authority = await readFile(prosody.caFile, 'utf8');
  const open = (user: string, options: Partial<SessionOptions> = {}) => {
    const account = userJid(`${user}@localhost`) ?? expect.unreachable();
    const at = { account, password: PASSWORD, port: proxy.port, authority };
    const { session, modules: rooms } = quietSession(at, options);
    const sent: string[] = [];
    session.onTraffic((direction, element) => {
      if (direction === 'out') sent.push(`${element.getName()} ${element.getNS() ?? ''}`);
    });
    const bodies: string[] = [];
    rooms.messages.onMessage(({ body }) => bodies.push(body ?? ''));
    return { session, rooms, sent, bodies };
  };
  return { prosody, proxy, open };
}

function happens(session: Session, event: 'resumed' | 'interrupted'): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.on(event, () => {
      stop();
      resolve();
    });
  });
}

it('proves the password both ways, and binds in the same stream', async () => {
  const { open } = await prosodyWith();
  const { session, sent } = open('juliet');
  await goOnline(session);
  expect(session.jid).toBe('juliet@localhost/balcony');
  expect(session.negotiated).toMatchObject({ mechanism: 'SCRAM-SHA-256', serverProved: true, passwordSent: false });
  expect(sent).toContain('authenticate urn:xmpp:sasl:2');
  expect(sent).not.toContain('auth urn:ietf:params:xml:ns:xmpp-sasl');
});

it('binds within it where it may, with carbons, and manages the stream afterwards', async () => {
  const { proxy, open } = await prosodyWith('sasl2_bind2');
  const juliet = open('juliet', { mayBindInline: () => true });
  await goOnline(juliet.session);
  const first = juliet.session.jid ?? expect.unreachable();
  expect(first).toMatch(/^juliet@localhost\/Candor/u);
  const begun = [
    'starttls urn:ietf:params:xml:ns:xmpp-tls',
    'authenticate urn:xmpp:sasl:2',
    'response urn:xmpp:sasl:2',
  ];
  expect(juliet.sent).toEqual([...begun, 'enable urn:xmpp:sm:3']);

  // Another session of the account, so that there is something to copy.
  const other = open('juliet', { resource: 'phone' });
  const romeo = open('romeo');
  for (const { session } of [other, romeo]) await goOnline(session);
  await juliet.rooms.presence.announce({ availability: 'available', statusText: '' });
  await juliet.rooms.ping.ping();
  await other.rooms.messages.send({
    to: userJid('romeo@localhost') ?? expect.unreachable(),
    type: 'chat',
    body: 'a copy of this',
  });
  await expect.poll(() => juliet.bodies).toEqual(['a copy of this']);

  const acknowledged = new Promise<void>((resolve) => {
    juliet.session.on('acknowledged', (stanza) => {
      if (stanza.is('message')) resolve();
    });
  });
  const interrupted = happens(juliet.session, 'interrupted');
  const resumed = happens(juliet.session, 'resumed');
  juliet.sent.length = 0;
  proxy.cut();
  await interrupted;
  juliet.session.retryNow();
  await resumed;
  expect(juliet.session.jid).toBe(first);
  // Inline it would take a later Prosody; then it is asked for by itself, and nothing is bound before.
  expect(juliet.sent.slice(0, 4)).toEqual([...begun, 'resume urn:xmpp:sm:3']);
  await juliet.rooms.messages.send({
    to: userJid('romeo@localhost') ?? expect.unreachable(),
    type: 'chat',
    body: 'still managed',
  });
  await acknowledged;
});

it('gets the same resource again', async () => {
  const { open } = await prosodyWith('sasl2_bind2');
  const { session } = open('juliet', { mayBindInline: () => true });
  const bound: unknown[] = [];
  for (let nth = 0; nth < 2; nth += 1) {
    await goOnline(session);
    bound.push(session.jid);
    await session.disconnect('chosen');
  }
  expect(bound[0]).toMatch(/^juliet@localhost\/Candor/u);
  expect(bound[1]).toBe(bound[0]);
});

it('comes in all the same where the server breaks over it', async () => {
  // This module is of a later Prosody than the other parts that Debian has; its server never answers.
  const { open } = await prosodyWith('sasl2_bind2', 'sasl2_sm');
  const { session } = open('juliet', { mayBindInline: () => true, clock: new FastClock(5) });
  session.onState(({ state }) => {
    if (state === 'waiting') session.retryNow();
  });
  await goOnline(session);
  expect(session.jid).toBeDefined();
});
