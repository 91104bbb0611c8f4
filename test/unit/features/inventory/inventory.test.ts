import { describe, expect, it } from 'vitest';
import type { InventoryRow } from '../../../../electron/contract/inventory';
import { NS_PRIVATE, NS_ROSTER, NS_VCARD_TEMP } from '../../../../electron/xmpp/ns';
import { StanzaError } from '../../../../electron/xmpp/errors';
import { JULIET, online, ROMEO, type World } from '../helpers';

const account = JULIET;

/** Everything was read. */
async function opened(world: World): Promise<ReadonlyMap<string, InventoryRow>> {
  await world.handlers['inventory.open']({ account });
  for (let more = true; more;) {
    await world.quiet();
    more = (await world.handlers['inventory.open']({ account })).progress !== undefined;
  }
  const { rows } = await world.handlers['inventory.open']({ account });
  return new Map(rows.map((row) => [row.id, row]));
}

describe('the inventory', () => {
  it('is not asked for before it is opened', async () => {
    const world = await online();
    expect(world.session.sent.map(String).filter((stanza) => stanza.includes(NS_PRIVATE))).toEqual([]);
    const rows = await opened(world);
    expect(rows.get('roster')).toMatchObject({ state: { state: 'known' }, count: 2, mark: 'measured' });
    expect(rows.get('block-list')).toMatchObject({ state: { state: 'known' }, count: 0 });
    expect(rows.get('private-xml:roster:delimiter')).toMatchObject({ state: { state: 'not-offered' } });
  });

  it('says why something could not be found out', async () => {
    const world = await online();
    world.session.answer('get', 'query', NS_ROSTER, () => {
      throw new StanzaError('internal-server-error', 'cancel', '');
    });
    const rows = await opened(world);
    expect(rows.get('roster')).toMatchObject({
      state: { state: 'could-not-find-out', why: { code: 'refused-by-server', detail: 'internal-server-error' } },
    });
    expect(rows.get('roster')?.count).toBeUndefined();
  });

  it.each([
    ['<FN/><N><FAMILY/><GIVEN/></N>', 0],
    ['<FN/><N><FAMILY> </FAMILY></N>', 0],
    ['<N><FAMILY>Capulet</FAMILY></N>', 1],
  ])('takes a card for one only where something stands on it: %s', async (fields, count) => {
    const world = await online();
    world.session.answer('get', 'vCard', NS_VCARD_TEMP, () => `<vCard xmlns='vcard-temp'>${fields}</vCard>`);
    expect((await opened(world)).get('vcard')).toMatchObject({ state: { state: 'known' }, count });
  });

  it('deletes the roster only with the word typed', async () => {
    const world = await online();
    await opened(world);
    const remove = (word: string) => world.handlers['inventory.delete']({ account, row: 'roster', word });
    await expect(remove('')).rejects.toMatchObject({ code: 'invalid-argument' });
    world.session.answer('set', 'query', NS_ROSTER, (query) => {
      if (String(query).includes(ROMEO)) world.session.roster = '';
      return undefined;
    });
    const gone = remove('juliet');
    await world.quiet();
    expect(await gone).toMatchObject({ count: 0, lastChange: { change: 'deleted', seen: 'as-wanted' } });
  });

  const NOTES = 'private-xml:storage:rosternotes';

  /** The server keeps one piece of private XML; `kept` says whether it is still there. */
  async function withNotes(obeys = true): Promise<{ readonly world: World; readonly kept: () => boolean }> {
    const world = await online();
    let stored = '<storage xmlns="storage:rosternotes"><note jid="romeo@montague.lit">x</note></storage>';
    world.session.answer('get', 'query', NS_PRIVATE, (query) => {
      const [asked] = query.getChildElements();
      const data = asked?.getNS() === 'storage:rosternotes' ? stored : String(asked);
      return `<query xmlns="${NS_PRIVATE}">${data}</query>`;
    });
    world.session.answer('set', 'query', NS_PRIVATE, (query) => {
      if (obeys) stored = String(query.getChildElements()[0]);
      return undefined;
    });
    await opened(world);
    return { world, kept: () => stored.includes('<note ') };
  }

  const row = async (world: World): Promise<InventoryRow | undefined> =>
    (await world.handlers['inventory.open']({ account })).rows.find(({ id }) => id === NOTES);

  it('is read anew once there is another connection: the service may hold something else by now', async () => {
    const { world } = await withNotes();
    expect((await row(world))?.bytes).toBeGreaterThan(0);
    world.session.answer(
      'get',
      'query',
      NS_PRIVATE,
      (query) => `<query xmlns="${NS_PRIVATE}">${String(query.getChildElements()[0])}</query>`,
    );
    await world.clock.advance(1000);
    await opened(world);
    expect((await row(world))?.bytes).toBeGreaterThan(0);
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    await opened(world);
    expect((await row(world))?.bytes).toBe(0);
  });

  it('deletes after ten seconds, and says what was then seen', async () => {
    const { world, kept } = await withNotes();
    await world.handlers['inventory.delete']({ account, row: NOTES, word: '' });
    await world.clock.advance(9000);
    expect(kept()).toBe(true);
    await world.clock.advance(2000);
    await world.quiet();
    expect(kept()).toBe(false);
    const now = await row(world);
    expect(now).toMatchObject({ bytes: 0, lastChange: { change: 'deleted', seen: 'as-wanted' } });
    expect(now?.deletesAt).toBeUndefined();
    expect(now?.actions).toEqual({ view: false, audience: [] });
  });

  it('deletes no node that was gone from the list meanwhile: what comes back was not seen', async () => {
    const world = await online();
    const [items, pubsub] = ['http://jabber.org/protocol/disco#items', 'http://jabber.org/protocol/pubsub'];
    let listed = `<item jid="${JULIET}" node="urn:example:node"/>`;
    const deleted: string[] = [];
    world.session.answer('get', 'query', items, () => `<query xmlns="${items}">${listed}</query>`);
    world.session.answer(
      'get',
      'pubsub',
      pubsub,
      () => `<pubsub xmlns="${pubsub}"><items node="urn:example:node"/></pubsub>`,
    );
    world.session.answer('set', 'pubsub', `${pubsub}#owner`, (sent) => void deleted.push(String(sent)));
    const id = 'pep-node:urn:example:node';
    expect((await opened(world)).get(id)?.actions.delete).toEqual({ guard: 'undo' });
    await world.handlers['inventory.delete']({ account, row: id, word: '' });
    listed = '';
    await world.handlers['inventory.refresh']({ account, row: 'pep-list' });
    await world.quiet();
    expect((await opened(world)).has(id)).toBe(false);
    await world.clock.advance(11_000);
    expect(deleted).toEqual([]);
  });

  it('deletes nothing where Candor ends within the ten seconds, or it is taken back', async () => {
    const { world, kept } = await withNotes();
    await world.handlers['inventory.delete']({ account, row: NOTES, word: '' });
    await world.handlers['inventory.undoDelete']({ account, row: NOTES });
    await world.clock.advance(11_000);
    expect(kept()).toBe(true);
    await world.handlers['inventory.delete']({ account, row: NOTES, word: '' });
    await world.stop();
    await world.clock.advance(11_000);
    expect(kept()).toBe(true);
  });

  it('says so where the service took a deletion and still has it', async () => {
    const { world } = await withNotes(false);
    await world.handlers['inventory.delete']({ account, row: NOTES, word: '' });
    await world.clock.advance(11_000);
    await world.quiet();
    expect((await row(world))?.lastChange).toMatchObject({ change: 'deleted', seen: 'differs' });
  });

  it('says so where there is no connection when it is due', async () => {
    const { world, kept } = await withNotes();
    await world.handlers['inventory.delete']({ account, row: NOTES, word: '' });
    world.session.leave();
    await world.clock.advance(11_000);
    await world.quiet();
    expect(kept()).toBe(true);
    expect((await row(world))?.lastChange).toMatchObject({ seen: 'unknown', why: { code: 'offline' } });
  });

  it('is read when there is a connection again', async () => {
    const world = await online();
    world.session.leave();
    await world.quiet();
    expect((await opened(world)).get('roster')).toMatchObject({
      state: { state: 'could-not-find-out', why: { code: 'offline' } },
    });
    world.session.comeBack();
    await world.quiet();
    expect((await opened(world)).get('roster')).toMatchObject({ state: { state: 'known' }, count: 2 });
  });
});
