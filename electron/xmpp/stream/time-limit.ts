/** A time limit that a test can move. */
import type { Clock } from '../../contract/ports';

/**
 * Settles as `work` does, or rejects with `late()` after `milliseconds`. `late` also stops the work;
 * what the work does afterwards is nobody's business any more.
 */
export function within<T>(clock: Clock, milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => reject(late()));
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
