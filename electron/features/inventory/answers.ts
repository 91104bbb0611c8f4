/** What the answers of a service are worth. */

/** The service says that it has no such thing. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

/** An answer that is none. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}

/** What it gives, or `NotUnderstood` where that is nothing. */
export function understood<T>(value: T | undefined): T {
  if (value === undefined) throw new NotUnderstood();
  return value;
}

/** A list of which something can be read, or in which nothing stands; `NotUnderstood` where it holds only nonsense. */
export function understoodList<T>(list: readonly T[] | undefined, given: number): readonly T[] {
  const found = understood(list);
  if (found.length === 0 && given > 0) throw new NotUnderstood();
  return found;
}
