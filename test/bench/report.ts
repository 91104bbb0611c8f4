/** The rows of a benchmark run, as a table for people and as JSON lines for programs. */
import { median, type Summary } from './statistics';

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

/**
 * Process start to ready-to-show of a bare window, in milliseconds, on the machine for which the budgets
 * in milliseconds and in percent of a processor were set: the middle of 290 to 420.
 */
const REFERENCE_START = 355;

/** How many times slower than that machine this one is, by its own bare windows (milliseconds). */
export function paceOf(bareStarts: readonly number[]): number {
  return median(bareStarts) / REFERENCE_START;
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
  /** The budget as a machine of this pace would have it; null where it does not depend on the pace. */
  readonly budgetAtPace: number | null;
}

/** Decimals that are worth printing. */
const decimals: Readonly<Record<Unit, number>> = { ms: 0, MB: 1, '%': 3, frames: 0 };
/** Short durations need the digit behind the point. */
const SHORT_MS = 100;

/** `ok` is the verdict on the budget itself, whatever the machine's pace. */
export function toJson(row: Row, pace: number): JsonRow {
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
    budgetAtPace: dependsOnPace(row) ? round(row.budget * pace) : null,
  };
}

/** A budget that follows from a floor of the same run has the pace in it; memory and frames have none. */
function dependsOnPace({ unit, budgetRule }: Row): boolean {
  return (unit === 'ms' || unit === '%') && budgetRule === undefined;
}

/** A table of plain text; every line ends with a newline. */
export function toTable(rows: readonly Row[], pace: number): string {
  const head = ['what', 'measured', 'spread', 'budget', 'floor', 'verdict', 'at this pace'];
  const lines = rows.map((row) => {
    const { value, unit, budget, floor, min, max, runs, budgetAtPace } = toJson(row, pace);
    return [
      row.name,
      `${String(value)} ${unit}`,
      `${String(min)}–${String(max)} (${String(runs)})`,
      `≤ ${String(budget)} ${unit}`,
      floor === null ? '–' : `${String(floor)} ${unit}`,
      verdict(value, budget),
      budgetAtPace === null ? '–' : `≤ ${String(budgetAtPace)} ${unit}: ${verdict(value, budgetAtPace)}`,
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
    `At this pace: a bare window takes ${pace.toFixed(2)} times as long to come up here as where the budgets were set.`,
    '',
  ].join('\n');
}

function verdict(value: number, budget: number): string {
  return value <= budget ? 'ok' : `misses, ${(value / budget).toFixed(2)} ×`;
}

function rounding(row: Row): (value: number) => number {
  const digits = row.unit === 'ms' && row.budget < SHORT_MS ? 1 : decimals[row.unit];
  const factor = 10 ** digits;
  return (value) => Math.round(value * factor) / factor;
}
