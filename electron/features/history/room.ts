/**
 * The room between two positions of what came live, where the archive's messages of a gap stand: those that are read in
 * their turn close below its upper end, those that were read ahead of their turn in the lower half.
 */
import { KEY_SPACING } from '../../store/migrations';

export interface Room {
  /** All that stands up to here was there before. */
  readonly base: number;
  /** What is read ahead stands below it. */
  readonly middle: number;
}

/** The room right below a position. */
export function roomBelow(position: number): Room {
  const base = Math.floor((position - 1) / KEY_SPACING) * KEY_SPACING;
  return { base, middle: base + KEY_SPACING / 2 };
}

/** Whether a position is for what was read ahead of its turn. */
export function isAhead(position: number): boolean {
  const { base, middle } = roomBelow(position);
  return position > base && position < middle;
}
