/** What both sides say they have (XEP-0198 §4), and from when on it counts: real sockets and real TLS. */
import { describe, expect, it } from 'vitest';
import { message } from '../../support/told-session';
import { lastWords, manage, managedSessions, NS_SM, REQUEST, SM, streamError, tooHigh } from './managed-sessions';

const start = managedSessions();

describe('acknowledgements', () => {
  it('ask once for what is sent in one go, and tell which of it the server has', async () => {
    const { server, told } = await start([
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
    const { told } = await start(
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

  it('leave out what could not be stored, and tell it once it could', async () => {
    let full = true;
    const { told } = await start(
      [
        async (stream) => {
          await manage(stream);
          stream.send(`${message('1')}<r xmlns='${NS_SM}'/>`);
          await stream.waitFor(/<a [^>]*h=["']0["']/u);
          stream.send(message('asked'));
          await stream.waitFor(/<a [^>]*h=["']2["']/u);
          stream.send(message('told'));
        },
      ],
      {
        store: () => {
          if (full) throw new Error('disk full');
        },
      },
    );
    await told.happened('online', 'message 1', 'message asked');
    told.session.tellHandled();
    full = false;
    told.session.tellHandled();
    await told.happened('online', 'message 1', 'message asked', 'message told');
  });

  it.each([
    ['more than was sent', "h='5'", tooHigh(5, 1)],
    ['no count', '', ''],
    ['a count that is none', "h='-1'", ''],
  ])('that tell %s end the stream, and the session starts anew', async (_what, count, explanation) => {
    const { server, told } = await start([
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
    expect(lastWords(server, 0)).toBe(streamError(explanation));
  });

  it('that go back end the stream, and are not said to be too high', async () => {
    const { server, told } = await start([
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
    expect(lastWords(server, 0)).toBe(streamError(''));
  });

  it('that never come are not collected for without end', async () => {
    const { told } = await start([(stream) => manage(stream)]);
    await Promise.all(Array.from({ length: 20_001 }, (_, nth) => told.say(String(nth)).catch(() => undefined)));
    await expect.poll(() => told.events.slice(-2), { timeout: 20_000 }).toEqual(['offline', 'online']);
  });

  it('are waited for before the stream is closed, and the last word is ours', async () => {
    const { server, told } = await start([
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
    const { told } = await start([
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
    const { told } = await start([
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
