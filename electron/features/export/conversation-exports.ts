/** Conversations that are being written into files: how far each is, and how to stop it. */
import { writeConversation, type ExportTarget } from './write-conversation';

/** What is written in less time (milliseconds) needs no words, and these are not said more often. */
const SHOWN_AFTER = 300;
const SHOWN_EVERY = 100;

export class ConversationExports {
  readonly #underWay = new Map<string, AbortController>();

  /** Whether it was written; false where somebody stopped it. Rejects like `writeConversation`. */
  async write(target: Omit<ExportTarget, 'signal' | 'wrote'>): Promise<boolean> {
    const { account, with: peer } = target;
    const key = keyOf(account.jid, peer);
    const { hub, clock } = account.services;
    const run = new AbortController();
    let showAt = clock.now() + SHOWN_AFTER;
    this.cancel(account.jid, peer);
    this.#underWay.set(key, run);
    try {
      return await writeConversation({
        ...target,
        signal: run.signal,
        wrote: (written, of) => {
          if (clock.now() < showAt) return;
          showAt = clock.now() + SHOWN_EVERY;
          hub.emit('exportProgressed', { account: account.jid, with: peer, progress: { written, of } });
        },
      });
    } finally {
      if (this.#underWay.get(key) === run) this.#underWay.delete(key);
      hub.emit('exportProgressed', { account: account.jid, with: peer });
    }
  }

  /** Nothing of it stays, and what was at its place before is as it was. */
  cancel(account: string, peer: string): void {
    this.#underWay.get(keyOf(account, peer))?.abort();
  }
}

function keyOf(account: string, peer: string): string {
  return `${account}\n${peer}`;
}
