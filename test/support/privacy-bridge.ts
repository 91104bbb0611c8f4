/** A bridge behind which a service with a policy lies, for tests and pictures of the privacy screens. */
import type { InventoryRow } from '../../electron/contract/inventory';
import type { ProbeReport } from '../../electron/contract/privacy';
import type { FakeBridge } from './fake-bridge';
import type { PrivacyWorld } from './privacy-world';

/** Makes a bridge answer as that world would. */
export function inhabit(bridge: FakeBridge, world: PrivacyWorld): FakeBridge {
  const { now } = world;
  const rows = new Map(world.rows.map((row) => [row.id, row]));
  const rowOf = (id: string): InventoryRow => {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`There is no row ${id}.`);
    return row;
  };
  const put = (id: string, change: Partial<InventoryRow>): InventoryRow => {
    const row = { ...rowOf(id), ...change };
    rows.set(id, row);
    return row;
  };
  const reportOf = (probe: ProbeReport['probe']): ProbeReport =>
    world.reports.find((report) => report.probe === probe) ?? { probe, at: now, asked: [], facts: [], unknown: [] };

  bridge.answer('privacy.policy', () => world.page);
  bridge.answer('privacy.findings', () => world.findings);
  bridge.answer('privacy.look', ({ probes }) => probes.map(reportOf));
  bridge.answer('privacy.providerFile', () => reportOf('provider-file'));
  bridge.answer('privacy.thisApp', () => world.thisApp);
  bridge.answer('privacy.notices', () => world.notices);
  bridge.answer('privacy.path', ({ with: peer }) => ({ ...world.path, with: peer }));
  bridge.answer('inventory.open', ({ account }) => ({ account, rows: [...rows.values()] }));
  bridge.answer('inventory.delete', ({ row }) =>
    rowOf(row).actions.delete?.guard === 'undo'
      ? put(row, { deletesAt: Date.now() + 10_000 })
      : put(row, { count: 0, lastChange: { change: 'deleted', at: now, seen: 'as-wanted' } }),
  );
  bridge.answer('inventory.undoDelete', ({ row }) => {
    const { deletesAt: _gone, ...rest } = rowOf(row);
    rows.set(row, rest);
    return rest;
  });
  bridge.answer('inventory.setAudience', ({ row, audience }) =>
    put(row, {
      audience: {
        mark: 'service-says',
        access: audience === 'everybody' ? 'open' : audience === 'contacts' ? 'presence' : 'whitelist',
        groups: [],
        members: [],
      },
      lastChange: { change: 'audience-changed', at: now, seen: 'as-wanted' },
    }),
  );
  bridge.answer('inventory.setArchiving', ({ archiving }) =>
    put('archive', {
      facts: [{ fact: 'archiving', mark: 'service-says', preference: archiving, always: 0, never: 0 }],
      lastChange: { change: 'archiving-changed', at: now, seen: 'differs' },
    }),
  );
  bridge.answer('inventory.endSession', () =>
    put('sessions', { count: 0, lastChange: { change: 'session-ended', at: now, seen: 'as-wanted' } }),
  );
  bridge.answer('inventory.view', ({ row }) => ({
    row,
    readAt: now,
    cut: false,
    entries:
      row === 'sessions'
        ? [{ title: 'Phone', fields: [{ label: 'client', value: 'Conversations 2.16' }], session: 'phone-1' }]
        : [
            {
              title: 'romeo@montague.example',
              fields: [
                { label: 'name', value: 'Romeo' },
                { element: 'FN', value: 'Juliet Capulet' },
                { label: 'at', value: '2026-03-03T14:02:00Z' },
              ],
            },
          ],
  }));
  bridge.answer('leaving.remains', () => [
    { kind: 'subscriptions-of-others', mark: 'measured', count: 7 },
    { kind: 'archive', mark: 'service-says', count: 214 },
    { kind: 'backups', mark: 'not-checkable' },
  ]);
  return bridge;
}
