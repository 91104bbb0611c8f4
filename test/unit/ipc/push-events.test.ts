import { beforeEach, describe, expect, it } from 'vitest';
import { EventHub } from '../../../electron/contract/event-hub';
import type { SequencedEvent } from '../../../electron/contract/events';
import { ANSWER_LIMIT, BATCH_INTERVAL, EventPusher } from '../../../electron/ipc/push-events';
import { FakeClock } from '../../support/fake-clock';

describe('EventPusher', () => {
  let hub: EventHub;
  let clock: FakeClock;
  let pusher: EventPusher;
  let batches: (readonly SequencedEvent[])[];
  const happen = (jid: string): void => hub.emit('accountRemoved', { jid });
  const sent = (): string[] =>
    batches.flat().map((event) => (event.name === 'accountRemoved' ? event.payload.jid : event.name));

  beforeEach(() => {
    hub = new EventHub();
    clock = new FakeClock();
    pusher = new EventPusher(hub, clock);
    batches = [];
  });
  const attach = (): void => pusher.attach((events) => batches.push(events));

  it('sends nothing before the window took a snapshot', async () => {
    attach();
    happen('a');
    await clock.advance(1000);
    expect(sent()).toEqual([]);
  });

  it('keeps what happens while the snapshot is made, and sends it afterwards in order', async () => {
    attach();
    happen('before');
    pusher.snapshotAsked();
    happen('during 1');
    happen('during 2');
    await clock.advance(1000);
    expect(sent()).toEqual([]);
    pusher.snapshotAnswered();
    happen('after');
    await clock.advance(1000);
    expect(sent()).toEqual(['during 1', 'during 2', 'after']);
  });

  it('loses nothing to a page that asks for another snapshot while events flow', async () => {
    attach();
    pusher.snapshotAsked();
    pusher.snapshotAnswered();
    happen('sent at once');
    await clock.advance(1);
    happen('waiting for its batch');
    pusher.snapshotAsked();
    happen('during');
    pusher.snapshotAnswered();
    await clock.advance(1000);
    expect(sent()).toEqual(['sent at once', 'waiting for its batch', 'during']);
  });

  it('leaves no gap in the sequence', async () => {
    attach();
    pusher.snapshotAsked();
    pusher.snapshotAnswered();
    for (let index = 0; index < 100; index += 1) {
      happen(String(index));
      await clock.advance(3);
    }
    await clock.advance(BATCH_INTERVAL);
    const sequence = batches.flat().map(({ seq }) => seq);
    expect(sequence).toEqual(Array.from({ length: 100 }, (_item, index) => index + 1));
    expect(batches.length).toBeLessThan(25);
  });

  it('sends the first event at once and gathers the burst behind it', async () => {
    attach();
    pusher.snapshotAsked();
    pusher.snapshotAnswered();
    happen('first');
    await Promise.resolve();
    expect(batches).toHaveLength(1);
    for (let index = 0; index < 500; index += 1) happen(String(index));
    await clock.advance(0);
    expect(batches).toHaveLength(1);
    await clock.advance(BATCH_INTERVAL);
    expect(batches).toHaveLength(2);
    expect(batches[1]).toHaveLength(500);
  });

  it('begins anew with the next window', async () => {
    attach();
    pusher.snapshotAsked();
    pusher.snapshotAnswered();
    happen('lost with the window; the next snapshot holds it');
    pusher.detach();
    attach();
    happen('not yet');
    await clock.advance(1000);
    expect(sent()).toEqual([]);
    pusher.snapshotAsked();
    pusher.snapshotAnswered();
    happen('new');
    await clock.advance(1000);
    expect(sent()).toEqual(['new']);
  });

  it('sends a page that was loaded again what its snapshot tells it to drop, and what comes after', async () => {
    attach();
    pusher.snapshotAsked();
    pusher.snapshotAnswered();
    happen('for the old page');
    pusher.snapshotAsked();
    happen('for the new page');
    pusher.snapshotAnswered();
    await clock.advance(1000);
    expect(sent()).toEqual(['for the old page', 'for the new page']);
  });

  describe('where a snapshot is never answered', () => {
    it('keeps nothing back for ever', async () => {
      attach();
      pusher.snapshotAsked();
      happen('early');
      await clock.advance(ANSWER_LIMIT);
      for (let index = 0; index < 1000; index += 1) happen(String(index));
      await clock.advance(1000);
      expect(sent()).toHaveLength(1001);
      expect(clock.pending).toBe(0);
    });

    it('goes on with the page that had one already, without a gap', async () => {
      attach();
      pusher.snapshotAsked();
      pusher.snapshotAnswered();
      happen('before');
      pusher.snapshotAsked();
      happen('meanwhile');
      await clock.advance(ANSWER_LIMIT);
      happen('afterwards');
      await clock.advance(1000);
      expect(sent()).toEqual(['before', 'meanwhile', 'afterwards']);
    });

    it('lets the page that asks again miss nothing', async () => {
      attach();
      pusher.snapshotAsked();
      happen('held by the next snapshot');
      await clock.advance(ANSWER_LIMIT - 1);
      pusher.snapshotAsked();
      happen('during the next');
      pusher.snapshotAnswered();
      happen('after the next');
      await clock.advance(2 * ANSWER_LIMIT);
      expect(sent().slice(-2)).toEqual(['during the next', 'after the next']);
      const sequence = batches.flat().map(({ seq }) => seq);
      expect(sequence).toEqual([1, 2, 3]);
    });

    it('also does not wait longer because it is asked again and again', async () => {
      attach();
      for (let asked = 0; asked < 4; asked += 1) {
        pusher.snapshotAsked();
        happen(String(asked));
        await clock.advance(ANSWER_LIMIT / 2);
      }
      expect(sent().length).toBeGreaterThan(0);
    });

    it('sends nothing to the window after it', async () => {
      attach();
      pusher.snapshotAsked();
      happen('for the window that is gone');
      pusher.detach();
      attach();
      await clock.advance(2 * ANSWER_LIMIT);
      expect(sent()).toEqual([]);
    });
  });

  it('hears nothing after its end', async () => {
    attach();
    pusher.snapshotAsked();
    pusher.snapshotAnswered();
    pusher.stop();
    happen('late');
    await clock.advance(1000);
    expect(sent()).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
