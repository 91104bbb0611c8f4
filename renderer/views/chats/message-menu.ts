/** What can be done with a message. */
import type { Message } from '../../../electron/contract/models';
import type { MenuItem } from '../../components/menu';
import { t } from '../../text/catalogue';

interface Actions {
  readonly message: Message;
  /** The last message the user wrote: the only one that can be corrected. */
  readonly isLastOwn: boolean;
  readonly copy: (message: Message) => void;
  readonly quote: (message: Message) => void;
  readonly correct: (message: Message) => void;
  readonly retry: (message: Message) => void;
}

export function messageMenu({ message, isLastOwn, copy, quote, correct, retry }: Actions): readonly MenuItem[] {
  const items: MenuItem[] = [
    { label: t('message.copy'), run: () => copy(message) },
    { label: t('message.quote'), run: () => quote(message) },
  ];
  if (isLastOwn) items.push({ label: t('message.correct'), run: () => correct(message) });
  if (message.state === 'failed') items.push({ label: t('message.retry'), run: () => retry(message) });
  return items;
}
