import { describe, expect, it } from 'vitest';
import type { InventoryRow } from '../../../../electron/contract/inventory';
import { NS_PRIVATE, NS_ROSTER } from '../../../../electron/xmpp/ns';
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
});
