/** The session against a scripted server on loopback: real sockets and real TLS. */
import { describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import { ConnectionError } from '../../../electron/xmpp/errors';
import { attr, xml } from '../../../electron/xmpp/xml';
import { FastClock } from '../../support/fast-clock';
import { DOMAIN } from '../../support/told-session';
import { reached, sessionsOnServers } from './sessions';

const { serverWith, sessionFor } = sessionsOnServers();

/** The system's clock, with limits this many times shorter. */
function hurried(speed: () => number): Clock {
  return { now: () => Date.now(), after: (milliseconds, run) => systemClock.after(milliseconds / speed(), run) };
}

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
    await expect.poll(() => states.filter(({ state }) => state === 'connecting')).toHaveLength(2);
    await session.disconnect('chosen');
  });

  it('goes on trying while the way is blocked, and tells all the while what is in it', async () => {
    const server = await serverWith({ mechanisms: ['X-NEW'] });
    const { session, states } = sessionFor(server);
    session.connect();
    const why = { code: 'no-common-mechanism', detail: 'X-NEW' };
    expect(await reached(session, 'blocked')).toMatchObject({ why, nextAttemptAt: expect.any(Number) });
    await vi.waitFor(() => expect(states.length).toBeGreaterThanOrEqual(6), { timeout: 10_000 });
    expect(states[0]).toEqual({ state: 'connecting', attempt: 1 });
    for (const state of states.slice(1)) expect(state).toMatchObject({ state: 'blocked', why });
    // Right now in place of later: an attempt is under way.
    expect(states[2]).toEqual({ state: 'blocked', why });
    server.script = (stream) => stream.signIn();
    session.retryNow();
    await reached(session, 'online');
    expect(new Set(states.slice(1).map(({ state }) => state))).toEqual(new Set(['blocked', 'online']));
  });

  it('says what else is wrong once it is something else', async () => {
    const server = await serverWith({ mechanisms: ['X-NEW'] });
    const { session, states } = sessionFor(server);
    session.connect();
    await reached(session, 'blocked');
    await server.close();
    session.retryNow();
    expect(await reached(session, 'waiting')).toMatchObject({ why: { code: 'service-unreachable' } });
    const told = states.map(({ state }) => state);
    expect(new Set(told.slice(1, told.indexOf('waiting')))).toEqual(new Set(['blocked']));
  });

  it('refuses a weaker mechanism than it used, until that is forgotten', async () => {
    const server = await serverWith({ mechanisms: ['SCRAM-SHA-256'] });
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    server.script = (stream) => stream.signIn({ mechanisms: ['SCRAM-SHA-1'] });
    server.streams[0]?.destroy();
    const why = { code: 'mechanism-downgraded', detail: 'SCRAM-SHA-1 < SCRAM-SHA-256' };
    expect(await reached(session, 'stopped')).toEqual({ state: 'stopped', why });
    session.forgetMechanism();
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated?.mechanism).toBe('SCRAM-SHA-1');
  });

  it('still refuses one weaker than its owner wants', async () => {
    const { session } = sessionFor(await serverWith({ mechanisms: ['SCRAM-SHA-1'] }), {
      pinnedMechanism: 'SCRAM-SHA-256',
    });
    session.forgetMechanism();
    session.connect();
    expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'mechanism-downgraded' } });
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
    // Connecting may take its time: what is short is a step of the negotiation.
    const after: Clock['after'] = (limit, run) => systemClock.after(limit === 10_000 ? 100 : limit, run);
    const { session } = sessionFor(server, { clock: { ...systemClock, after } });
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
    await expect.poll(() => told).toHaveLength(5);
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
