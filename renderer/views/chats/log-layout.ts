/** How the messages of a conversation are laid out: days, the unread marker, and who speaks with whom. */
import type { Message } from '../../../electron/contract/models';
import { startOfDay } from '../../text/time';

export type LogRow =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'marker'; readonly key: string }
  /** Messages may be missing here. */
  | { readonly type: 'gap'; readonly key: string }
  | {
      readonly type: 'message';
      readonly key: string;
      readonly message: Message;
      /** First of its sender and minute. */
      readonly starts: boolean;
      /** Time and state are written below it, not below a later one of its group. */
      readonly tells: boolean;
    };

const MINUTE = 60_000;

/**
 * `marker`: the unread marker stands before the first incoming message after this key; undefined: none.
 * `gaps`: keys right before which messages may be missing.
 */
export function layOut(
  messages: readonly Message[],
  marker: number | undefined,
  gaps: readonly number[] = [],
): readonly LogRow[] {
  const rows: LogRow[] = [];
  let before: Message | undefined;
  let marked = marker === undefined;
  messages.forEach((message, at) => {
    const previous = before;
    if (previous !== undefined && gaps.some((gap) => previous.key < gap && gap <= message.key))
      rows.push({ type: 'gap', key: `gap ${message.key}` });
    const newDay = before === undefined || startOfDay(before.at) !== startOfDay(message.at);
    if (newDay) rows.push({ type: 'day', key: `day ${message.key}`, at: message.at });
    const unread = !marked && message.direction === 'in' && message.key > (marker ?? 0);
    if (unread) {
      rows.push({ type: 'marker', key: 'marker' });
      marked = true;
    }
    const next = messages[at + 1];
    rows.push({
      type: 'message',
      key: String(message.key),
      message,
      starts: newDay || unread || before === undefined || !areGrouped(before, message),
      tells: next === undefined || !areGrouped(message, next) || message.state !== next.state || isSpecial(message),
    });
    before = message;
  });
  return rows;
}

function areGrouped(first: Message, second: Message): boolean {
  return first.direction === second.direction && Math.floor(first.at / MINUTE) === Math.floor(second.at / MINUTE);
}

/** Something has to be said about it. */
function isSpecial(message: Message): boolean {
  return (
    message.state === 'failed' ||
    message.retracted === true ||
    message.reactions !== undefined ||
    message.correctedAt !== undefined ||
    message.delayed ||
    message.carbon ||
    message.untrustedCorrection === true
  );
}
