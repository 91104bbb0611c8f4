/** The rows of a run, as a table for people and as JSON lines for programs. */
import type { Figure, Scenario } from './scenario';

export interface Row extends Figure {
  readonly scenario: string;
  readonly ok: boolean;
  /** Why this machine could not play it: nothing was shown. */
  readonly notPlayed?: string;
}

export function toRow({ name }: Pick<Scenario, 'name'>, figure: Figure): Row {
  return { scenario: name, ...figure, ok: holds(figure) };
}

/** The row of a scenario that could not be played to its end. */
export function brokenRow(scenario: Pick<Scenario, 'name' | 'fault'>): Row {
  return toRow(scenario, {
    name: `${scenario.fault}: played to its end`,
    value: 0,
    unit: 'steps',
    compare: '=',
    expected: 1,
  });
}

/** The row of a scenario that this machine cannot play: it has not passed. */
export function notPlayedRow(scenario: Pick<Scenario, 'name' | 'fault'>, why: string): Row {
  return { ...brokenRow(scenario), notPlayed: why };
}

function holds({ value, compare, expected }: Figure): boolean {
  switch (compare) {
    case '=':
      return value === expected;
    case '≤':
      return value <= expected;
    case '≥':
      return value >= expected;
  }
}

/** Plain text; every line ends with a newline. */
export function toTable(rows: readonly Row[]): string {
  const head = ['scenario', 'what', 'seen', 'must be', 'verdict'];
  const lines = rows.map(({ scenario, name, value, unit, compare, expected, ok, notPlayed }) => [
    scenario,
    name,
    `${value} ${unit}`,
    `${compare} ${expected} ${unit}`,
    notPlayed === undefined ? (ok ? 'ok' : 'FAILED') : `NOT PLAYED: ${notPlayed}`,
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const draw = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [draw(head), draw(widths.map((width) => '─'.repeat(width))), ...lines.map(draw), ''].join('\n');
}
