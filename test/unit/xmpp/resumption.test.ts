/** A broken session that goes on (XEP-0198 §5), and one that can't: real sockets and real TLS. */
import { describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import type { FakeStream } from '../../support/fake-server/stream';
import { ACCOUNT, message } from '../../support/told-session';
import { lastWords, manage, managedSessions, NS_SM, REQUEST, SM, streamError, tooHigh } from './managed-sessions';

const start = managedSessions();

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

describe('resumption', () => {
  it('sends again, in order, what the server does not have, and takes what was missed, all at once', async () => {
    const missed = Array.from({ length: 500 }, (_, nth) => `m${String(nth)}`);
    const { server, told } = await start([
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
    const { server, told } = await start(
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
    const { told } = await start([
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
    const { server, told } = await start([
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
    expect(lastWords(server, 1)).toBe(streamError(tooHigh(7, 1)));
  });

  it('that the server gives but no longer listens on is given up: the session starts anew', async () => {
    const clock: Clock = {
      now: () => Date.now(),
      after: (milliseconds, run) => systemClock.after(milliseconds === 20_000 ? 300 : milliseconds, run),
    };
    const { server, told } = await start(
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
    const { server, told } = await start(
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
    const { server, told } = await start(
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
    const { server, told } = await start([
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
