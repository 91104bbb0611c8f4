import { beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../../electron/contract/messages';
import { useLocale } from '../../../../renderer/text/catalogue';
import { layOut } from '../../../../renderer/views/chats/log-layout';
import { messageName } from '../../../../renderer/views/chats/message-words';
import { someMessage } from '../../../support/records';

const at = (hours: number, minutes: number, day = 3): number => new Date(2026, 2, day, hours, minutes).getTime();
const inn = (key: number, time: number, change: Partial<Message> = {}): Message =>
  someMessage({ key, at: time, ...change });
const out = (key: number, time: number, change: Partial<Message> = {}): Message =>
  inn(key, time, { direction: 'out', ...change });

function lines(messages: readonly Message[], marker?: number): readonly string[] {
  return layOut(messages, { marker }).map((row) =>
    row.type === 'message' ? `${row.starts ? '+' : ' '}${row.key}${row.tells ? ' time' : ''}` : row.type,
  );
}

beforeEach(() => useLocale('en-GB'));

describe('layOut', () => {
  it('groups by sender and minute, and tells the time once', () => {
    expect(lines([inn(1, at(9, 0)), inn(2, at(9, 0)), inn(3, at(9, 1)), out(4, at(9, 1))])).toEqual([
      'day',
      '+1',
      ' 2 time',
      '+3 time',
      '+4 time',
    ]);
  });

  it('separates days', () => {
    expect(lines([inn(1, at(23, 59)), inn(2, at(0, 1, 4))])).toEqual(['day', '+1 time', 'day', '+2 time']);
  });

  it('says where messages may be missing, but neither before the first nor after the last', () => {
    const rows = layOut([inn(10, at(9, 0)), inn(20, at(9, 1))], { gaps: [5, 15, 25] });
    expect(rows.map(({ type }) => type)).toEqual(['day', 'message', 'gap', 'message']);
  });

  it('marks what is unread before the first message that came after', () => {
    const messages = [inn(1, at(9, 0)), out(2, at(9, 1)), inn(3, at(9, 2)), inn(4, at(9, 3))];
    expect(lines(messages, 1)).toEqual(['day', '+1 time', '+2 time', 'marker', '+3 time', '+4 time']);
    expect(lines(messages, 4)).not.toContain('marker');
    expect(lines(messages, 0)[1]).toBe('marker');
    expect(lines(messages)).not.toContain('marker');
  });

  it('tells each time where the state differs', () => {
    expect(lines([out(1, at(9, 0), { state: 'read' }), out(2, at(9, 0), { state: 'sent' })])).toEqual([
      'day',
      '+1 time',
      ' 2 time',
    ]);
  });

  it('leads the Tab key to the message that had the focus, or else to the newest one', () => {
    const messages = [inn(1, at(9, 0)), inn(2, at(9, 1)), inn(3, at(9, 2))];
    const tabStops = (active?: number) =>
      layOut(messages, { active }).flatMap((row) => (row.type === 'message' && row.tabbable ? [row.message.key] : []));
    expect(tabStops()).toEqual([3]);
    expect(tabStops(2)).toEqual([2]);
    expect(tabStops(99)).toEqual([3]);
  });

  it('leaves rows as they are that did not change', () => {
    const messages = [inn(2, at(9, 0)), inn(3, at(9, 1)), inn(4, at(9, 2))];
    const before = layOut(messages);
    const older = inn(1, at(8, 59));
    const [, first, second, third, fourth] = layOut([older, ...messages], {}, before);
    expect(first).toMatchObject({ message: older });
    expect([second, third, fourth]).toEqual(before.slice(1));
    for (const [at, row] of [second, third, fourth].entries()) expect(row).toBe(before[at + 1]);
    const changed = inn(3, at(9, 1), { body: 'changed' });
    const after = layOut([inn(2, at(9, 0)), changed], {}, before);
    expect(after[2]).toMatchObject({ message: changed, tells: true });
    expect(after[2]).not.toBe(before[2]);
  });
});

describe('messageName', () => {
  it('holds sender, time and state', () => {
    expect(messageName(out(1, at(14, 2), { state: 'delivered' }), 'Romeo')).toBe('You, 14:02, delivered');
    expect(messageName(inn(1, at(14, 2)), 'Romeo')).toBe('Romeo, 14:02');
  });

  it('says what to be careful with', () => {
    expect(messageName(inn(1, at(9, 5), { untrustedCorrection: true, delayed: true }), 'Romeo')).toBe(
      'Romeo, 09:05, delayed, claims to correct an earlier message; not trusted',
    );
    expect(messageName(inn(1, at(9, 5), { bodyCut: true }), 'Romeo')).toBe(
      'Romeo, 09:05, the end is missing: it was too long',
    );
    expect(messageName(out(1, at(9, 5), { carbon: true, correctedAt: 1, state: 'acknowledged' }), 'Romeo')).toBe(
      'You, 09:05, sent and confirmed, corrected, from another device of yours',
    );
  });
});
