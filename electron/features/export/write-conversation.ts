/** Writes a conversation into a file of the user's, page by page, so that its length does not matter. */
import { open, rename, rm } from 'node:fs/promises';
import type { ExportFormat } from '../../contract/messages';
import type { BareJid } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';
import { FeatureError } from '../errors';
import { formats } from './formats';

/** Messages written at once; the window is answered in between. */
const PAGE = 200;

export interface ExportTarget {
  readonly account: LiveAccount;
  readonly with: BareJid;
  readonly format: ExportFormat;
  /** Absolute path; what is there is replaced once the new file is complete. */
  readonly file: string;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told after each page but the last: so many messages are written, of so many. */
  readonly wrote: (written: number, of: number) => void;
}

/**
 * Whether it is written; false where `signal` ended it. Rejects with a `FeatureError` 'export-failed' where it could not
 * be written. `file` is then as it was.
 */
export async function writeConversation(target: ExportTarget): Promise<boolean> {
  const { account, with: peer, format, file, signal, wrote } = target;
  const { services, messages, contacts } = account;
  messages.flush();
  const conversation = {
    account: account.jid,
    with: peer,
    name: contacts.nameOf(peer) ?? peer,
    exportedAt: services.clock.now(),
  };
  const { begin, message: write, end } = formats[format];
  const unfinished = `${file}.part`;
  try {
    const handle = await open(unfinished, 'w', 0o600);
    try {
      await handle.appendFile(begin(conversation));
      let first = true;
      let written = 0;
      const of = services.store.history(account.jid).messages.countWith(account.jid, peer);
      for (let after = 0, more = true; more;) {
        signal.throwIfAborted();
        const page = services.store.history(account.jid).messages.pageAfter(account.jid, peer, after, PAGE);
        const text = page.messages.map((message, at) => write(message, conversation, first && at === 0)).join('');
        await handle.appendFile(text);
        first &&= page.messages.length === 0;
        after = page.messages.at(-1)?.key ?? after;
        more = page.hasNewer;
        written += page.messages.length;
        if (more) wrote(written, of);
      }
      await handle.appendFile(end());
      await handle.sync();
    } finally {
      await handle.close();
    }
    signal.throwIfAborted();
    await rename(unfinished, file);
    return true;
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (signal.aborted) return false;
    throw new FeatureError('export-failed', codeOf(error), { cause: error });
  }
}

/** The system's word for it, e.g. "ENOSPC". */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
