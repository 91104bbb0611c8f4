/** What can be done with a message. */
import type { Message } from '../../../electron/contract/messages';
import type { MenuItem } from '../../components/menu';
import { t } from '../../text/catalogue';

/** It, or what was said of it, did not arrive and is still wanted. */
export function isToRetry({ state, retracted, refused }: Message): boolean {
  return refused !== undefined || (state === 'failed' && retracted !== true);
}

interface Actions {
  readonly message: Message;
  /** The last message the user wrote: the only one that can be corrected. */
  readonly isLastOwn: boolean;
  readonly copy: (message: Message) => void;
  readonly reply: (message: Message) => void;
  readonly react: (message: Message) => void;
  readonly quote: (message: Message) => void;
  readonly correct: (message: Message) => void;
  readonly retry: (message: Message) => void;
  readonly discard: (message: Message) => void;
  readonly retract: (message: Message) => void;
  readonly path: (message: Message) => void;
}

export function messageMenu({ message, isLastOwn, ...act }: Actions): readonly MenuItem[] {
  const isOwn = message.direction === 'out';
  const isHere = isOwn && (message.state === 'failed' || message.state === 'waiting');
  const canBeNamed = message.id !== '' && !isHere && message.retracted !== true;
  const items: MenuItem[] = [];
  const add = (isOffered: boolean, label: string, run: (message: Message) => void, danger = false): void => {
    if (isOffered) items.push({ label, run: () => run(message), ...(danger ? { danger } : {}) });
  };
  add(isToRetry(message), t('message.retry'), act.retry);
  add(message.body !== '', t('message.copy'), act.copy);
  add(message.body !== '', t('message.quote'), act.quote);
  add(canBeNamed, t('message.reply'), act.reply);
  add(canBeNamed, t('message.react'), act.react);
  add(isLastOwn, t('message.correct'), act.correct);
  add(true, t('path.open'), act.path);
  add(isHere, t('message.discard'), act.discard, true);
  add(isOwn && canBeNamed, t('message.retract'), act.retract, true);
  return items;
}
