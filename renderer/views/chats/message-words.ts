/** Messages in words. */
import type { Message } from '../../../electron/contract/models';
import { t } from '../../text/catalogue';
import { formatTime } from '../../text/time';

/** What is so about a message besides its text: how far it got, and whether to be careful with it. */
export function messageNotes(message: Message): readonly string[] {
  const notes: string[] = [];
  if (message.direction === 'out') notes.push(t(`message.state.${message.state}`));
  if (message.correctedAt !== undefined) notes.push(t('message.corrected'));
  if (message.delayed && message.direction === 'in') notes.push(t('message.delayed'));
  if (message.carbon && message.direction === 'out') notes.push(t('message.carbon'));
  if (message.untrustedCorrection === true) notes.push(t('message.untrustedCorrection'));
  return notes;
}

/** Accessible name of a message: sender, time, state. */
export function messageName(message: Message, contact: string): string {
  const sender = message.direction === 'out' ? t('common.you') : contact;
  return [t('message.name', { sender, time: formatTime(message.at) }), ...messageNotes(message)].join(', ');
}
