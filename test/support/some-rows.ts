/** What a service keeps of an account, as the inventory tells it: one row of each kind. */
import type { InventoryRow } from '../../electron/contract/inventory';

const DAY = 24 * 60 * 60 * 1000;

export function someRow(change: Partial<InventoryRow> & Pick<InventoryRow, 'id' | 'kind'>, now: number): InventoryRow {
  return {
    state: { state: 'known' },
    mark: 'measured',
    seenAt: now,
    facts: [],
    actions: { view: true, audience: [] },
    alsoIn: [],
    ...change,
  };
}

const NS_TUNE = 'http://jabber.org/protocol/tune';

export function someRows(now: number): readonly InventoryRow[] {
  const row = (change: Partial<InventoryRow> & Pick<InventoryRow, 'id' | 'kind'>): InventoryRow => someRow(change, now);
  return [
    row({
      id: 'roster',
      kind: 'roster',
      count: 9,
      bytes: 1830,
      actions: { view: true, audience: [], delete: { guard: 'typed-word', word: 'juliet' } },
    }),
    row({
      id: 'vcard',
      kind: 'vcard',
      count: 1,
      bytes: 31_400,
      actions: { view: true, audience: [], delete: { guard: 'undo' } },
    }),
    row({
      id: 'tune',
      kind: 'pep-node',
      name: NS_TUNE,
      known: 'tune',
      count: 1,
      audience: { mark: 'service-says', access: 'open', groups: [], members: [], subscribers: ['spy@example.net'] },
      actions: { view: true, audience: ['nobody', 'contacts', 'everybody'], delete: { guard: 'undo' } },
    }),
    row({
      id: 'location',
      kind: 'pep-node',
      name: 'http://jabber.org/protocol/geoloc',
      known: 'location',
      count: 1,
      audience: { mark: 'service-says', access: 'presence', groups: [] },
      actions: {
        view: true,
        audience: ['nobody', 'contacts', 'groups', 'everybody'],
        delete: { guard: 'undo' },
      },
    }),
    row({
      id: 'odd',
      kind: 'pep-node',
      name: 'urn:example:odd:0',
      count: 12,
      countIsLeast: true,
      audience: { mark: 'service-says', unknownAccess: 'moon-phase', groups: [] },
      actions: { view: true, audience: ['nobody', 'contacts'], delete: { guard: 'undo' } },
    }),
    row({
      id: 'archive',
      kind: 'archive',
      mark: 'service-says',
      count: 214,
      facts: [
        { fact: 'oldest', mark: 'measured', at: now - 200 * DAY },
        { fact: 'archiving', mark: 'service-says', preference: 'always', always: 0, never: 1 },
      ],
    }),
    row({
      id: 'bookmarks',
      kind: 'private-xml',
      name: 'storage:bookmarks',
      known: 'bookmarks',
      count: 4,
      bytes: 900,
      actions: { view: true, audience: [], delete: { guard: 'undo' } },
      alsoIn: ['all-bookmarks'],
    }),
    row({
      id: 'all-bookmarks',
      kind: 'bookmarks',
      count: 4,
      facts: [{ fact: 'bookmarks-in', mark: 'measured', place: 'private-xml', count: 4 }],
      alsoIn: ['bookmarks'],
    }),
    row({
      id: 'rest',
      kind: 'private-xml-rest',
      mark: 'not-checkable',
      state: { state: 'not-checkable' },
      actions: { view: false, audience: [] },
    }),
    row({
      id: 'offline',
      kind: 'offline-messages',
      mark: 'service-says',
      state: { state: 'not-offered' },
      actions: { view: false, audience: [] },
    }),
    row({
      id: 'block-list',
      kind: 'block-list',
      state: { state: 'could-not-find-out', why: { code: 'timeout' } },
      actions: { view: false, audience: [] },
    }),
    row({
      id: 'sessions',
      kind: 'sessions',
      count: 1,
      facts: [{ fact: 'seen-by', mark: 'measured', by: 'presence' }],
    }),
  ];
}
