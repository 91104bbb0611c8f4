/** What the user does with a message; what goes wrong is said in a toast. */
import type { Message } from '../../../electron/contract/messages';
import type { AccountState } from '../../state/account.svelte';
import type { AppState } from '../../state/app.svelte';
import { failureOf } from '../../bridge';
import { t } from '../../text/catalogue';
import { failureWords } from '../../text/failures';

export interface MessageActions {
  copy(message: Message): Promise<void>;
  retry(message: Message): Promise<void>;
  /** Deletes what was not sent, with the way back. */
  discard(message: Message): Promise<void>;
  /** Puts one emoji to a message, or takes it off again. */
  toggleReaction(message: Message, emoji: string): Promise<void>;
  retract(message: Message): Promise<void>;
}

export function messageActions(app: AppState, account: AccountState, jid: string): MessageActions {
  const place = { account: account.jid, with: jid };
  const tell = (error: unknown): void => app.toasts.show(failureWords(failureOf(error), account.service).what);

  async function restore(key: number): Promise<void> {
    try {
      await app.api.call('messages.restore', { ...place, key });
    } catch (error) {
      tell(error);
    }
  }

  return {
    async copy({ body }) {
      try {
        await app.api.call('desktop.copyText', { text: body });
        app.toasts.show(t('message.copied'));
      } catch {
        app.toasts.show(t('message.notCopied'));
      }
    },
    async retry({ key }) {
      try {
        await app.api.call('messages.retry', { ...place, key });
      } catch {
        app.toasts.show(t('chat.unsent'));
      }
    },
    async discard({ key }) {
      try {
        await app.api.call('messages.discard', { ...place, key });
        const undo = { label: t('common.undo'), run: () => void restore(key) };
        app.toasts.show(t('message.discarded'), undo);
      } catch (error) {
        tell(error);
      }
    },
    async toggleReaction({ key, reactions = [] }, emoji) {
      const own = reactions.find(({ by }) => by === account.jid)?.emojis ?? [];
      const emojis = own.includes(emoji) ? own.filter((one) => one !== emoji) : [...own, emoji];
      try {
        await app.api.call('messages.react', { ...place, key, emojis });
      } catch (error) {
        tell(error);
      }
    },
    async retract({ key }) {
      try {
        await app.api.call('messages.retract', { ...place, key });
      } catch (error) {
        tell(error);
      }
    },
  };
}
