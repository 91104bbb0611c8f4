/**
 * How the messages of a conversation are laid out: days, the unread marker, and who speaks with whom. A row that is
 * as it was before stays the same object, so that only what changed is drawn anew.
 */
import type { Message } from '../../../electron/contract/messages';
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
      /** The Tab key leads to it, of all messages. */
      readonly tabbable: boolean;
    };

export interface LogMarks {
  /** The unread marker stands before the first incoming message after this key; undefined: none. */
  readonly marker?: number | undefined;
  /** Keys right before which messages may be missing. */
  readonly gaps?: readonly number[];
  /** Key of the message that had the focus last; the newest has its place where that is not among them. */
  readonly active?: number | undefined;
}

const MINUTE = 60_000;

/** `before`: the rows as they were laid out last. */
export function layOut(
  messages: readonly Message[],
  { marker, gaps = [], active }: LogMarks = {},
  before: readonly LogRow[] = [],
): readonly LogRow[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return rowsOf(messages, { marker, gaps, active }).map((row) => {
    const same = known.get(row.key);
    return same !== undefined && isSame(same, row) ? same : row;
  });
}

function rowsOf(messages: readonly Message[], { marker, gaps = [], active }: LogMarks): LogRow[] {
  const rows: LogRow[] = [];
  const tabStop = messages.some(({ key }) => key === active) ? active : messages.at(-1)?.key;
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
      tabbable: message.key === tabStop,
    });
    before = message;
  });
  return rows;
}

function isSame(one: LogRow, other: LogRow): boolean {
  if (one.type === 'message' && other.type === 'message')
    return (
      one.message === other.message &&
      one.starts === other.starts &&
      one.tells === other.tells &&
      one.tabbable === other.tabbable
    );
  if (one.type === 'day' && other.type === 'day') return one.at === other.at;
  return one.type === other.type;
}

function areGrouped(first: Message, second: Message): boolean {
  return first.direction === second.direction && Math.floor(first.at / MINUTE) === Math.floor(second.at / MINUTE);
}

/** Something has to be said about it. */
function isSpecial(message: Message): boolean {
  return (
    message.state === 'failed' ||
    message.retracted === true ||
    message.bodyCut === true ||
    message.reactions !== undefined ||
    message.refused !== undefined ||
    message.correctedAt !== undefined ||
    message.delayed ||
    message.carbon ||
    message.untrustedCorrection === true
  );
}
