/** The rows of a benchmark run, as a table for people and as JSON lines for programs. */
import type { Summary } from './statistics';

export type Unit = 'ms' | 'MB' | '%' | 'frames';

export interface Row {
  /** What was measured, in words; stable, so that runs can be compared by it. */
  readonly name: string;
  readonly unit: Unit;
  readonly measured: Summary;
  /** The most that is allowed. */
  readonly budget: number;
  /** How the budget comes about, where it is no constant: "1.6 × bare window". */
  readonly budgetRule?: string;
  /** The same measured on a bare Electron window (or on the least work possible), in the same run. */
  readonly floor?: Summary;
}

/** One line of `--json`. Numbers are rounded as in the table, so that both agree. */
export interface JsonRow {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly budget: number;
  readonly floor: number | null;
  readonly ok: boolean;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** Decimals that are worth printing. */
const decimals: Readonly<Record<Unit, number>> = { ms: 0, MB: 1, '%': 3, frames: 0 };
/** Short durations need the digit behind the point. */
const SHORT_MS = 100;

export function toJson(row: Row): JsonRow {
  const round = rounding(row);
  const value = round(row.measured.median);
  const budget = round(row.budget);
  return {
    name: row.name,
    value,
    unit: row.unit,
    budget,
    floor: row.floor === undefined ? null : round(row.floor.median),
    ok: value <= budget,
    min: round(row.measured.min),
    max: round(row.measured.max),
    runs: row.measured.runs,
  };
}

/** Whether the row keeps its budget. */
export function keepsBudget(row: Row): boolean {
  return toJson(row).ok;
}

/** A table of plain text; every line ends with a newline. */
export function toTable(rows: readonly Row[]): string {
  const head = ['what', 'measured', 'spread', 'budget', 'floor', 'verdict'];
  const lines = rows.map((row) => {
    const { value, unit, budget, floor, ok, min, max, runs } = toJson(row);
    return [
      row.name,
      `${String(value)} ${unit}`,
      `${String(min)}–${String(max)} (${String(runs)})`,
      `≤ ${String(budget)} ${unit}`,
      floor === null ? '–' : `${String(floor)} ${unit}`,
      ok ? 'ok' : `misses, ${(value / budget).toFixed(2)} ×`,
    ];
  });
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const draw = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const rules = rows.flatMap(({ name, budgetRule }) => (budgetRule === undefined ? [] : [`  ${name}: ${budgetRule}`]));
  return [
    draw(head),
    draw(widths.map((width) => '─'.repeat(width))),
    ...lines.map(draw),
    ...(rules.length === 0 ? [] : ['', 'Budgets that follow from the floor:', ...rules]),
    '',
  ].join('\n');
}

function rounding(row: Row): (value: number) => number {
  const digits = row.unit === 'ms' && row.budget < SHORT_MS ? 1 : decimals[row.unit];
  const factor = 10 ** digits;
  return (value) => Math.round(value * factor) / factor;
}
