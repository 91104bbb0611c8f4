/** Messages in words. */
import type { Message, Reactions, RepliedTo } from '../../../electron/contract/messages';
import { t } from '../../text/catalogue';
import { formatTime } from '../../text/time';

/** What is so about a message besides its text: how far it got, and whether to be careful with it. */
export function messageNotes(message: Message): readonly string[] {
  const notes: string[] = [];
  if (message.direction === 'out') notes.push(t(`message.state.${message.state}`));
  if (message.bodyCut === true) notes.push(t('message.cut'));
  const refused = message.refused ?? [];
  const isCorrected = message.correctedAt !== undefined && !refused.some(({ what }) => what === 'correction');
  if (isCorrected) notes.push(t('message.corrected'));
  for (const { what } of refused) notes.push(t(`message.note.${what}`));
  if (message.delayed && message.direction === 'in') notes.push(t('message.delayed'));
  if (message.carbon && message.direction === 'out') notes.push(t('message.carbon'));
  if (message.untrustedCorrection === true) notes.push(t('message.untrustedCorrection'));
  return notes;
}

/** What stands in place of a message that its author took back. */
export function retractedWords({ direction }: Message, contact: string): string {
  return direction === 'out' ? t('message.retractedByYou') : t('message.retractedBy', { name: contact });
}

/** What a message answers. */
export function answersWords({ direction, text }: RepliedTo, contact: string): string {
  if (text === '') return t('message.answersGone');
  return direction === 'out' ? t('message.answersYou', { text }) : t('message.answers', { name: contact, text });
}

export interface ReactionCount {
  readonly emoji: string;
  readonly count: number;
  readonly names: readonly string[];
  /** The user is one of them. */
  readonly own: boolean;
}

/** Reactions by emoji, the first used first. */
export function countReactions(
  reactions: readonly Reactions[],
  account: string,
  nameOf: (jid: string) => string,
): readonly ReactionCount[] {
  const byEmoji = new Map<string, string[]>();
  for (const { by, emojis } of reactions)
    for (const emoji of emojis) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), by]);
  return [...byEmoji].map(([emoji, people]) => ({
    emoji,
    count: people.length,
    names: people.map((jid) => (jid === account ? t('common.you') : nameOf(jid))),
    own: people.includes(account),
  }));
}

/** Accessible name of a message: sender, time, state. */
export function messageName(message: Message, contact: string): string {
  const sender = message.direction === 'out' ? t('common.you') : contact;
  const retracted = message.retracted === true ? [t('message.retracted')] : [];
  return [t('message.name', { sender, time: formatTime(message.at) }), ...messageNotes(message), ...retracted].join(
    ', ',
  );
}
