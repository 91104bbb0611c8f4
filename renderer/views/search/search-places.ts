/** Where messages can be looked for: everybody there are messages with, by name, so that typing finds one among many. */
import type { AccountState } from '../../state/account.svelte';

export interface SearchPlace {
  /** Bare JID. */
  readonly value: string;
  readonly label: string;
}

/** `first`: those that come before the others, whether there are messages with them or not. */
export function searchPlaces(
  account: Pick<AccountState, 'conversations' | 'nameOf'>,
  first: readonly string[],
): readonly SearchPlace[] {
  const written = [...account.conversations.values()].filter(({ lastMessage }) => lastMessage !== undefined);
  const others = written.map((conversation) => conversation.with).filter((jid) => !first.includes(jid));
  const named = (jids: readonly string[]): SearchPlace[] =>
    jids.map((jid) => ({ value: jid, label: account.nameOf(jid) }));
  const places = [...named(first), ...named(others).sort((a, b) => a.label.localeCompare(b.label))];
  const counts = new Map<string, number>();
  for (const { label } of places) counts.set(label, (counts.get(label) ?? 0) + 1);
  // Two people may have one name.
  return places.map(({ value, label }) =>
    counts.get(label) === 1 || label === value ? { value, label } : { value, label: `${label} (${value})` },
  );
}
