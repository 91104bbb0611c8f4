/** Until when, and where, a session is resumed (XEP-0198 §5): real sockets and real TLS. */
import { describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import type { RememberedSession, SessionOptions } from '../../../electron/xmpp/session-types';
import { fullJid } from '../../../electron/xmpp/jid';
import { scriptedServers } from '../../support/fake-server/scripted-servers';
import type { FakeServer, StreamScript } from '../../support/fake-server/server';
import type { FakeStream } from '../../support/fake-server/stream';
import { ACCOUNT, DOMAIN, message, ToldSession } from '../../support/told-session';

const NS_SM = 'urn:xmpp:sm:3';
const SM = `<sm xmlns='${NS_SM}'/>`;
const HOLD = 77;

const servers = scriptedServers(DOMAIN);

/** The real clock; the timer of the hold time waits for the test. */
class HeldClock implements Clock {
  readonly #held = new Set<() => void>();

  now(): number {
    return systemClock.now();
  }

  after(milliseconds: number, run: () => void): () => void {
    if (milliseconds !== HOLD * 1000) return systemClock.after(milliseconds, run);
    this.#held.add(run);
    return () => this.#held.delete(run);
  }

  get isHeld(): boolean {
    return this.#held.size > 0;
  }

  holdTimeEnds(): void {
    for (const run of this.#held) run();
    this.#held.clear();
  }
}

/** `steps[n]` plays the nth connection from its authentication on; the last one also plays those after it. */
function serverWith(...steps: readonly ((stream: FakeStream) => Promise<void>)[]): Promise<FakeServer> {
  return servers.start({ script: script(steps) });
}

function script(steps: readonly ((stream: FakeStream) => Promise<void>)[]): StreamScript {
  return async (stream, nth) => {
    await stream.secureStream();
    await stream.authenticate();
    await (steps[nth] ?? steps.at(-1))?.(stream);
    await stream.ended;
  };
}

function connectTo(server: FakeServer, changes: Partial<SessionOptions> = {}): ToldSession {
  return new ToldSession({ port: server.port, authority: servers.authority, changes });
}

/** Says "a" as soon as it is online. */
async function saysA(server: FakeServer, changes: Partial<SessionOptions> = {}): Promise<ToldSession> {
  const told = connectTo(server, changes);
  await told.happened('online');
  await told.say('a');
  return told;
}

/** A new session that the server keeps for `HOLD` seconds. */
const begin =
  (id: string, more = '') =>
  async (stream: FakeStream): Promise<void> => {
    await stream.bind({ features: SM });
    await stream.waitFor(/<enable [^>]*\/>/u);
    stream.send(`<enabled xmlns='${NS_SM}' id='${id}' resume='true' max='${String(HOLD)}' ${more}/>`);
  };

/** Waits until the client wants its session back. */
async function asked(stream: FakeStream): Promise<void> {
  await stream.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${SM}`);
  await stream.waitFor(/<resume [^>]*previd=["']s-1["'][^>]*\/>/u);
}

/** The session of before is gone; a new one begins on the same stream. */
async function refuse(stream: FakeStream, count = ''): Promise<void> {
  const reason = "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
  stream.send(`<failed xmlns='${NS_SM}' ${count}>${reason}</failed>`);
  await stream.answerBind();
  await stream.waitFor(/<enable [^>]*\/>/u);
}

const beginAndLose =
  (more = '') =>
  async (stream: FakeStream): Promise<void> => {
    await begin('s-1', more)(stream);
    await stream.waitFor(/id="a"/u);
    stream.destroy();
  };

const resume = async (stream: FakeStream): Promise<void> => {
  await asked(stream);
  stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='0'/>`);
  await stream.waitFor(/id="a"/u);
  stream.send(`<a xmlns='${NS_SM}' h='1'/>${message('1')}`);
};

describe('the hold time', () => {
  it('that ends while there is no connection ends the session, and the next one is new', async () => {
    const clock = new HeldClock();
    const server = await serverWith(beginAndLose(), begin('s-2'));
    const { script: plays } = server;
    server.script = async (stream, nth) => {
      // Nobody answers until the time is over.
      if (nth > 0 && clock.isHeld) stream.destroy();
      else await plays(stream, nth);
    };
    const told = await saysA(server, { clock });
    await told.happened('online', 'interrupted');
    clock.holdTimeEnds();
    await told.happened('online', 'interrupted', 'offline', 'online');
    for (const { received } of server.streams) expect(received).not.toContain('<resume');
  });

  it('that ends right when the server gives the session back begins a new one, and nobody hears of the old', async () => {
    const clock = new HeldClock();
    const server = await serverWith(
      beginAndLose(),
      async (stream) => {
        await asked(stream);
        clock.holdTimeEnds();
        stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='0'/>${message('of the old one')}`);
        await stream.waitFor(/<\/stream:stream>/u);
      },
      async (stream) => {
        await begin('s-2')(stream);
        stream.send(message('of the new one'));
      },
    );
    const told = await saysA(server, { clock });
    await told.happened('online', 'interrupted', 'offline', 'online', 'message of the new one');
    expect(server.streams[2]?.received).not.toContain('<resume');
    expect(told.session.jid).toBe(`${ACCOUNT}/balcony`);
  });

  it('that ends right when the server refuses begins a new one at once', async () => {
    const clock = new HeldClock();
    const server = await serverWith(beginAndLose(), async (stream) => {
      await asked(stream);
      clock.holdTimeEnds();
      await refuse(stream);
    });
    const told = await saysA(server, { clock });
    await told.happened('online', 'interrupted', 'offline', 'online');
    expect(server.streams).toHaveLength(2);
  });

  it('is over with once the session was resumed', async () => {
    const clock = new HeldClock();
    const server = await serverWith(beginAndLose(), resume);
    const told = await saysA(server, { clock });
    await told.happened('online', 'interrupted', 'resumed', 'acknowledged a', 'message 1');
    expect(clock.isHeld).toBe(false);
  });

  it('of the server, when it ran out earlier than expected, costs nothing but a refusal', async () => {
    const server = await serverWith(beginAndLose(), async (stream) => {
      await asked(stream);
      await refuse(stream, "h='1'");
    });
    const told = await saysA(server);
    await told.happened('online', 'interrupted', 'acknowledged a', 'offline', 'online');
  });
});

describe('the location of a session', () => {
  it('is where it is resumed, and the certificate is still for the domain', async () => {
    const elsewhere = await serverWith(resume);
    const server = await serverWith(beginAndLose(`location='127.0.0.1:${String(elsewhere.port)}'`));
    const told = await saysA(server);
    await told.happened('online', 'interrupted', 'resumed', 'acknowledged a', 'message 1');
    expect(server.streams).toHaveLength(1);
    expect(elsewhere.streams[0]?.serverName).toBe(DOMAIN);
    expect(told.session.contactedHosts).toContain(`127.0.0.1:${String(elsewhere.port)}`);
  });

  it('is given up after one attempt, and the session resumed where it was begun', async () => {
    const gone = await serverWith(begin('nobody'));
    await gone.close();
    const server = await serverWith(beginAndLose(`location='127.0.0.1:${String(gone.port)}'`), resume);
    const told = await saysA(server);
    await told.happened('online', 'interrupted', 'resumed', 'acknowledged a', 'message 1');
    expect(server.streams).toHaveLength(2);
  });

  it.each(['', 'ws://evil.example/', '[::1', 'host:0', 'host:99999', 'a b'])(
    'that is none ("%s") changes nothing',
    async (location) => {
      const server = await serverWith(beginAndLose(`location='${location}'`), resume);
      const told = await saysA(server);
      await told.happened('online', 'interrupted', 'resumed', 'acknowledged a', 'message 1');
    },
  );

  it('holds for the next run of the program as well', async () => {
    const elsewhere = await serverWith(async (stream) => {
      await asked(stream);
      stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='3'/>`);
    });
    const server = await serverWith(begin('s-2'));
    let remembered: RememberedSession | undefined = {
      id: 's-1',
      jid: fullJid(`${ACCOUNT}/balcony`) ?? expect.unreachable(),
      handled: 5,
      holdSeconds: HOLD,
      location: `127.0.0.1:${String(elsewhere.port)}`,
    };
    const memory = {
      read: () => remembered,
      write: (session: RememberedSession | undefined) => (remembered = session),
    };
    const told = connectTo(server, { memory });
    await told.happened('recovered 3', 'resumed');
    expect(server.streams).toHaveLength(0);
  });
});
