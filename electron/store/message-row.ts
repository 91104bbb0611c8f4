/** A row of table `messages` and the `Message` that the window sees. */
import { failureCodes, type FailureCode } from '../contract/errors';
import type { DeliveryState, Message } from '../contract/models';

export interface MessageRow {
  readonly key: number;
  readonly peer: string;
  readonly direction: 'in' | 'out';
  readonly resource: string;
  readonly id: string;
  readonly body: string;
  readonly at: number;
  readonly state: DeliveryState;
  readonly failure_code: string | null;
  readonly failure_detail: string | null;
  readonly corrected_at: number | null;
  readonly delayed: number;
  readonly carbon: number;
  readonly untrusted_correction: number;
}

const columns: readonly (keyof MessageRow)[] = [
  'key',
  'peer',
  'direction',
  'resource',
  'id',
  'body',
  'at',
  'state',
  'failure_code',
  'failure_detail',
  'corrected_at',
  'delayed',
  'carbon',
  'untrusted_correction',
];

/** The columns that `toMessage` needs, of the table with this alias. */
export function messageColumns(alias: string): string {
  return columns.map((column) => `${alias}.${column}`).join(', ');
}

export function toMessage(row: MessageRow): Message {
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
    ...(row.failure_code === null ? {} : { failure: toFailure(row.failure_code, row.failure_detail) }),
    ...(row.corrected_at === null ? {} : { correctedAt: row.corrected_at }),
    ...(row.untrusted_correction === 1 ? { untrustedCorrection: true } : {}),
  };
}

function toFailure(code: string, detail: string | null): NonNullable<Message['failure']> {
  const known: FailureCode = failureCodes.find((one) => one === code) ?? 'unexpected';
  return detail === null ? { code: known } : { code: known, detail };
}
