import { expect, it } from 'vitest';
import { Sweeper } from '../../../electron/features/storage/sweeper';
import { openStore } from '../../../electron/store/open';
import { SWEPT_MESSAGES, type Swept } from '../../../electron/store/sweep';
import { FakeClock } from '../../support/fake-clock';
import { RecordingLog } from '../../support/recording-log';
import { DAY, incoming, JULIET, ROMEO } from '../store/helpers';

/** More than are overwritten word by word. */
const MANY = 2600;

function full(clock: FakeClock) {
  const store = openStore({ memory: true });
  store.setPolicy(JULIET, 'keep', clock.now());
  const history = store.history(JULIET);
  history.transaction(() => {
    for (let nth = 0; nth < MANY; nth += 1)
      history.messages.add(JULIET, incoming(`lark ${String(nth)}`, { arrived: clock.now() }));
  });
  return store;
}

it('takes one piece in a go and lets others work before the next', async () => {
  const clock = new FakeClock();
  const store = full(clock);
  const pieces: Swept[] = [];
  const sweeper = new Sweeper({ store, clock, log: new RecordingLog(), swept: (piece) => pieces.push(piece) });
  const gone = (): number => pieces.flatMap(({ removed }) => removed.get(ROMEO) ?? []).length;
  store.removeConversation(JULIET, ROMEO);
  sweeper.sweep();
  expect(gone()).toBe(SWEPT_MESSAGES);
  let between = 0;
  clock.after(6, () => {
    between = gone();
  });
  await clock.advance(10);
  expect(between).toBe(2 * SWEPT_MESSAGES);
  await clock.advance(1000);
  expect(gone()).toBe(MANY);
  sweeper.stop();
  expect(clock.pending).toBe(0);
});

it('looks for what got too old by itself, goes on after a failure, and stops', async () => {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const store = full(clock);
  store.setPolicy(JULIET, 'keep-30-days', clock.now());
  let failing = true;
  let gone = 0;
  const sweeper = new Sweeper({
    store: Object.assign(Object.create(store) as typeof store, {
      removeOld: (now: number) => store.removeOld(now),
      sweep: (now: number) => {
        if (failing) throw new Error('disk full');
        return store.sweep(now);
      },
    }),
    ...{ clock, log },
    swept: ({ removed }) => (gone += removed.get(ROMEO)?.length ?? 0),
  });
  await clock.advance(31 * DAY);
  expect(gone).toBe(0);
  expect(log.lines.join('\n')).toContain('retention: Error: disk full');
  failing = false;
  await clock.advance(60_000);
  expect(gone).toBe(MANY);
  sweeper.stop();
  expect(clock.pending).toBe(0);
});
