/** The session against a scripted server on loopback: real sockets and real TLS. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '../../../electron/contract/models';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import { ConnectionError } from '../../../electron/xmpp/errors';
import { userJid } from '../../../electron/xmpp/jid';
import { Session } from '../../../electron/xmpp/session';
import type { SessionOptions } from '../../../electron/xmpp/session-types';
import { attr, xml } from '../../../electron/xmpp/xml';
import { FastClock } from '../../support/fast-clock';
import { FakeServer } from '../../support/fake-server/server';
import type { ServerTls, SignInBehaviour } from '../../support/fake-server/stream';
import { trustedTls, type TrustedTls } from '../../support/fake-server/trusted-tls';
import { RecordingLog } from '../../support/recording-log';

const DOMAIN = 'capulet.example';
const account = userJid(`juliet@${DOMAIN}`) ?? expect.unreachable();

let trusted: TrustedTls;
let servers: FakeServer[] = [];
let sessions: Session[] = [];

beforeAll(async () => {
  trusted = await trustedTls(DOMAIN);
});
afterEach(async () => {
  await Promise.all(sessions.map((session) => session.disconnect('chosen')));
  await Promise.all(servers.map((server) => server.close()));
  sessions = [];
  servers = [];
});
afterAll(() => trusted.remove());

async function serverWith(
  behaviour: SignInBehaviour = {},
  serverTls: Partial<ServerTls> = {},
  directTls = false,
): Promise<FakeServer> {
  const server = await FakeServer.start({ domain: DOMAIN, tls: { ...trusted.tls, ...serverTls }, directTls });
  server.script = async (stream) => {
    await stream.signIn(behaviour);
    await stream.serveRequests();
  };
  servers.push(server);
  return server;
}

function sessionFor(server: FakeServer, changes: Partial<SessionOptions> = {}) {
  const log = new RecordingLog();
  const session = new Session(
    {
      account,
      resource: 'balcony',
      connection: { host: '127.0.0.1', port: server.port, encryption: 'starttls' },
      password: () => Promise.resolve('secret'),
      allowPlain: false,
      pinnedMechanism: undefined,
      extraCertificates: [trusted.authority],
      modules: [],
      clock: systemClock,
      log,
      ...changes,
    },
    { random: () => 0 },
  );
  sessions.push(session);
  const states: ConnectionState[] = [];
  session.onState((state) => states.push(state));
  return { session, states, log };
}

function reached(session: Session, wanted: ConnectionState['state']): Promise<ConnectionState> {
  if (session.state.state === wanted) return Promise.resolve(session.state);
  return new Promise((resolve) => {
    const stop = session.onState((state) => {
      if (state.state !== wanted) return;
      stop();
      resolve(state);
    });
  });
}

/** The system's clock, with limits this many times shorter. */
function hurried(speed: () => number): Clock {
  return { now: () => Date.now(), after: (milliseconds, run) => systemClock.after(milliseconds / speed(), run) };
}

describe('signing in', () => {
  it('tells what was negotiated, and asks for the resource', async () => {
    const server = await serverWith({ features: "<ver xmlns='urn:xmpp:features:rosterver'/>" });
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    expect(session.jid).toBe(`${account}/balcony`);
    expect(session.hasStreamFeature('ver', 'urn:xmpp:features:rosterver')).toBe(true);
    expect(session.hasStreamFeature('ver', 'urn:other')).toBe(false);
    expect(session.contactedHosts).toEqual([`127.0.0.1:${String(server.port)}`]);
    expect(session.negotiated).toMatchObject({
      encryption: 'starttls',
      foundBy: 'settings',
      tlsVersion: 'TLSv1.3',
      mechanism: 'SCRAM-SHA-512',
      passwordSent: false,
      serverProved: true,
    });
    expect(session.negotiated?.certificates[0]).toMatchObject({ names: [DOMAIN] });
    expect(session.negotiated).not.toHaveProperty('channelBinding');
    expect(server.streams[0]?.clearText).not.toContain('juliet');
  });

  it.each([
    [
      'TLSv1.3',
      'tls-exporter',
      "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>",
    ],
    ['TLSv1.2', 'tls-unique', ''],
  ] as const)('binds the channel on %s by %s', async (version, type, channelBindings) => {
    const behaviour = { mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'], channelBindings };
    const server = await serverWith(behaviour, { minVersion: version, maxVersion: version });
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated).toMatchObject({
      mechanism: 'SCRAM-SHA-256-PLUS',
      channelBinding: type,
      tlsVersion: version,
    });
  });

  it('goes without binding where the server offers -PLUS on TLS 1.3 and lists no type', async () => {
    const server = await serverWith({ mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'] });
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated?.mechanism).toBe('SCRAM-SHA-256');
  });

  it('refuses TLS older than 1.2', async () => {
    const server = await serverWith({}, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
    const { session } = sessionFor(server);
    session.connect();
    expect(await reached(session, 'waiting')).toMatchObject({ why: { code: 'tls-failed' } });
  });

  it('sends the password with consent, over TLS, and says so', async () => {
    const server = await serverWith({ mechanisms: ['PLAIN'] });
    const { session } = sessionFor(server, { allowPlain: true });
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated).toMatchObject({ mechanism: 'PLAIN', passwordSent: true, serverProved: false });
    expect(server.streams[0]?.clearText).not.toContain('<auth');
  });

  it('uses direct TLS with ALPN', async () => {
    const server = await serverWith({}, {}, true);
    const { session } = sessionFor(server, {
      connection: { host: '127.0.0.1', port: server.port, encryption: 'direct-tls' },
    });
    session.connect();
    await reached(session, 'online');
    expect(server.streams[0]?.tlsSocket.alpnProtocol).toBe('xmpp-client');
  });

  it('finds out by itself which kind a port of the settings is', async () => {
    const server = await serverWith();
    const { session } = sessionFor(server, {
      connection: { host: '127.0.0.1', port: server.port, encryption: 'automatic' },
    });
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated?.encryption).toBe('starttls');
  });

  describe('by XEP-0388', () => {
    const mechanisms = ['SCRAM-SHA-256'];

    it('goes on in the same stream, and says who it is in the encrypted header only', async () => {
      const server = await serverWith({ sasl2: { mechanisms } });
      const { session } = sessionFor(server);
      session.connect();
      await reached(session, 'online');
      // The stronger mechanism stands in the other list alone.
      expect(session.negotiated).toMatchObject({ mechanism: 'SCRAM-SHA-512' });
      expect(server.streams[0]?.received.match(/<stream:stream/gu)).toHaveLength(3);

      const newer = await serverWith({ mechanisms, sasl2: { mechanisms } });
      const { session: second } = sessionFor(newer);
      second.connect();
      await reached(second, 'online');
      expect(second.jid).toBe(`${account}/balcony`);
      expect(second.negotiated).toMatchObject({
        mechanism: 'SCRAM-SHA-256',
        offeredMechanisms: mechanisms,
        serverProved: true,
      });
      expect(newer.streams[0]?.received.match(/<stream:stream/gu)).toHaveLength(2);
      expect(newer.streams[0]?.received).toContain(`from="${account}"`);
      expect(newer.streams[0]?.clearText).not.toContain(account);
    });

    it('stops at a wrong password', async () => {
      const server = await serverWith({ mechanisms: [], sasl2: { mechanisms } });
      const { session } = sessionFor(server, { password: () => Promise.resolve('wrong') });
      session.connect();
      expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'wrong-password' } });
    });

    it('believes no success without the signature of the server', async () => {
      const server = await serverWith({ mechanisms: [], sasl2: { mechanisms }, signature: () => undefined });
      const { session } = sessionFor(server);
      session.connect();
      expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'server-not-authentic' } });
    });

    it('takes no success for another account', async () => {
      const identity = `romeo@${DOMAIN}`;
      const server = await serverWith({ mechanisms: [], sasl2: { mechanisms, identity } });
      const { session } = sessionFor(server);
      session.connect();
      expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'wrong-address-bound' } });
    });

    it('says what the service wants beyond the password, and stops', async () => {
      const server = await serverWith({ mechanisms: [], sasl2: { mechanisms, tasks: ['TOTP', 'HOTP'] } });
      const { session } = sessionFor(server);
      session.connect();
      expect(await reached(session, 'stopped')).toEqual({
        state: 'stopped',
        why: { code: 'second-factor-needed', detail: 'TOTP, HOTP' },
      });
    });

    it('sends the password only with consent, and shows it nowhere', async () => {
      const behaviour = { mechanisms: [], sasl2: { mechanisms: ['PLAIN'] } };
      const password = () => Promise.resolve('pa55word');
      const { session: asked } = sessionFor(await serverWith(behaviour), { password });
      asked.connect();
      expect(await reached(asked, 'stopped')).toMatchObject({ why: { code: 'plain-needs-consent' } });

      const { session, log } = sessionFor(await serverWith(behaviour), { password, allowPlain: true });
      const seen: string[] = [];
      session.onTraffic((direction, element) => seen.push(`${direction} ${element.toString()}`));
      session.connect();
      await reached(session, 'online');
      expect(session.negotiated).toMatchObject({ mechanism: 'PLAIN', passwordSent: true, serverProved: false });
      const all = [...seen, ...log.lines].join('\n');
      expect(all).toContain('<initial-response>…</initial-response>');
      expect(all).not.toContain(Buffer.from('\0juliet\0pa55word').toString('base64'));
    });
  });

  it('stops at a wrong password', async () => {
    const { session } = sessionFor(await serverWith(), { password: () => Promise.resolve('wrong') });
    session.connect();
    expect(await reached(session, 'stopped')).toEqual({
      state: 'stopped',
      why: { code: 'wrong-password', detail: 'not-authorized' },
    });
  });

  it('stops where no password is known, and says nothing to the server', async () => {
    const server = await serverWith();
    const { session } = sessionFor(server, { password: () => Promise.resolve(undefined) });
    session.connect();
    expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'wrong-password' } });
    expect(server.streams[0]?.received).not.toContain('<auth');
  });

  it('survives a keychain that fails', async () => {
    const { session } = sessionFor(await serverWith(), { password: () => Promise.reject(new Error('no keychain')) });
    session.connect();
    expect(await reached(session, 'waiting')).toMatchObject({ why: { code: 'unexpected' } });
  });

  it('shows no secret in the traffic or in the log', async () => {
    const server = await serverWith({ mechanisms: ['PLAIN'] });
    const { session, log } = sessionFor(server, { allowPlain: true, password: () => Promise.resolve('pa55word') });
    const seen: string[] = [];
    session.onTraffic((direction, element) => seen.push(`${direction} ${element.toString()}`));
    session.connect();
    await reached(session, 'online');
    const all = [...seen, ...log.lines].join('\n');
    expect(all).toContain('mechanism="PLAIN"');
    expect(all).not.toContain('pa55word');
    expect(all).not.toContain(Buffer.from('\0juliet\0pa55word').toString('base64'));
  });
});

describe('staying', () => {
  it('comes back after the connection was cut, and tells modules', async () => {
    const server = await serverWith();
    const { session } = sessionFor(server);
    const told: string[] = [];
    session.on('online', () => told.push('online'));
    session.on('offline', () => told.push('offline'));
    session.connect();
    await reached(session, 'online');
    const waiting = reached(session, 'waiting');
    server.streams[0]?.destroy();
    expect(await waiting).toMatchObject({ why: { code: 'service-unreachable' } });
    await reached(session, 'online');
    expect(told).toEqual(['online', 'offline', 'online']);
  });

  it('never gives up while nobody is there', async () => {
    const server = await serverWith();
    await server.close();
    const { session, states } = sessionFor(server, { clock: new FastClock(1000) });
    session.connect();
    const attempts = (): number[] =>
      states.flatMap((state) => (state.state === 'connecting' && 'attempt' in state ? [state.attempt] : []));
    await vi.waitFor(() => expect(attempts().length).toBeGreaterThanOrEqual(6), { timeout: 10_000 });
    expect(attempts().slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('tries at once when told', async () => {
    const server = await serverWith();
    await server.close();
    const timers: { milliseconds: number; run: () => void }[] = [];
    const clock: Clock = {
      now: () => Date.now(),
      after: (milliseconds, run) => {
        const timer = { milliseconds, run };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
      },
    };
    const { session, states } = sessionFor(server, { clock });
    session.connect();
    await reached(session, 'waiting');
    session.retryNow();
    await vi.waitFor(() => expect(states.filter(({ state }) => state === 'connecting')).toHaveLength(2));
    await session.disconnect('chosen');
  });

  it('stops when another session takes its place', async () => {
    const server = await serverWith();
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    server.streams[0]?.send(
      "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
    );
    expect(await reached(session, 'stopped')).toEqual({
      state: 'stopped',
      why: { code: 'replaced-by-other-session', detail: 'conflict' },
    });
  });

  it('follows the service to another host, three times in a row', async () => {
    const second = await serverWith();
    const first = await serverWith();
    const { session } = sessionFor(first);
    session.connect();
    await reached(session, 'online');
    first.streams[0]?.send(
      `<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:${String(second.port)}</see-other-host></stream:error></stream:stream>`,
    );
    await second.stream(0);
    await reached(session, 'online');
    expect(session.negotiated?.port).toBe(second.port);
  });

  it('finds a black hole before signing in', async () => {
    const server = await serverWith();
    server.script = () => new Promise(() => undefined);
    const { session } = sessionFor(server, { clock: hurried(() => 100) });
    session.connect();
    expect(await reached(session, 'waiting')).toMatchObject({ why: { code: 'timeout', detail: 'stream' } });
  });

  it('finds a black hole after signing in', async () => {
    const server = await serverWith();
    server.script = (stream) => stream.signIn();
    let speed = 1;
    const { session } = sessionFor(server, { clock: hurried(() => speed) });
    session.connect();
    await reached(session, 'online');
    speed = 100;
    session.retryNow();
    expect(await reached(session, 'waiting')).toMatchObject({ why: { code: 'timeout', detail: 'no sign of life' } });
    expect(server.streams[0]?.received).toContain('urn:xmpp:ping');
  });

  it('closes properly and at once when told to', async () => {
    const server = await serverWith();
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    await session.disconnect('chosen');
    expect(session.state).toEqual({ state: 'offline', why: 'chosen' });
    expect(server.streams[0]?.received).toMatch(/<\/stream:stream>$/u);
    session.connect();
    await reached(session, 'online');
  });

  it('can be called off while it connects', async () => {
    const server = await serverWith();
    server.script = () => new Promise(() => undefined);
    const { session } = sessionFor(server);
    session.connect();
    const stream = await server.stream(0);
    await session.disconnect('chosen');
    expect(session.state).toEqual({ state: 'offline', why: 'chosen' });
    await stream.ended;
  });

  it('rejects what is asked without a stream', async () => {
    const { session } = sessionFor(await serverWith());
    await expect(session.send(xml('presence'))).rejects.toMatchObject({ code: 'offline' });
    await expect(session.request(xml('iq', { type: 'get' }))).rejects.toBeInstanceOf(ConnectionError);
  });

  it('rejects what was asked when the stream breaks', async () => {
    const server = await serverWith();
    server.script = (stream) => stream.signIn();
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    const reply = session.request(xml('iq', { type: 'get' }, xml('x', { xmlns: 'urn:x' })));
    server.streams[0]?.destroy();
    await expect(reply).rejects.toMatchObject({ code: 'offline' });
  });

  it('takes no control character into the stream', async () => {
    const server = await serverWith();
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    await session.send(xml('message', { to: 'a@b' }, xml('body', {}, 'a\u0000\u000b\uffffb\ud800c')));
    const [sent] = (await server.streams[0]?.waitFor(/<message[\s\S]*<\/message>/u)) ?? [];
    expect(sent).toContain('<body>ab\ufffdc</body>');
  });
});

describe('stanzas', () => {
  it('reach listeners in order, also where a listener fails, and a reply is heard before what follows it', async () => {
    const server = await serverWith();
    server.script = (stream) => stream.signIn();
    const { session, log } = sessionFor(server);
    const told: string[] = [];
    session.on('message', () => {
      throw new Error('a listener fails');
    });
    session.on('message', ({ stanza }) => told.push(attr(stanza, 'id') ?? ''));
    session.on('presence', (_stanza, from) => told.push(`presence of ${from}`));
    session.connect();
    await reached(session, 'online');
    const stream = await server.stream(0);
    const asked = session
      .request(xml('iq', { type: 'get', to: DOMAIN }, xml('x', { xmlns: 'urn:x' })))
      .catch(async () => {
        await Promise.resolve();
        told.push('reply');
      });
    const [, id = ''] = await stream.waitFor(/<iq[^>]*id=["']([^"']+)["']/u);
    stream.send(
      `<message id='1' from='a@b/c'/><iq type='error' id='${id}' from='${DOMAIN}'/><message id='2' from='a@b/c'/><presence from='d@e/f'/><message id='3'/>`,
    );
    await asked;
    await vi.waitFor(() => expect(told).toHaveLength(5));
    expect(told).toEqual(['1', 'reply', '2', 'presence of d@e/f', '3']);
    expect(log.lines.join()).toContain('a listener fails');
  });

  it('of others are answered', async () => {
    const server = await serverWith();
    server.script = (stream) => stream.signIn();
    const { session } = sessionFor(server);
    session.handleIq('get', 'x', 'urn:x', ({ from }) => xml('y', { xmlns: 'urn:x', asker: from }));
    session.connect();
    await reached(session, 'online');
    const stream = await server.stream(0);
    stream.send("<iq type='get' id='7' from='a@b/c'><x xmlns='urn:x'/></iq>");
    const [reply] = await stream.waitFor(/<iq[^>]*id="7"[\s\S]*?<\/iq>/u);
    expect(reply).toBe('<iq type="result" id="7" to="a@b/c"><y xmlns="urn:x" asker="a@b/c"/></iq>');
  });
});
