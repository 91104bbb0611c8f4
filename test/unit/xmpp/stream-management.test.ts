/** XEP-0198 between the session and a scripted server: real sockets and real TLS. */
import { describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import { scriptedServers } from '../../support/fake-server/scripted-servers';
import type { FakeServer } from '../../support/fake-server/server';
import type { FakeStream } from '../../support/fake-server/stream';
import { ACCOUNT, DOMAIN, message, ToldSession } from '../../support/told-session';

const NS_SM = 'urn:xmpp:sm:3';
const SM = `<sm xmlns='${NS_SM}'/>`;
const REQUEST = /<r xmlns=["']urn:xmpp:sm:3["']\/>/u;

const servers = scriptedServers(DOMAIN);
let server: FakeServer;
let told: ToldSession;

/** `steps[n]` plays the nth connection from its authentication on; the last one also plays those after it. */
async function start(
  steps: readonly ((stream: FakeStream) => Promise<void>)[],
  { clock = systemClock, store = () => undefined }: { clock?: Clock; store?: () => unknown } = {},
): Promise<ToldSession> {
  server = await servers.start({
    script: async (stream, nth) => {
      await stream.secureStream();
      await stream.authenticate();
      await (steps[nth] ?? steps.at(-1))?.(stream);
    },
  });
  told = new ToldSession({ port: server.port, authority: servers.authority, changes: { clock } });
  told.session.on('acknowledging', () => {
    store();
  });
  await vi.waitFor(() => expect(told.events).toContain('online'), { timeout: 10_000 });
  return told;
}

/** Binds and agrees to management. */
async function manage(stream: FakeStream, enabled = "id='s-1' resume='true' max='300'"): Promise<void> {
  await stream.bind({ features: SM });
  await stream.waitFor(/<enable [^>]*resume=["']true["'][^>]*\/>/u);
  stream.send(`<enabled xmlns='${NS_SM}' ${enabled}/>`);
}

/** Managed, until the connection breaks once a stanza with this id is there. */
const manageUntil =
  (id: string) =>
  async (stream: FakeStream): Promise<void> => {
    await manage(stream);
    await stream.waitFor(new RegExp(`id="${id}"`, 'u'));
    stream.destroy();
  };

/** Waits for the wish to resume; resolves with what the client says it has handled. */
async function resumption(stream: FakeStream): Promise<string> {
  await stream.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${SM}`);
  const [tag] = await stream.waitFor(/<resume [^>]*\/>/u);
  expect(tag).toMatch(/previd=["']s-1["']/u);
  return /h=["'](\d+)["']/u.exec(tag)?.[1] ?? '';
}

/** XEP-0198 §6 */
function tooHigh(h: number, sendCount: number): string {
  return `<handled-count-too-high xmlns="${NS_SM}" h="${String(h)}" send-count="${String(sendCount)}"/>`;
}

/** RFC 6120 §4.9.4: what an application adds stands beside the condition. */
function streamError(explanation: string): string {
  const condition = '<undefined-condition xmlns="urn:ietf:params:xml:ns:xmpp-streams"/>';
  return `<stream:error>${condition}${explanation}</stream:error></stream:stream>`;
}

/** Of the nth connection: its stream error and all after it. */
function lastWords(nth: number): string | undefined {
  return /<stream:error>.*$/su.exec(server.streams[nth]?.received ?? '')?.[0];
}

describe('acknowledgements', () => {
  it('ask once for what is sent in one go, and tell which of it the server has', async () => {
    await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(/id="c"/u);
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' h='2'/>`);
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' h='3'/>`);
      },
    ]);
    await Promise.all(['a', 'b', 'c'].map((id) => told.say(id)));
    await told.happened('online', 'acknowledged a', 'acknowledged b', 'acknowledged c');
    expect(server.streams[0]?.received.match(new RegExp(REQUEST, 'gu'))).toHaveLength(2);
  });

  it('are given once everything before the question is stored', async () => {
    let stored = 0;
    await start(
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
    await told.happened('online', 'message 1', 'message 2', 'message 3', 'message 4');
    expect(stored).toBe(2);
  });

  it('are not given for what could not be stored', async () => {
    let full = true;
    await start(
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
    await told.happened('online', 'message 1', 'message done');
  });

  it.each([
    ['more than was sent', "h='5'", tooHigh(5, 1)],
    ['no count', '', ''],
    ['a count that is none', "h='-1'", ''],
  ])('that tell %s end the stream, and the session starts anew', async (_what, count, explanation) => {
    await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' ${count}/>`);
        await stream.waitFor(/<\/stream:error>/u);
      },
      (stream) => manage(stream),
    ]);
    await told.say('a');
    await told.happened('online', 'offline', 'online');
    expect(lastWords(0)).toBe(streamError(explanation));
  });

  it('that go back end the stream, and are not said to be too high', async () => {
    await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' h='1'/><a xmlns='${NS_SM}' h='0'/>`);
        await stream.waitFor(/<\/stream:error>/u);
      },
      (stream) => manage(stream),
    ]);
    await told.say('a');
    await told.happened('online', 'acknowledged a', 'offline', 'online');
    expect(lastWords(0)).toBe(streamError(''));
  });

  it('that never come are not collected for without end', async () => {
    await start([(stream) => manage(stream)]);
    await Promise.all(Array.from({ length: 20_001 }, (_, nth) => told.say(String(nth)).catch(() => undefined)));
    await expect.poll(() => told.events.slice(-2), { timeout: 20_000 }).toEqual(['offline', 'online']);
  });

  it('are waited for before the stream is closed, and the last word is ours', async () => {
    await start([
      async (stream) => {
        await manage(stream);
        stream.send(message('1'));
        await stream.waitFor(REQUEST);
        stream.send(`<a xmlns='${NS_SM}' h='1'/>`);
      },
    ]);
    await told.happened('online', 'message 1');
    await told.say('a');
    await told.session.disconnect('chosen');
    await told.happened('online', 'message 1', 'acknowledged a', 'offline');
    expect(server.streams[0]?.received).toMatch(/<a [^>]*h="1"[^>]*\/><\/stream:stream>/u);
  });

  it('are not expected of a server that refuses', async () => {
    await start([
      async (stream) => {
        await stream.bind({ features: SM });
        await stream.waitFor(/<enable [^>]*\/>/u);
        stream.send(
          `<failed xmlns='${NS_SM}'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`,
        );
        stream.send(message('1'));
      },
    ]);
    await told.happened('online', 'message 1');
    await told.say('a');
    await told.session.disconnect('chosen');
    await told.happened('online', 'message 1', 'offline');
  });
});

describe('a new session', () => {
  it.each([
    ['', ''],
    [', also of a server that wants a session besides', "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"],
  ])('takes what is for its own address from the moment it has one%s', async (_server, feature) => {
    await start([
      async (stream) => {
        await stream.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${feature}${SM}`);
        await stream.answerBind(undefined, message('1') + message('2'));
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
    await told.happened('online', 'message 1', 'message 2', ...between, 'message 3', 'message 4');
  });
});

describe('resumption', () => {
  it('sends again, in order, what the server does not have, and takes what was missed, all at once', async () => {
    const missed = Array.from({ length: 500 }, (_, nth) => `m${String(nth)}`);
    await start([
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
    await expect.poll(() => told.events).toContain('message 1');
    await Promise.all(['a', 'b', 'c'].map((id) => told.say(id)));
    await told.happened(
      ...['online', 'message 1', 'interrupted', 'acknowledged a', 'resumed'],
      ...missed.map((id) => `message ${id}`),
      ...['acknowledged b', 'acknowledged c'],
    );
    expect(told.session.jid).toBe(`${ACCOUNT}/balcony`);
    expect(server.streams[1]?.received).not.toContain('id="a"');
    expect(server.streams[1]?.received).not.toContain('<enable');
    // The socket rests while what was missed is taken, not for ever.
    await expect.poll(() => server.streams[1]?.received).toMatch(/<a [^>]*h="501"/u);
  });

  it('counts what could not be stored before the interruption only when it comes again', async () => {
    let full = true;
    await start(
      [
        async (stream) => {
          await manage(stream);
          stream.send(message('1') + message('2'));
          await stream.waitFor(/id="a"/u);
          stream.destroy();
        },
        async (stream) => {
          expect(await resumption(stream)).toBe('0');
          full = false;
          stream.send(
            `<resumed xmlns='${NS_SM}' previd='s-1' h='1'/>${message('1')}${message('2')}<r xmlns='${NS_SM}'/>`,
          );
          await stream.waitFor(/<a [^>]*h=["']\d+["']/u);
        },
      ],
      {
        store: () => {
          if (full) throw new Error('disk full');
        },
      },
    );
    await expect.poll(() => told.events).toContain('message 2');
    await told.say('a');
    await expect.poll(() => server.streams[1]?.received).toMatch(/<a [^>]*h=["']2["']/u);
  });

  it('that is refused hands back what the server does not say it has', async () => {
    await start([
      manageUntil('b'),
      async (stream) => {
        await resumption(stream);
        stream.send(
          `<failed xmlns='${NS_SM}' h='1'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`,
        );
        await stream.answerBind();
        await stream.waitFor(/<enable [^>]*\/>/u);
      },
    ]);
    await Promise.all(['a', 'b'].map((id) => told.say(id)));
    await told.happened('online', 'interrupted', 'acknowledged a', 'offline', 'online');
  });

  it('with a count that cannot be ends the stream, and the session starts anew', async () => {
    await start([
      manageUntil('a'),
      async (stream) => {
        await resumption(stream);
        stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='7'/>`);
        await stream.waitFor(/<\/stream:error>/u);
      },
      (stream) => manage(stream),
    ]);
    await told.say('a');
    await told.happened('online', 'interrupted', 'offline', 'online');
    expect(lastWords(1)).toBe(streamError(tooHigh(7, 1)));
  });

  it('that the server gives but no longer listens on is given up: the session starts anew', async () => {
    const clock: Clock = {
      now: () => Date.now(),
      after: (milliseconds, run) => systemClock.after(milliseconds === 20_000 ? 300 : milliseconds, run),
    };
    await start(
      [
        manageUntil('a'),
        async (stream) => {
          await resumption(stream);
          stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='0'/>${message('heard')}`);
          await stream.waitFor(/id="a"/u);
          await stream.ended;
        },
        (stream) => manage(stream),
      ],
      { clock },
    );
    await told.say('a');
    await told.happened('online', 'interrupted', 'resumed', 'message heard', 'offline', 'online');
    expect(server.streams[2]?.received).not.toContain('<resume');
  });

  it('that is answered goes on, also where there was nothing to acknowledge', async () => {
    let ask: () => void = () => undefined;
    const clock: Clock = {
      now: () => Date.now(),
      after: (milliseconds, run) => {
        if (milliseconds !== 20_000) return systemClock.after(milliseconds, run);
        ask = run;
        return () => undefined;
      },
    };
    await start(
      [
        async (stream) => {
          await manage(stream);
          stream.send(message('1'));
          await stream.waitFor(REQUEST).catch(() => undefined);
        },
        async (stream) => {
          await resumption(stream);
          stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='0'/>`);
          await stream.waitFor(REQUEST);
          stream.send(`<a xmlns='${NS_SM}' h='0'/>${message('2')}`);
        },
      ],
      { clock },
    );
    await expect.poll(() => told.events).toContain('message 1');
    server.streams[0]?.destroy();
    await told.happened('online', 'message 1', 'interrupted', 'resumed', 'message 2');
    ask();
    server.streams[1]?.send(message('3'));
    await told.happened('online', 'message 1', 'interrupted', 'resumed', 'message 2', 'message 3');
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
    await start(
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
    await told.say('a');
    await told.happened('online', 'interrupted');
    for (const { run } of timers) run();
    await told.happened('online', 'interrupted', 'offline');
  });

  it('ends with the wish to be offline', async () => {
    await start([
      async (stream) => {
        await manage(stream);
        await stream.waitFor(/id="a"/u);
        stream.destroy();
        await server.close();
      },
    ]);
    await told.say('a');
    await told.happened('online', 'interrupted');
    await told.session.disconnect('chosen');
    await told.happened('online', 'interrupted', 'offline');
  });
});
