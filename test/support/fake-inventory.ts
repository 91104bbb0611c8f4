/** What main says of what the service keeps, and of leaving it, where a test put nothing else in their place. */
import type { CommandArgs, CommandName, CommandResult } from '../../electron/contract/commands';
import type { InventoryRow } from '../../electron/contract/inventory';

type InventoryCommand = Extract<CommandName, `inventory.${string}` | `leaving.${string}`>;
export type FakeInventoryHandlers = {
  readonly [N in InventoryCommand]: (args: CommandArgs<N>) => CommandResult<N>;
};

const NOW = Date.UTC(2026, 10, 22, 9, 0);

/** A roster of three contacts; `more` changes what is said of it, or makes another row of it. */
export function someInventoryRow(more: Partial<InventoryRow> = {}): InventoryRow {
  return {
    ...{ id: 'roster', kind: 'roster', state: { state: 'known' }, mark: 'measured', seenAt: NOW, count: 3 },
    ...{ facts: [], alsoIn: [] },
    actions: { view: true, audience: [], delete: { guard: 'typed-word', word: 'juliet' } },
    ...more,
  };
}

export const fakeInventoryHandlers: FakeInventoryHandlers = {
  'inventory.open': ({ account }) => ({ account, rows: [someInventoryRow()] }),
  'inventory.refresh': () => null,
  'inventory.cancel': () => null,
  'inventory.view': ({ row }) => ({ row, readAt: NOW, entries: [], cut: false }),
  'inventory.setAudience': ({ row: id }) => someInventoryRow({ id }),
  'inventory.delete': ({ row: id }) => someInventoryRow({ id }),
  'inventory.undoDelete': ({ row: id }) => someInventoryRow({ id }),
  'inventory.setArchiving': () => someInventoryRow({ id: 'archive', kind: 'archive' }),
  'inventory.endSession': () => someInventoryRow({ id: 'sessions', kind: 'sessions' }),
  'leaving.remains': () => [],
  'leaving.cancel': () => null,
  'leaving.import': () => ({ parts: [] }),
};
