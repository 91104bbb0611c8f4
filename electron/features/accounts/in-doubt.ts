/** Messages of which nobody knows whether they arrived, at the beginning of a session. */
import { atMost } from '../at-most';
import { reasonOf } from '../errors';
import type { Messages } from '../messages/messages';
import type { AccountServices } from '../services';
import type { SessionRun } from './session-run';

/** How long new messages wait for the archive to tell what became of the last ones (milliseconds). */
const DOUBT_LIMIT = 30_000;
/** When the store could not be written, it is tried again after this time (milliseconds). */
const STORE_RETRY = 5000;

/** What was sent last and never acknowledged is looked for in the archive; what is not there goes out again after `reading`. */
export async function releaseAfter(
  run: SessionRun,
  reading: Promise<void>,
  outbound: Messages['outbound'],
  { clock, log }: Pick<AccountServices, 'clock' | 'log'>,
): Promise<void> {
  if (!outbound.isHeld) return;
  await atMost(clock, DOUBT_LIMIT, reading);
  // During an interruption it is settled all the same; it goes out when that is over.
  while (!run.isOver) {
    try {
      outbound.release();
      await outbound.sendWaiting();
      return;
    } catch (error) {
      log.error('accounts', `messages in doubt still wait: ${reasonOf(error)}`);
      await new Promise<void>((resolve) => clock.after(STORE_RETRY, resolve));
    }
  }
}
