/** XEP-0198 between the session and a scripted server: real sockets and real TLS. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import { userJid } from '../../../electron/xmpp/jid';
import { Session } from '../../../electron/xmpp/session';
import { attr, xml, type Element } from '../../../electron/xmpp/xml';
import { FakeServer } from '../../support/fake-server/server';
import type { FakeStream } from '../../support/fake-server/stream';
import { trustedTls, type TrustedTls } from '../../support/fake-server/trusted-tls';
import { RecordingLog } from '../../support/recording-log';

const DOMAIN = 'capulet.example';
const NS_SM = 'urn:xmpp:sm:3';
const SM = `<sm xmlns='${NS_SM}'/>`;
const REQUEST = /<r xmlns=["']urn:xmpp:sm:3["']\/>/u;
const account = userJid(`juliet@${DOMAIN}`) ?? expect.unreachable();

let trusted: TrustedTls;
let server: FakeServer;
let session: Session;

beforeAll(async () => {
  trusted = await trustedTls(DOMAIN);
});
afterEach(async () => {
  await session.disconnect('chosen');
  await server.close();
});
afterAll(() => trusted.remove());

interface Told {
  /** Names of events, in order; stanzas with their id. */
  readonly events: string[];
}

/** `steps[n]` plays the nth connection from its authentication on; the last one also plays those after it. */
async function start(
  steps: readonly ((stream: FakeStream) => Promise<void>)[],
  { clock = systemClock, store = () => undefined }: { clock?: Clock; store?: () => unknown } = {},
): Promise<Told> {
  server = await FakeServer.start({ domain: DOMAIN, tls: trusted.tls });
  server.script = async (stream, nth) => {
    await stream.secureStream();
    await stream.authenticate();
    await (steps[nth] ?? steps.at(-1))?.(stream);
  };
  session = new Session(
    {
      account,
      resource: 'balcony',
      connection: { host: '127.0.0.1', port: server.port, encryption: 'starttls' },
      password: () => Promise.resolve('secret'),
      allowPlain: false,
      pinnedMechanism: undefined,
      extraCertificates: [trusted.authority],
      modules: [],
      clock,
      log: new RecordingLog(),
    },
    { random: () => 0 },
  );
  const events: string[] = [];
  const named = (name: string, stanza: Element): number => events.push(`${name} ${attr(stanza, 'id') ?? ''}`);
  for (const name of ['online', 'offline', 'interrupted', 'resumed'] as const) {
    session.on(name, () => {
      events.push(name);
    });
  }
  session.on('acknowledged', (stanza) => named('acknowledged', stanza));
  session.on('message', ({ stanza }) => named('message', stanza));
  session.on('acknowledging', () => {
    store();
  });
  session.connect();
  await vi.waitFor(() => expect(events).toContain('online'), { timeout: 10_000 });
  return { events };
}

/** Binds and agrees to management. */
async function manage(stream: FakeStream, enabled = "id='s-1' resume='true' max='300'"): Promise<void> {
  await stream.bind({ features: SM });
  await stream.waitFor(/<enable [^>]*resume=["']true["'][^>]*\/>/u);
  stream.send(`<enabled xmlns='${NS_SM}' ${enabled}/>`);
}

/** Waits for the wish to resume; resolves with what the client says it has handled. */
async function resumption(stream: FakeStream): Promise<string> {
  await stream.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${SM}`);
  const [tag] = await stream.waitFor(/<resume [^>]*\/>/u);
  expect(tag).toMatch(/previd=["']s-1["']/u);
  return /h=["'](\d+)["']/u.exec(tag)?.[1] ?? '';
}

function say(id: string): Promise<void> {
  return session.send(xml('message', { to: 'romeo@montague.example', id }, xml('body', {}, id)));
}

const message = (id: string): string =>
  `<message from='romeo@montague.example/x' id='${id}'><body>${id}</body></message>`;

function happened({ events }: Told, ...expected: readonly string[]): Promise<void> {
  return vi.waitFor(() => expect(events).toEqual(expected), { timeout: 10_000 });
}

describe('acknowledgements', () => {
  it('ask once for what is sent in one go, and tell which of it the server has', async () => {
    const told = await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(/id="c"/u);
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' h='2'/>`);
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' h='3'/>`);
      },
    ]);
    await Promise.all(['a', 'b', 'c'].map(say));
    await happened(told, 'online', 'acknowledged a', 'acknowledged b', 'acknowledged c');
    expect(server.streams[0]?.received.match(new RegExp(REQUEST, 'gu'))).toHaveLength(2);
  });

  it('are given once everything before the question is stored', async () => {
    let stored = 0;
    const told = await start(
      [
        async (stream) => {
          await manage(stream);
          stream.send(`${message('1')}${message('2')}<r xmlns='${NS_SM}'/>${message('3')}`);
          await stream.waitFor(/<a [^>]*h=["']2["']/u);
          stream.send(`<r xmlns='${NS_SM}'/>`);
          await stream.waitFor(/<a [^>]*h=["']3["']/u);
          stream.send(message('4'));
        },
      ],
      { store: () => (stored += 1) },
    );
    await happened(told, 'online', 'message 1', 'message 2', 'message 3', 'message 4');
    expect(stored).toBe(2);
  });

  it('are not given for what could not be stored', async () => {
    let full = true;
    const told = await start(
      [
        async (stream) => {
          await manage(stream);
          stream.send(`${message('1')}<r xmlns='${NS_SM}'/>`);
          stream.send("<iq type='get' id='after' from='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>");
          await stream.waitFor(/id="after"/u);
          expect(stream.received).not.toMatch(/<a /u);
          full = false;
          stream.send(`<r xmlns='${NS_SM}'/>`);
          await stream.waitFor(/<a [^>]*h=["']2["']/u);
          stream.send(message('done'));
        },
      ],
      {
        store: () => {
          if (full) throw new Error('disk full');
        },
      },
    );
    await happened(told, 'online', 'message 1', 'message done');
  });

  it.each([
    ['more than was sent', "h='5'"],
    ['no count', ''],
    ['a count that is none', "h='-1'"],
  ])('that tell %s end the stream, and the session starts anew', async (_what, count) => {
    const told = await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' ${count}/>`);
        await stream.waitFor(/<undefined-condition/u);
      },
      (stream) => manage(stream),
    ]);
    await say('a');
    await happened(told, 'online', 'offline', 'online');
  });

  it('that never come are not collected for without end', async () => {
    const told = await start([(stream) => manage(stream)]);
    await Promise.all(Array.from({ length: 20_001 }, (_, nth) => say(String(nth)).catch(() => undefined)));
    await vi.waitFor(() => expect(told.events.at(-1)).toBe('online'), { timeout: 10_000 });
    expect(told.events.slice(-2)).toEqual(['offline', 'online']);
  });

  it('are waited for before the stream is closed, and the last word is ours', async () => {
    const told = await start([
      async (stream) => {
        await manage(stream);
        stream.send(message('1'));
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' h='1'/>`);
      },
    ]);
    await happened(told, 'online', 'message 1');
    await say('a');
    await session.disconnect('chosen');
    await happened(told, 'online', 'message 1', 'acknowledged a', 'offline');
    expect(server.streams[0]?.received).toMatch(/<a [^>]*h="1"[^>]*\/><\/stream:stream>/u);
  });

  it('are not expected of a server that refuses', async () => {
    const told = await start([
      async (stream) => {
        await stream.bind({ features: SM });
        await stream.waitFor(/<enable [^>]*\/>/u);
        stream.send(
          `<failed xmlns='${NS_SM}'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`,
        );
        stream.send(message('1'));
      },
    ]);
    await happened(told, 'online', 'message 1');
    await say('a');
    await session.disconnect('chosen');
    await happened(told, 'online', 'message 1', 'offline');
  });
});

describe('a new session', () => {
  it.each([
    ['', ''],
    [', also of a server that wants a session besides', "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"],
  ])('takes what is for its own address from the moment it has one%s', async (_server, feature) => {
    const told = await start([
      async (stream) => {
        await stream.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${feature}${SM}`);
        const [iq] = await stream.waitFor(/<iq[^>]*>\s*<bind[\s\S]*?<\/iq>/u);
        const id = /id=["']([^"']+)["']/u.exec(iq)?.[1] ?? '';
        const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>${account}/balcony</jid></bind>`;
        stream.send(`<iq type='result' id='${id}'>${bind}</iq>${message('1')}${message('2')}`);
        if (feature !== '') {
          await stream.waitFor(/<session [^>]*\/>/u);
          stream.send(`${message('in between')}<iq type='result' id='session'/>`);
        }
        await stream.waitFor(/<enable [^>]*\/>/u);
        stream.send(`<enabled xmlns='${NS_SM}' id='s-1' resume='true'/>${message('3')}<r xmlns='${NS_SM}'/>`);
        await stream.waitFor(/<a [^>]*h=["']1["']/u);
        stream.send(message('4'));
      },
    ]);
    const between = feature === '' ? [] : ['message in between'];
    await happened(told, 'online', 'message 1', 'message 2', ...between, 'message 3', 'message 4');
  });
});

describe('resumption', () => {
  it('sends again, in order, what the server does not have, and takes what was missed, all at once', async () => {
    const missed = Array.from({ length: 500 }, (_, nth) => `m${String(nth)}`);
    const told = await start([
      async (stream) => {
        await manage(stream);
        stream.send(message('1'));
        await stream.waitFor(/id="c"/u);
        stream.destroy();
      },
      async (stream) => {
        expect(await resumption(stream)).toBe('1');
        stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='1'/>${missed.map(message).join('')}`);
        await stream.waitFor(/id="b"[\s\S]*id="c"/u);
        stream.send(`<a xmlns='${NS_SM}' h='3'/><r xmlns='${NS_SM}'/>`);
        await stream.waitFor(/<a [^>]*h=["']501["']/u);
      },
    ]);
    await vi.waitFor(() => expect(told.events).toContain('message 1'));
    await Promise.all(['a', 'b', 'c'].map(say));
    await happened(
      told,
      ...['online', 'message 1', 'interrupted', 'acknowledged a', 'resumed'],
      ...missed.map((id) => `message ${id}`),
      ...['acknowledged b', 'acknowledged c'],
    );
    expect(session.jid).toBe(`${account}/balcony`);
    expect(server.streams[1]?.received).not.toContain('id="a"');
    expect(server.streams[1]?.received).not.toContain('<enable');
    // The socket rests while what was missed is taken, not for ever.
    await vi.waitFor(() => expect(server.streams[1]?.received).toMatch(/<a [^>]*h="501"/u));
  });

  it('that is refused hands back what the server does not say it has', async () => {
    const told = await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(/id="b"/u);
        stream.destroy();
      },
      async (stream) => {
        await resumption(stream);
        stream.send(
          `<failed xmlns='${NS_SM}' h='1'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`,
        );
        const [iq] = await stream.waitFor(/<iq[^>]*>\s*<bind[\s\S]*?<\/iq>/u);
        const id = /id=["']([^"']+)["']/u.exec(iq)?.[1] ?? '';
        const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>${account}/balcony</jid></bind>`;
        stream.send(`<iq type='result' id='${id}'>${bind}</iq>`);
        await stream.waitFor(/<enable [^>]*\/>/u);
      },
    ]);
    await Promise.all(['a', 'b'].map(say));
    await happened(told, 'online', 'interrupted', 'acknowledged a', 'offline', 'online');
  });

  it('with a count that cannot be ends the stream, and the session starts anew', async () => {
    const told = await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(/id="a"/u);
        stream.destroy();
      },
      async (stream) => {
        await resumption(stream);
        stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='7'/>`);
        await stream.waitFor(/<undefined-condition/u);
      },
      (stream) => manage(stream),
    ]);
    await say('a');
    await happened(told, 'online', 'interrupted', 'offline', 'online');
  });

  it('is not tried once the server keeps the session no longer', async () => {
    const timers: { milliseconds: number; run: () => void }[] = [];
    const clock: Clock = {
      now: () => Date.now(),
      after: (milliseconds, run) => {
        if (milliseconds === 7000) {
          timers.push({ milliseconds, run });
          return () => undefined;
        }
        return systemClock.after(milliseconds, run);
      },
    };
    const told = await start(
      [
        async (stream) => {
          await manage(stream, "id='s-1' resume='true' max='7'");
          await stream.waitFor(/id="a"/u);
          stream.destroy();
          await server.close();
        },
      ],
      { clock },
    );
    await say('a');
    await happened(told, 'online', 'interrupted');
    for (const { run } of timers) run();
    await happened(told, 'online', 'interrupted', 'offline');
  });

  it('ends with the wish to be offline', async () => {
    const told = await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(/id="a"/u);
        stream.destroy();
        await server.close();
      },
    ]);
    await say('a');
    await happened(told, 'online', 'interrupted');
    await session.disconnect('chosen');
    await happened(told, 'online', 'interrupted', 'offline');
  });
});
