/** Waits for what is told by events, never by the clock alone. */
/** How long anything may take before a run gives up (milliseconds). */
const PATIENCE = 60_000;

/** Tells when something may have changed; a hub does. */
export interface Teller {
  onAny(listener: () => void): () => void;
}

/**
 * Asks again at each event of these until `test` holds; resolves then.
 * @throws where it never did; `what` says what was waited for.
 */
export async function until(
  what: string,
  tellers: readonly Teller[],
  test: () => boolean,
  patience = PATIENCE,
): Promise<void> {
  if (test()) return;
  await new Promise<void>((resolve, reject) => {
    const stops: (() => void)[] = [];
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      settle();
    };
    const timer = setTimeout(() => end(() => reject(new Error(`never came: ${what}`))), patience);
    for (const teller of tellers)
      stops.push(
        teller.onAny(() => {
          if (test()) end(resolve);
        }),
      );
  });
}
