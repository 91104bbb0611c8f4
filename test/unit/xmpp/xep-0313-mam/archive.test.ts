import { describe, expect, it } from 'vitest';
import { NS_MAM, NS_RSM } from '../../../../electron/xmpp/ns';
import { MessageModule } from '../../../../electron/xmpp/rfc6121-message/module';
import { attr, type Element } from '../../../../electron/xmpp/xml';
import { ArchiveModule } from '../../../../electron/xmpp/xep-0313-mam/module';
import type { ArchivedMessage, ArchivePage, ArchiveQuery } from '../../../../electron/xmpp/xep-0313-mam/stanza';
import { bare } from '../../../support/addresses';
import { FakeClock } from '../../../support/fake-clock';
import { MockSession } from '../../../support/mock-session';

const ACCOUNT = bare('juliet@capulet.lit');
const ROMEO = "from='romeo@montague.lit/orchard' to='juliet@capulet.lit'";
const FIN = `<fin xmlns='${NS_MAM}' complete='true'><set xmlns='${NS_RSM}'><first>a</first><last>b</last></set></fin>`;

interface Result {
  readonly queryId: string | undefined;
  readonly id: string;
  readonly body?: string;
  readonly from?: string;
  readonly type?: string;
}

function result({ queryId, id, body = id, from = ACCOUNT, type = 'chat' }: Result): string {
  const query = queryId === undefined ? '' : ` queryid='${queryId}'`;
  return `<message from='${from}' to='${ACCOUNT}/here'>
    <result xmlns='${NS_MAM}' id='${id}'${query}><forwarded xmlns='urn:xmpp:forward:0'>
      <delay xmlns='urn:xmpp:delay' stamp='2025-12-24T20:00:00Z'/>
      <message xmlns='jabber:client' ${ROMEO} type='${type}'><body>${body}</body></message>
    </forwarded></result></message>`;
}

/** `answer` plays the server: it gets the id of the query, sends results, and says how it ends. */
function attached(answer: (queryId: string, query: Element) => Element | string | Promise<string>) {
  const session = new MockSession(ACCOUNT);
  const clock = new FakeClock();
  const archive = new ArchiveModule(ACCOUNT, clock);
  const messages = new MessageModule(ACCOUNT, clock);
  const chats: string[] = [];
  messages.onMessage(({ body }) => chats.push(body ?? ''));
  for (const module of [archive, messages]) module.attach(session);
  session.answer('set', 'query', NS_MAM, (payload) => answer(attr(payload, 'queryid') ?? '', payload));
  const entries: ArchivedMessage[] = [];
  const query = (changes: Partial<ArchiveQuery> = {}, signal?: AbortSignal): Promise<ArchivePage> =>
    archive.query(
      { max: 10, before: '', ...changes },
      { onMessage: (entry) => entries.push(entry), ...(signal && { signal }) },
    );
  return { session, clock, archive, chats, entries, query };
}

const ids = (entries: readonly ArchivedMessage[]): string[] => entries.map(({ id }) => id);

/** A query whose end the test decides. */
function pending() {
  let queryId = '';
  let end: (fin: string) => void = () => undefined;
  const setup = attached((id) => {
    queryId = id;
    return new Promise<string>((resolve) => {
      end = resolve;
    });
  });
  return { ...setup, result: (id: string) => setup.session.receive(result({ queryId, id })), end: () => end(FIN) };
}

describe('a query', () => {
  it('hands on each message in order and says where the page ends', async () => {
    const setup = attached(async (queryId) => {
      await setup.session.receive(result({ queryId, id: 'a' }));
      await setup.session.receive(result({ queryId, id: 'b', body: 'good night' }));
      return FIN;
    });
    await expect(setup.query()).resolves.toEqual({ complete: true, first: 'a', last: 'b' });
    expect(setup.entries.map(({ id, at, message }) => [id, at, message.body])).toEqual([
      ['a', Date.UTC(2025, 11, 24, 20), 'a'],
      ['b', Date.UTC(2025, 11, 24, 20), 'good night'],
    ]);
    expect(setup.chats).toEqual([]);
  });

  it('may run beside another one', async () => {
    const open: string[] = [];
    const both: ArchivedMessage[][] = [[], []];
    let endBoth: () => void = () => undefined;
    const ended = new Promise<string>((resolve) => {
      endBoth = () => resolve(FIN);
    });
    const { session, archive } = attached((queryId) => {
      open.push(queryId);
      return ended;
    });
    const queries = both.map((list) => archive.query({ max: 5 }, { onMessage: (entry) => list.push(entry) }));
    await expect.poll(() => open.length).toBe(2);
    for (const [index, queryId] of [...open.entries(), ...open.entries()])
      await session.receive(result({ queryId, id: `of ${String(index)}` }));
    endBoth();
    await Promise.all(queries);
    expect(both.map(ids)).toEqual([['of 0'], ['of 1']]);
  });

  it('is refused with the reason of the server, or where the end is none', async () => {
    const { session, archive } = attached(() => "<nothing xmlns='urn:example'/>");
    const onMessage = (): void => undefined;
    await expect(archive.query({ max: 1 }, { onMessage })).rejects.toMatchObject({ name: 'StanzaError' });
    session.goOffline();
    await expect(archive.query({ max: 1 }, { onMessage })).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('what does not count', () => {
  it.each([
    ['a stranger', { from: 'mallory@evil.lit/x' }],
    ['the contact it is about', { from: 'romeo@montague.lit/orchard' }],
    ['another session of the account', { from: `${ACCOUNT}/phone` }],
    ['the domain', { from: 'capulet.lit' }],
    ['the server, for another query', { queryId: 'guessed' }],
    ['the server, for no query', { queryId: undefined }],
    ['the server, from a room', { type: 'groupchat' }],
  ])('a result of %s', async (_who, changes) => {
    const setup = attached(async (queryId) => {
      await setup.session.receive(result({ queryId, id: 'x', ...changes }));
      await setup.session.receive(result({ queryId, id: 'genuine' }));
      return FIN;
    });
    await setup.query();
    expect(ids(setup.entries)).toEqual(['genuine']);
    expect(setup.chats).toEqual([]);
  });

  it('a result that is given twice', async () => {
    const setup = attached(async (queryId) => {
      for (const id of ['a', 'b', 'a']) await setup.session.receive(result({ queryId, id }));
      return FIN;
    });
    await setup.query();
    expect(ids(setup.entries)).toEqual(['a', 'b']);
  });

  it('a result before and after the query, also as a chat', async () => {
    let queryId = '';
    const { session, query, entries, chats } = attached((id) => {
      queryId = id;
      return FIN;
    });
    await session.receive(result({ queryId: 'early', id: 'early' }));
    await query();
    await session.receive(result({ queryId, id: 'late' }));
    await session.receive(
      `<message from='mallory@evil.lit'><body>both</body><result xmlns='${NS_MAM}' queryid='${queryId}' id='1'/></message>`,
    );
    expect(entries).toEqual([]);
    expect(chats).toEqual([]);
  });

  it('more than was asked for', async () => {
    const setup = attached(async (queryId) => {
      for (const id of ['a', 'b', 'c', 'd']) await setup.session.receive(result({ queryId, id }));
      return FIN;
    });
    await expect(setup.query({ max: 2 })).rejects.toMatchObject({ code: 'protocol-violation' });
    expect(ids(setup.entries)).toEqual(['a', 'b']);
  });
});

describe('patience', () => {
  it('counts from the last result', async () => {
    const { query, result: receive, end, clock, entries } = pending();
    const page = query();
    for (const id of ['a', 'b', 'c']) {
      await clock.advance(50_000);
      await receive(id);
    }
    await clock.advance(50_000);
    end();
    await expect(page).resolves.toMatchObject({ complete: true });
    expect(ids(entries)).toEqual(['a', 'b', 'c']);
    expect(clock.pending).toBe(0);
  });

  it('ends', async () => {
    const { query, result: receive, clock, entries } = pending();
    const page = expect(query()).rejects.toMatchObject({ code: 'timeout' });
    await clock.advance(50_000);
    await receive('a');
    await clock.advance(60_000);
    await page;
    await receive('b');
    expect(ids(entries)).toEqual(['a']);
  });

  it('does not count while the session has no connection', async () => {
    const { query, result: receive, end, clock, session, entries } = pending();
    const page = query();
    await clock.advance(1000);
    session.interrupt();
    await clock.advance(120_000);
    session.resume();
    await receive('a');
    end();
    await page;
    expect(ids(entries)).toEqual(['a']);
  });

  it('ends at once when the one who asked has none', async () => {
    const { query, result: receive, clock, entries } = pending();
    const given = new AbortController();
    const page = query({}, given.signal);
    await clock.advance(0);
    given.abort();
    await receive('a');
    await expect(page).rejects.toMatchObject({ code: 'cancelled' });
    await expect(query({}, given.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(entries).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
