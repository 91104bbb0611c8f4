/** A second session of an account for a moment: it sends no presence, so nobody sees it and nothing is delivered to it. */
import type { Clock } from '../../contract/ports';
import type { XmppSession } from '../../xmpp/session-types';
import { ConnectionError } from '../../xmpp/errors';
import { failureError } from '../errors';

/** How long it may take to sign in (milliseconds). */
const PATIENCE = 20_000;

/** Signs in, does `work` and ends the session. Rejects as `work` does, or with the reason for which there was no sign-in. */
export async function aside<T>(session: XmppSession, clock: Clock, work: () => Promise<T>): Promise<T> {
  try {
    await online(session, clock);
    return await work();
  } finally {
    await session.disconnect('signed-out');
  }
}

async function online(session: XmppSession, clock: Clock): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.after(PATIENCE, () => reject(new ConnectionError('timeout')));
    const stop = session.onState((state) => {
      if (state.state === 'connecting') return;
      stop();
      cancel();
      if (state.state === 'online') resolve();
      else reject(state.state === 'offline' ? new ConnectionError('offline') : failureError(state.why));
    });
    session.connect();
  });
}
