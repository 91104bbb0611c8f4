/** What came of asking for something, as records. */
import type { CardAnswer, CardFields, FetchedCard } from '../../contract/profile';
import { ConnectionError, StanzaError } from '../../xmpp/errors';
import type { CardForm } from '../../xmpp/card-form';
import { readCard } from '../../xmpp/card-read';
import type { Element } from '../../xmpp/xml';
import { detached, fingerprint, removeChild } from '../../xmpp/xml-copy';

/** By these a server says that it does not know what it is asked. */
const unknownToServer: ReadonlySet<string> = new Set(['feature-not-implemented', 'service-unavailable']);
const refusals: ReadonlySet<string> = new Set(['forbidden', 'not-authorized', 'not-allowed', 'subscription-required']);

const NOTHING = 'nothing';

/** A fetch that came to an end: with an element, without one, or with an error that tells something. */
export type Fetched<T> = { readonly value: T | undefined } | { readonly error: StanzaError | 'timeout' };

/** Rejects only where there is no connection. */
export async function outcomeOf<T>(fetch: Promise<T | undefined>): Promise<Fetched<T>> {
  try {
    return { value: await fetch };
  } catch (error) {
    if (error instanceof StanzaError) return { error };
    if (error instanceof ConnectionError && error.code === 'timeout') return { error: 'timeout' };
    throw error;
  }
}

export function valueOf<T>(fetched: Fetched<T>): T | undefined {
  return 'value' in fetched ? fetched.value : undefined;
}

export function stateOf(error: StanzaError | 'timeout'): Exclude<CardAnswer, { readonly outcome: 'card' | 'none' }> {
  if (error === 'timeout') return { outcome: 'failed', condition: error };
  const { condition } = error;
  if (unknownToServer.has(condition)) return { outcome: 'not-offered' };
  return refusals.has(condition) ? { outcome: 'refused', condition } : { outcome: 'failed', condition };
}

export function cardAnswer(form: CardForm, fetched: Fetched<Element>): CardAnswer {
  if ('error' in fetched) return stateOf(fetched.error);
  const card = fetched.value === undefined ? undefined : readCard(form, fetched.value);
  return card === undefined || (isBlank(card.fields) && card.hidden === 0)
    ? { outcome: 'none' }
    : { outcome: 'card', card };
}

export function fetchedCard(form: CardForm, fetched: Fetched<Element>, now: number): FetchedCard {
  const answer = cardAnswer(form, fetched);
  const there = answer.outcome === 'card' ? valueOf(fetched) : undefined;
  return { answer, revision: there === undefined ? NOTHING : revisionOf(form, there), fetchedAt: now };
}

/** The picture is no part of it: who changes the one does not change the other. */
function revisionOf(form: CardForm, card: Element): string {
  const bare = detached(card);
  for (const one of bare.getChildElements()) if (one.getName() === form.picture) removeChild(bare, one);
  return fingerprint(bare);
}

function isBlank(fields: CardFields): boolean {
  const values: readonly (string | readonly unknown[])[] = Object.values(fields);
  return values.every((value) => value.length === 0);
}
