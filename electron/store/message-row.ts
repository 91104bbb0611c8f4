/** A row of table `messages` and the `Message` that the window sees. */
import { failureCodes, type FailureCode } from '../contract/errors';
import type { DeliveryState, Message, Reactions, RefusedMark, RepliedTo } from '../contract/messages';

export interface MessageRow {
  readonly key: number;
  readonly peer: string;
  readonly direction: 'in' | 'out';
  readonly resource: string;
  readonly id: string;
  readonly body: string;
  readonly body_cut: number;
  readonly at: number;
  readonly state: DeliveryState;
  readonly failure_code: string | null;
  readonly failure_detail: string | null;
  readonly corrected_at: number | null;
  readonly delayed: number;
  readonly carbon: number;
  readonly untrusted_correction: number;
  readonly retracted: number;
  readonly unstyled: number;
  readonly reply_key: number | null;
  readonly reply_direction: 'in' | 'out' | null;
  readonly reply_text: string | null;
  /** Condition of the error with which the last correction or retraction came back. */
  readonly mark_failure: string | null;
  /** JSON: [sender, emojis, condition of the error with which they came back] of each who put any; null where nobody did. */
  readonly reactions: string | null;
}

const columns: readonly Exclude<keyof MessageRow, 'reactions'>[] = [
  'key',
  'peer',
  'direction',
  'resource',
  'id',
  'body',
  'body_cut',
  'at',
  'state',
  'failure_code',
  'failure_detail',
  'corrected_at',
  'delayed',
  'carbon',
  'untrusted_correction',
  'retracted',
  'unstyled',
  'reply_key',
  'reply_direction',
  'reply_text',
  'mark_failure',
];

function reactionsOf(alias: string): string {
  return `(select json_group_array(json_array(r.sender, json(r.emojis), r.mark_failure)) from reactions r
    where r.account = ${alias}.account and r.message = ${alias}.key and (r.emojis <> '[]' or r.mark_failure is not null)
    having count(*) > 0) as reactions`;
}

/** The columns that `toMessage` needs, of the table with this alias. */
export function messageColumns(alias: string): string {
  return [...columns.map((column) => `${alias}.${column}`), reactionsOf(alias)].join(', ');
}

/** Messages as `toMessage` takes them; the table's alias is m. */
export const selectMessages = `select ${messageColumns('m')} from messages m`;

export function toMessage(row: MessageRow): Message {
  const put = row.reactions === null ? [] : toPut(row.reactions);
  const reactions = put.filter(({ emojis }) => emojis.length > 0).map(({ by, emojis }) => ({ by, emojis }));
  const refused = toRefused(row, put);
  return {
    key: row.key,
    with: row.peer,
    direction: row.direction,
    resource: row.resource,
    id: row.id,
    body: row.body,
    at: row.at,
    state: row.state,
    delayed: row.delayed === 1,
    carbon: row.carbon === 1,
    ...(row.body_cut === 1 ? { bodyCut: true } : {}),
    ...(row.failure_code === null ? {} : { failure: toFailure(row.failure_code, row.failure_detail) }),
    ...(row.corrected_at === null ? {} : { correctedAt: row.corrected_at }),
    ...(row.untrusted_correction === 1 ? { untrustedCorrection: true } : {}),
    ...(row.retracted === 1 ? { retracted: true } : {}),
    ...(row.unstyled === 1 ? { unstyled: true } : {}),
    ...(row.reply_direction === null ? {} : { replyTo: toRepliedTo(row.reply_direction, row) }),
    ...(reactions.length === 0 ? {} : { reactions }),
    ...(refused.length === 0 ? {} : { refused }),
  };
}

function toRepliedTo(direction: 'in' | 'out', { reply_key: key, reply_text: text }: MessageRow): RepliedTo {
  return { ...(key === null ? {} : { key }), direction, text: text ?? '' };
}

interface Put extends Reactions {
  readonly failure: string | null;
}

function toPut(json: string): readonly Put[] {
  const list = JSON.parse(json) as readonly (readonly [string, readonly string[], string | null])[];
  return list.map(([by, emojis, failure]) => ({ by, emojis, failure }));
}

/** Where the message itself came back, nothing else is to be said. */
function toRefused({ state, retracted, mark_failure: failure }: MessageRow, put: readonly Put[]): RefusedMark[] {
  if (state === 'failed') return [];
  const reactions = put.find((one) => one.failure !== null)?.failure ?? null;
  const all: readonly (readonly [RefusedMark['what'], string | null])[] = [
    [retracted === 1 ? 'retraction' : 'correction', failure],
    ['reactions', reactions],
  ];
  return all.flatMap(([what, condition]) => (condition === null ? [] : [{ what, condition }]));
}

function toFailure(code: string, detail: string | null): NonNullable<Message['failure']> {
  const known: FailureCode = failureCodes.find((one) => one === code) ?? 'unexpected';
  return detail === null ? { code: known } : { code: known, detail };
}
