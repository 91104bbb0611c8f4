import { expect, it } from 'vitest';
import { EventHub } from '../../../electron/contract/event-hub';
import type { SequencedEvent } from '../../../electron/contract/events';

it('numbers events and tells each to all and to those who asked for its name', () => {
  const hub = new EventHub();
  const all: SequencedEvent[] = [];
  const removed: string[] = [];
  const stop = hub.onAny((event) => all.push(event));
  hub.on('accountRemoved', ({ jid }) => removed.push(jid));

  hub.emit('accountRemoved', { jid: 'a@b.c' });
  hub.emit('blockListChanged', { account: 'a@b.c', blocked: [] });
  stop();
  hub.emit('accountRemoved', { jid: 'd@e.f' });

  expect(all.map((event) => [event.seq, event.name])).toEqual([
    [1, 'accountRemoved'],
    [2, 'blockListChanged'],
  ]);
  expect(removed).toEqual(['a@b.c', 'd@e.f']);
  expect(hub.seq).toBe(3);
});
