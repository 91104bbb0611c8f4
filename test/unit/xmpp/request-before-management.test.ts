/** What is asked before stream management is agreed on (XEP-0198 §3): real sockets and real TLS. */
import { expect, it, vi } from 'vitest';
import { NS_ROSTER } from '../../../electron/xmpp/ns';
import { xml, type Element } from '../../../electron/xmpp/xml';
import type { FakeStream } from '../../support/fake-server/stream';
import type { ToldSession } from '../../support/told-session';
import { managedSessions, NS_SM, SM } from './managed-sessions';

const ROSTER_GET = /<iq [^>]*id="([^"]+)"[^>]*><query xmlns="jabber:iq:roster"\/><\/iq>/u;
const ENABLE = /<enable [^>]*\/>/u;

const start = managedSessions();

function rosterGet(): Element {
  return xml('iq', { type: 'get' }, xml('query', { xmlns: NS_ROSTER }));
}

/** Asks for the roster as soon as the session is online; `answers` notes what comes of it. */
function askAtOnce(told: ToldSession, answers: string[]): void {
  told.session.on('online', () => {
    void told.session.request(rosterGet(), { beforeManagement: true }).then(
      () => answers.push('roster'),
      (error: unknown) => answers.push(String(error)),
    );
  });
}

/** Waits for the question; resolves with its answer. */
async function rosterAnswer(stream: FakeStream): Promise<string> {
  const [, id = ''] = await stream.waitFor(ROSTER_GET);
  return `<iq type='result' id='${id}'><query xmlns='jabber:iq:roster'/></iq>`;
}

it('goes out first, and counts on neither side', async () => {
  const answers: string[] = [];
  const { server, told } = await start(
    [
      async (stream) => {
        await stream.bind({ features: SM });
        const answer = await rosterAnswer(stream);
        await stream.waitFor(ENABLE);
        stream.send(`${answer}<enabled xmlns='${NS_SM}' id='s-1' resume='true'/><r xmlns='${NS_SM}'/>`);
        await stream.waitFor(/<a [^>]*h="0"/u);
        await stream.waitFor(/id="a"/u);
        stream.send(`<a xmlns='${NS_SM}' h='1'/>`);
      },
    ],
    { prepare: (session) => askAtOnce(session, answers) },
  );
  await vi.waitFor(() => expect(answers).toEqual(['roster']));
  await told.say('a');
  await told.happened('online', 'acknowledged a');
  const { received } = server.streams[0] ?? expect.unreachable();
  expect(received.search(ROSTER_GET)).toBeGreaterThan(0);
  expect(received.search(ROSTER_GET)).toBeLessThan(received.search(ENABLE));
});

it('does not take another stanza along: management is asked for before that', async () => {
  const answers: string[] = [];
  const { server } = await start(
    [
      async (stream) => {
        await stream.bind({ features: SM });
        await stream.waitFor(/id="a"/u);
        stream.send(`<enabled xmlns='${NS_SM}'/>${await rosterAnswer(stream)}`);
      },
    ],
    {
      prepare: (told) => {
        told.session.on('online', () => void told.say('a'));
        askAtOnce(told, answers);
      },
    },
  );
  await vi.waitFor(() => expect(answers).toEqual(['roster']));
  const { received } = server.streams[0] ?? expect.unreachable();
  expect(received.search(ENABLE)).toBeLessThan(received.search(/id="a"/u));
  expect(received.search(ENABLE)).toBeLessThan(received.search(ROSTER_GET));
});

it('is asked again on the next connection of the session, where nobody answered it', async () => {
  const answers: string[] = [];
  const { server, told } = await start(
    [
      async (stream) => {
        await stream.bind({ features: SM });
        await stream.waitFor(ENABLE);
        stream.send(`<enabled xmlns='${NS_SM}' id='s-1' resume='true'/>`);
        await stream.waitFor(/id="a"/u);
        stream.destroy();
      },
      async (stream) => {
        await stream.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${SM}`);
        await stream.waitFor(/<resume [^>]*\/>/u);
        stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='1'/>`);
        stream.send(await rosterAnswer(stream));
        await stream.waitFor(/<r /u);
        stream.send(`<a xmlns='${NS_SM}' h='2'/>`);
        await stream.waitFor(/id="b"/u);
        stream.send(`<a xmlns='${NS_SM}' h='3'/>`);
      },
    ],
    { prepare: (session) => askAtOnce(session, answers) },
  );
  await told.say('a');
  await vi.waitFor(() => expect(answers).toEqual(['roster']), { timeout: 10_000 });
  await told.say('b');
  await expect.poll(() => told.events).toContain('acknowledged b');
  expect(server.streams).toHaveLength(2);
});
