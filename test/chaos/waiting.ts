/** Waits for what is told by events, never by the clock alone. */
import type { EventHub } from '../../electron/contract/event-hub';

/** How long anything may take before a run gives up (milliseconds). */
const PATIENCE = 60_000;

/**
 * Asks again at each event of these hubs until `test` holds; resolves then.
 * @throws where it never did; `what` says what was waited for.
 */
export async function until(
  what: string,
  hubs: readonly Pick<EventHub, 'onAny'>[],
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
    for (const hub of hubs)
      stops.push(
        hub.onAny(() => {
          if (test()) end(resolve);
        }),
      );
  });
}
