/** Both ways while both connections are cut at random bytes, in the middle of anything, sign-ins included. */
import type { FaultyProxy } from '../../support/faulty-proxy';
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { badNetwork, JULIET, ROMEO, startVerona } from '../verona';
import { figuresOf, judge } from '../verdict';
import { until } from '../waiting';

const SIZES = {
  short: { messages: 300, cuts: 25 },
  full: { messages: 2000, cuts: 200 },
};
/** Bytes between two cuts, at most; a sign-in takes about 6,000, so that each other cut mostly meets one. */
const FURTHEST = { inSignIn: 8000, later: 50_000 };
/** Neither writes further ahead of what has arrived. */
const AHEAD = 200;
/** From the last cut until everything has arrived (milliseconds). */
const DRAIN_LIMIT = 10_000;

/** Cuts one person's connection again and again, and has them come back without waiting. */
class Cutter {
  #left: number;
  #told: (() => void)[] = [];
  lastAt = 0;

  constructor(
    readonly person: Person,
    readonly proxy: FaultyProxy,
    readonly run: Run,
    readonly cuts: number,
  ) {
    this.#left = cuts;
    person.hub.on('accountChanged', ({ account: { connection } }) => {
      if (connection.state !== 'waiting') return;
      this.lastAt = performance.now();
      this.#left -= 1;
      for (const tell of this.#told.splice(0)) tell();
      this.arm();
      // As a change of the network does: no test waits for a backoff.
      person.features.networkChanged();
    });
    this.arm();
  }

  get done(): number {
    return this.cuts - this.#left;
  }

  arm(): void {
    const furthest = this.#left % 2 === 0 ? FURTHEST.inSignIn : FURTHEST.later;
    if (this.#left > 0) this.proxy.cutAfter(this.run.random.between(1, furthest));
  }

  /** Resolves at the next cut; at once where there was the last one already. */
  next(): Promise<void> {
    return this.#left === 0 ? Promise.resolve() : new Promise((resolve) => this.#told.push(resolve));
  }
}

async function play(run: Run): Promise<Figure[]> {
  const { messages, cuts } = run.short ? SIZES.short : SIZES.full;
  const verona = await startVerona(run);
  const [romeosWay, julietsWay] = [await badNetwork(run, verona), await badNetwork(run, verona)];
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: romeosWay.port });
  const juliet = await Person.signIn(run, verona, { user: 'juliet', port: julietsWay.port });
  const hubs = [romeo.hub, juliet.hub];
  const cutters = [
    new Cutter(juliet, julietsWay, run, Math.ceil(cuts / 2)),
    new Cutter(romeo, romeosWay, run, Math.floor(cuts / 2)),
  ];
  const cut = (): number => cutters.reduce((sum, { done }) => sum + done, 0);
  const arrived = (count: number) => (): boolean => romeo.received >= count && juliet.received >= count;

  const sent: string[] = [];
  while (sent.length < messages) {
    const body = String(sent.length);
    sent.push(body);
    await Promise.all([juliet.send(ROMEO, body), romeo.send(JULIET, body)]);
    await until('what was sent long ago', hubs, arrived(sent.length - AHEAD));
    // Cuts are spread over all messages: those that run ahead wait, and what has all arrived is cut by hand.
    while (cut() / cuts < sent.length / messages - 1 / cuts) {
      const drained = until('all that was sent', hubs, arrived(sent.length)).then(() => 'drained');
      const next = Promise.race(cutters.filter(({ done, cuts: all }) => done < all).map((cutter) => cutter.next()));
      if ((await Promise.race([drained, next])) !== 'drained') {
        drained.catch(() => undefined);
        continue;
      }
      for (const { done, cuts: all, proxy } of cutters) if (done < all) proxy.cut();
      await next;
    }
  }
  await until('everything', hubs, arrived(messages));
  const drained = performance.now() - Math.max(...cutters.map(({ lastAt }) => lastAt));
  // Each has a receipt by the end, which says more than the server's word.
  const unreported = (): number => [juliet, romeo].reduce((sum, one) => sum + 2 * messages - one.count('delivered'), 0);
  // What is missing is counted below.
  await until('all receipts', hubs, () => unreported() === 0, DRAIN_LIMIT).catch(() => undefined);
  const [atRomeo, atJuliet] = [await romeo.conversation(JULIET), await juliet.conversation(ROMEO)];
  return [
    ...figuresOf(`${messages} messages each way over ${cuts} cuts`, [
      judge(sent, texts(atRomeo, 'in')),
      judge(sent, texts(atJuliet, 'in')),
      judge(sent, texts(atRomeo, 'out')),
      judge(sent, texts(atJuliet, 'out')),
    ]),
    { name: 'cuts that happened', value: cut(), unit: 'cuts', compare: '≥', expected: cuts },
    {
      name: 'last cut → everything there',
      value: Math.round(drained),
      unit: 'ms',
      compare: '≤',
      expected: DRAIN_LIMIT,
    },
    { name: 'messages without a receipt', value: unreported(), unit: 'messages', compare: '=', expected: 0 },
  ];
}

export const cuts: Scenario = {
  name: 'cuts',
  fault: 'both connections cut at random bytes',
  play,
};
