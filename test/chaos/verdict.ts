/** Compares what was sent with what is there. */
import type { Message } from '../../electron/contract/messages';
import type { Figure } from './scenario';

export interface Verdict {
  readonly lost: number;
  /** Beyond the first of each. */
  readonly twice: number;
  /** Messages that stand before one that was sent earlier. */
  readonly misplaced: number;
  /** Never sent by anybody. */
  readonly unknown: number;
}

/** Texts are unique. `maybe`: sent, but nobody was told so; it may be there, once and in its place. */
export function judge(
  sent: readonly string[],
  found: readonly string[],
  maybe: ReadonlySet<string> = new Set(),
): Verdict {
  const places = new Map(sent.map((text, place) => [text, place]));
  const seen = new Set<string>();
  let twice = 0;
  let unknown = 0;
  let misplaced = 0;
  let furthest = -1;
  for (const text of found) {
    const place = places.get(text);
    if (place === undefined) unknown += 1;
    else if (seen.has(text)) twice += 1;
    else if (place < furthest) misplaced += 1;
    else furthest = place;
    seen.add(text);
  }
  const lost = sent.filter((text) => !seen.has(text) && !maybe.has(text)).length;
  return { lost, twice, misplaced, unknown };
}

/** Where messages stand in a wrong order: each with those around it, for whoever has to find out why. */
export function wrongPlaces(sent: readonly string[], found: readonly Message[]): string[] {
  const places = new Map(sent.map((text, place) => [text, place]));
  let furthest = -1;
  return found.flatMap(({ body }, at) => {
    const place = places.get(body) ?? furthest;
    if (place >= furthest) {
      furthest = place;
      return [];
    }
    const around = found.slice(Math.max(0, at - 3), at + 3);
    const told = around.map((one) => `${one.body} at ${one.key}, written ${one.at}${one.delayed ? ', delayed' : ''}`);
    return [`${body} stands too late: ${told.join('; ')}`];
  });
}

/** Several verdicts as rows of the table. */
export function figuresOf(what: string, verdicts: readonly Verdict[]): Figure[] {
  const sum = (pick: (verdict: Verdict) => number): number =>
    verdicts.reduce((total, verdict) => total + pick(verdict), 0);
  const none = (how: string, value: number): Figure => ({
    ...{ name: `${what}: ${how}`, value, unit: 'messages', compare: '=', expected: 0 },
  });
  return [
    none(
      'lost',
      sum(({ lost }) => lost),
    ),
    none(
      'there twice',
      sum(({ twice }) => twice),
    ),
    none(
      'out of order',
      sum(({ misplaced, unknown }) => misplaced + unknown),
    ),
  ];
}
