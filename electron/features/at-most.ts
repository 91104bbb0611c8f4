import type { Clock } from '../contract/ports';

/** Resolves when `work` is settled, however it ended, or when so many milliseconds are over. */
export async function atMost(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      cancel();
      resolve();
    };
    const cancel = clock.after(milliseconds, resolve);
    work.then(done, done);
  });
}
