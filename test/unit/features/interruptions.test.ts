/** What becomes of the beginning of a session when the connection breaks in the middle of it. */
import { describe, expect, it } from 'vitest';
import { ConnectionError, StanzaError } from '../../../electron/xmpp/errors';
import { NS_BLOCKING, NS_CARBONS, NS_DISCO_INFO, NS_STANZA_ID } from '../../../electron/xmpp/ns';
import { attr, childText, type Element } from '../../../electron/xmpp/xml';
import { archive } from './archive-server';
import { bodies, JULIET, online, started, type World } from './helpers';

const DOMAIN = 'capulet.lit';

const never = (): Promise<never> => new Promise(() => undefined);
const bodiesOf = (sent: readonly Element[]): (string | undefined)[] =>
  sent.map((stanza) => childText(stanza, 'body', 'jabber:client'));

/** A message may be with the server or not, and the archive, which would tell, is slow. */
async function inDoubt(): Promise<World> {
  let isSlow = false;
  const world = await started({
    prepare: (session) =>
      archive(session, () => ['m0'], {
        size: 9,
        before: () => {
          if (isSlow) throw new Error('the archive should have been slow');
        },
      }),
  });
  await world.signIn();
  world.session.takeSent();
  await world.send('first');
  world.session.leave();
  world.session.answer('set', 'query', 'urn:xmpp:mam:2', never);
  isSlow = true;
  world.session.comeBack();
  await world.quiet();
  world.takeMessages();
  return world;
}

describe('what waits for the archive to tell what became of the last message', () => {
  it('goes out after half a minute', async () => {
    const world = await inDoubt();
    await world.send('second');
    expect(bodiesOf(world.takeMessages())).toEqual([]);
    await world.clock.advance(30_000);
    expect(bodiesOf(world.takeMessages())).toEqual(['first', 'second']);
  });

  it('also where the connection is away just then', async () => {
    const world = await inDoubt();
    await world.send('second');
    world.session.interrupt();
    await world.clock.advance(30_000);
    world.session.resume();
    await world.quiet();
    expect(bodiesOf(world.takeMessages())).toEqual(['first', 'second']);
  });

  it('also where nothing could be stored just then', async () => {
    const world = await inDoubt();
    await world.send('second');
    const release = world.blockStore();
    await world.clock.advance(30_000);
    expect(bodiesOf(world.takeMessages())).toEqual([]);
    release();
    await world.clock.advance(10_000);
    expect(bodiesOf(world.takeMessages())).toEqual(['first', 'second']);
  });

  it('and goes on waiting in a new session', async () => {
    const world = await inDoubt();
    await world.send('second');
    await world.clock.advance(20_000);
    world.session.leave();
    world.session.comeBack();
    await world.quiet();
    await world.clock.advance(15_000);
    expect(bodiesOf(world.takeMessages())).toEqual([]);
    await world.clock.advance(15_000);
    expect(bodiesOf(world.takeMessages())).toEqual(['first', 'second']);
  });
});

describe('what the server offers', () => {
  it('is asked for again where the connection broke before it was told', async () => {
    const world = await online();
    world.session.leave();
    const asked: ((error: Error) => void)[] = [];
    world.session.answer('get', 'query', NS_DISCO_INFO, () => new Promise((_resolve, reject) => asked.push(reject)));
    world.session.comeBack();
    await world.clock.advance(3000);
    expect(asked.length).toBeGreaterThan(0);
    world.session.interrupt();
    for (const fail of asked.splice(0)) fail(new ConnectionError('timeout'));
    await world.quiet();
    world.session.answer(
      'get',
      'query',
      NS_DISCO_INFO,
      () => `<query xmlns="${NS_DISCO_INFO}"><feature var="${NS_BLOCKING}"/><feature var="${NS_STANZA_ID}"/></query>`,
    );
    world.session.resume();
    await world.quiet();
    const { accounts } = await world.snapshot();
    expect(accounts[0]?.account.supports).toMatchObject({ blocking: true });
    expect(world.session.takeSent().some((stanza) => stanza.getChild('blocklist', NS_BLOCKING) !== undefined)).toBe(
      true,
    );
  });

  it('is asked for again by itself where nobody answered, and that alone', async () => {
    const said = ['m0', 'm1'];
    const world = await started({ prepare: (session) => archive(session, () => said, { size: 9 }) });
    await world.signIn();
    world.session.leave();
    said.push('m2', 'm3');
    const asked: string[] = [];
    let isSilent = true;
    world.session.answer('get', 'query', NS_DISCO_INFO, (_query, iq) => {
      const to = attr(iq, 'to') ?? '';
      asked.push(to);
      if (isSilent && to === JULIET) throw new ConnectionError('timeout');
      const features = ['urn:xmpp:mam:2', NS_STANZA_ID, NS_BLOCKING].map((name) => `<feature var="${name}"/>`);
      return `<query xmlns="${NS_DISCO_INFO}">${features.join('')}</query>`;
    });
    let enabled = 0;
    world.session.answer('set', 'enable', NS_CARBONS, () => {
      enabled += 1;
      throw new ConnectionError('timeout');
    });
    world.session.comeBack();
    await world.quiet();
    const before = (await world.snapshot()).accounts[0]?.account.supports;
    expect(before).toMatchObject({ blocking: true });
    // What nobody told is not said to be missing.
    expect(before).not.toHaveProperty('archive');
    expect(before).not.toHaveProperty('carbons');
    isSilent = false;
    world.session.answer('set', 'enable', NS_CARBONS, () => {
      enabled += 1;
      return undefined;
    });
    await world.clock.advance(60_000);
    const { supports } = (await world.snapshot()).accounts[0]?.account ?? {};
    expect(supports).toMatchObject({ archive: true, blocking: true, carbons: true });
    expect(await bodies(world)).toEqual(said);
    await world.clock.advance(24 * 60 * 60_000);
    expect(asked.sort()).toEqual([DOMAIN, JULIET, JULIET]);
    expect(enabled).toBe(2);
  });

  it('may be blocking without telling whom: then nobody is said to be the ones', async () => {
    const world = await online();
    const isKnown = async () => (await world.snapshot()).accounts[0]?.account.blockListKnown;
    expect(await isKnown()).toBe(true);
    world.session.leave();
    world.session.answer('get', 'blocklist', NS_BLOCKING, () => {
      throw new ConnectionError('timeout');
    });
    expect(await isKnown()).toBe(false);
    world.session.comeBack();
    await world.quiet();
    const [account] = (await world.snapshot()).accounts;
    expect(account?.account).toMatchObject({ supports: { blocking: true }, blockListKnown: false });
  });

  it('and whom it blocks is asked for again by itself, as often as all else, until that is told', async () => {
    const world = await online();
    world.session.leave();
    let asked = 0;
    let answer = (): string => {
      throw new ConnectionError('timeout');
    };
    world.session.answer('get', 'blocklist', NS_BLOCKING, () => {
      asked += 1;
      return answer();
    });
    world.session.comeBack();
    await world.quiet();
    await world.clock.advance(10_000);
    expect(asked).toBe(2);
    answer = () => `<blocklist xmlns="${NS_BLOCKING}"><item jid="tybalt@capulet.lit"/></blocklist>`;
    const told: boolean[] = [];
    world.hub.on('accountChanged', ({ account }) => told.push(account.blockListKnown));
    await world.clock.advance(60_000);
    expect(told.at(-1)).toBe(true);
    const [account] = (await world.snapshot()).accounts;
    expect(account).toMatchObject({ account: { blockListKnown: true }, blocked: ['tybalt@capulet.lit'] });
    await world.clock.advance(24 * 60 * 60_000);
    expect(asked).toBe(3);
  });

  it('and whom it blocks is not asked for again where the server refuses to tell', async () => {
    const world = await online();
    world.session.leave();
    let asked = 0;
    world.session.answer('get', 'blocklist', NS_BLOCKING, () => {
      asked += 1;
      throw new StanzaError('not-allowed', 'cancel', '');
    });
    world.session.comeBack();
    await world.clock.advance(24 * 60 * 60_000);
    expect(asked).toBe(1);
    expect((await world.snapshot()).accounts[0]?.account.blockListKnown).toBe(false);
  });

  it('and whom it blocks is not asked for by a session that is over', async () => {
    const world = await online();
    world.session.leave();
    let asked = 0;
    world.session.answer('get', 'blocklist', NS_BLOCKING, () => {
      asked += 1;
      throw new ConnectionError('timeout');
    });
    world.session.comeBack();
    await world.quiet();
    world.session.leave();
    await world.clock.advance(24 * 60 * 60_000);
    expect(asked).toBe(1);
  });

  it('is asked for a few times with growing pauses, and never once the session is over', async () => {
    const world = await online();
    world.session.leave();
    let asked: number[] = [];
    world.session.answer('get', 'query', NS_DISCO_INFO, (_query, iq) => {
      if (attr(iq, 'to') === JULIET) asked.push(world.clock.now());
      throw new ConnectionError('timeout');
    });
    world.session.comeBack();
    await world.clock.advance(24 * 60 * 60_000);
    const pauses = asked.slice(1).map((at, nth) => at - (asked[nth] ?? 0));
    expect(pauses.length).toBeGreaterThan(2);
    expect(pauses).toEqual([...new Set(pauses)].sort((a, b) => a - b));
    world.session.leave();
    world.session.comeBack();
    await world.quiet();
    const waiting = world.clock.pending;
    world.session.leave();
    asked = [];
    await world.quiet();
    expect(world.clock.pending).toBeLessThan(waiting);
    await world.clock.advance(24 * 60 * 60_000);
    expect(asked).toEqual([]);
  });

  it('holds back one presence alone where a session goes on before it was begun', async () => {
    const world = await online();
    world.session.leave();
    world.session.answer('get', 'query', NS_DISCO_INFO, never);
    world.session.comeBack();
    await world.quiet();
    world.session.interrupt();
    world.session.resume();
    await world.clock.advance(5000);
    const presences = world.session
      .takeSent()
      .filter((stanza) => stanza.is('presence') && attr(stanza, 'to') === undefined);
    expect(presences).toHaveLength(1);
  });

  it.each<[string, (world: World) => unknown]>([
    [
      'a status',
      ({ handlers }) => handlers['accounts.setAvailability']({ account: JULIET, availability: 'dnd', statusText: 'x' }),
    ],
    ['a priority', ({ handlers }) => handlers['accounts.setPriority']({ account: JULIET, priority: 5 })],
    ['idleness', ({ features, clock }) => features.setIdle(clock.now())],
  ])('comes before %s that changes meanwhile, and is asked for again after an interruption', async (_what, change) => {
    const world = await online();
    world.session.leave();
    world.session.answer('get', 'query', NS_DISCO_INFO, never);
    world.session.comeBack();
    await world.quiet();
    world.session.takeSent();
    await change(world);
    const presences = () => world.session.takeSent().filter((stanza) => stanza.is('presence'));
    expect(presences()).toEqual([]);
    world.session.interrupt();
    world.session.answer(
      'get',
      'query',
      NS_DISCO_INFO,
      () => `<query xmlns="${NS_DISCO_INFO}"><feature var="${NS_BLOCKING}"/></query>`,
    );
    world.session.resume();
    await world.clock.advance(5000);
    expect(presences()).toHaveLength(1);
    expect((await world.snapshot()).accounts[0]?.account.supports).toMatchObject({ blocking: true, carbons: true });
  });
});

it('with "keep nothing" a message of a session that is over stays in doubt for the next run', async () => {
  const world = await online();
  await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-nothing' });
  const { id } = await world.send('In doubt');
  world.session.leave();
  // Nobody tells whether there is an archive, so nothing goes out yet in the new session.
  world.session.answer('get', 'query', NS_DISCO_INFO, never);
  world.session.comeBack();
  await world.quiet();
  await world.stop();
  const again = await started({
    ...world.kept,
    prepare: (session) => {
      session.away = true;
    },
  });
  again.session.recover(30);
  await again.clock.advance(60_000);
  expect(again.takeMessages().map((sent) => attr(sent, 'id'))).toEqual([id]);
});
