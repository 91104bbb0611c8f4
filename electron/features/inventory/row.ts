/** Rows as the window gets them. */
import type { InventoryRow } from '../../contract/inventory';
import type { Reading, RowSource } from './source';

/** Before it was read. */
export function emptyRow({ id, kind, name, known, mark }: RowSource): InventoryRow {
  return {
    ...{ id, kind, mark, state: { state: 'reading' }, facts: [], alsoIn: [] },
    ...(name !== undefined && { name }),
    ...(known !== undefined && { known }),
    actions: { view: false, audience: [] },
  };
}

/** `word`: what has to be typed where a deletion asks for it. */
export function rowOf(
  before: InventoryRow,
  source: RowSource,
  reading: Reading,
  now: number,
  word: string,
): InventoryRow {
  const { state = { state: 'known' }, count, countIsLeast, bytes, audience, facts = [], alsoIn = [] } = reading;
  const guard = source.guard === 'typed-word' ? ({ guard: 'typed-word', word } as const) : ({ guard: 'undo' } as const);
  return {
    ...emptyRow(source),
    ...{ state, facts, alsoIn, seenAt: now },
    ...(count !== undefined && { count }),
    ...(countIsLeast && { countIsLeast }),
    ...(bytes !== undefined && { bytes }),
    ...(audience !== undefined && { audience }),
    actions: {
      view: reading.view === true && source.view !== undefined,
      audience: source.setAudience === undefined ? [] : (reading.audiences ?? []),
      ...(reading.groupsAsList && { groupsAsList: true }),
      ...(reading.deletable === true && source.remove !== undefined && { delete: guard }),
    },
    ...(before.deletesAt !== undefined && { deletesAt: before.deletesAt }),
    ...(before.lastChange !== undefined && { lastChange: before.lastChange }),
  };
}
