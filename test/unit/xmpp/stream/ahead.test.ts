/** Streams opened ahead, against a scripted server on loopback: real sockets and real TLS. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ConnectionState } from '../../../../electron/contract/connection';
import { systemClock } from '../../../../electron/contract/ports';
import { Session } from '../../../../electron/xmpp/session';
import { StreamAhead } from '../../../../electron/xmpp/stream/ahead';
import { systemResolver } from '../../../../electron/xmpp/stream/resolve';
import { FakeClock } from '../../../support/fake-clock';
import { scriptedServers } from '../../../support/fake-server/scripted-servers';
import type { FakeServer } from '../../../support/fake-server/server';
import { mechanismList } from '../../../support/fake-server/stream';
import { ACCOUNT, DOMAIN, sessionOptions } from '../../../support/told-session';

const servers = scriptedServers(DOMAIN);
let server: FakeServer;
let session: Session | undefined;

async function started(): Promise<void> {
  server = await servers.start();
}

function openAhead(clock = systemClock, contacting = vi.fn()): StreamAhead {
  return new StreamAhead({
    account: ACCOUNT,
    settings: { host: '127.0.0.1', port: server.port, encryption: 'starttls' },
    extraCertificates: [servers.authority],
    clock,
    resolver: systemResolver(),
    random: () => 0,
    contacting,
  });
}

async function signInWith(ahead: StreamAhead, password = 'secret'): Promise<ConnectionState> {
  const made = new Session({
    ...sessionOptions(server.port, servers.authority),
    password: () => Promise.resolve(password),
    ahead: () => ahead,
  });
  session = made;
  onTestFinished(() => made.disconnect('chosen'));
  made.connect();
  return new Promise((resolve) => {
    made.onState((state) => {
      if (state.state !== 'connecting') resolve(state);
    });
  });
}

function encrypted(): Promise<void> {
  return expect.poll(() => server.streams[0]?.secure).toBe(true);
}

describe('a stream that was opened ahead', () => {
  it('names nobody in clear text, and is the one that signs in', async () => {
    await started();
    const ahead = openAhead();
    await encrypted();
    expect(await signInWith(ahead)).toEqual({ state: 'online' });
    expect(server.streams).toHaveLength(1);
    expect(server.streams[0]?.clearText).not.toContain('juliet');
    expect(session?.contactedHosts).toEqual([`127.0.0.1:${String(server.port)}`]);
    expect(session?.negotiated).toMatchObject({ encryption: 'starttls', serverProved: true });
  });

  it('is done without where the server ended it meanwhile', async () => {
    await started();
    server.script = async (stream, nth) => {
      if (nth > 0) return stream.signIn();
      await stream.secureStream();
      await stream.openStream(mechanismList(['SCRAM-SHA-256']));
      stream.destroy();
    };
    const ahead = openAhead();
    await (
      await server.stream(0)
    ).ended;
    expect(await signInWith(ahead)).toEqual({ state: 'online' });
    expect(server.streams).toHaveLength(2);
  });

  it('tells a refused password as any other would, without a second try', async () => {
    await started();
    expect(await signInWith(openAhead(), 'wrong')).toMatchObject({ state: 'stopped', why: { code: 'wrong-password' } });
    expect(server.streams).toHaveLength(1);
  });

  it('is closed when nobody takes it, and given to one alone', async () => {
    await started();
    const clock = new FakeClock();
    const ahead = openAhead(clock);
    await encrypted();
    await clock.advance(10_000);
    await server.streams[0]?.ended;
    expect(await ahead.take(new AbortController().signal)).toBeUndefined();
  });

  it('that cannot be opened is none, and its host was contacted all the same', async () => {
    await started();
    await server.close();
    const contacting = vi.fn();
    expect(await openAhead(systemClock, contacting).take(new AbortController().signal)).toBeUndefined();
    expect(contacting).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ host: '127.0.0.1', port: server.port }),
    );
  });

  it('is given up with the attempt that waits for it', async () => {
    await started();
    server.script = () => new Promise(() => undefined);
    const attempt = new AbortController();
    const taking = openAhead().take(attempt.signal);
    await expect.poll(() => server.streams).toHaveLength(1);
    attempt.abort();
    expect(await taking).toBeUndefined();
  });
});
