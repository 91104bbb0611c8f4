/** Both ways while both connections are cut at random bytes, in the middle of anything, sign-ins included. */
import type { FaultyProxy } from '../../support/faulty-proxy';
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { explainStall } from '../stall';
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
  #allowed = 0;
  #armed = false;
  #done = 0;
  #told: (() => void)[] = [];
  lastAt = 0;

  constructor(
    readonly person: Person,
    readonly proxy: FaultyProxy,
    readonly run: Run,
    readonly cuts: number,
  ) {
    person.hub.on('accountChanged', ({ account: { connection } }) => {
      if (connection.state !== 'waiting') return;
      this.lastAt = performance.now();
      this.#done += 1;
      this.#armed = false;
      for (const tell of this.#told.splice(0)) tell();
      this.#arm();
      // As a change of the network does: no test waits for a backoff.
      person.features.networkChanged();
    });
  }

  get done(): number {
    return this.#done;
  }

  /** So much of everything was sent; so many of the cuts may have been made by now. */
  allow(share: number): void {
    this.#allowed = Math.ceil(share * this.cuts);
    this.#arm();
  }

  /** Makes the cuts that are left by hand, where nothing passes any more that would bring them about. */
  async finish(): Promise<void> {
    while (this.#done < this.cuts) {
      await this.person.online();
      if (this.#done >= this.cuts) return;
      const next = new Promise<void>((resolve) => this.#told.push(resolve));
      this.proxy.cut();
      await next;
    }
  }

  #arm(): void {
    if (this.#armed || this.#done >= this.#allowed) return;
    this.#armed = true;
    const furthest = this.#done % 2 === 0 ? FURTHEST.inSignIn : FURTHEST.later;
    this.proxy.cutAfter(this.run.random.between(1, furthest));
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

  const stalls = {
    prosody: verona.prosody,
    connected: cutters.map(({ person, proxy: way }) => ({ person, way })),
    say: run.progress,
  };
  const sent: string[] = [];
  while (sent.length < messages) {
    const body = String(sent.length);
    sent.push(body);
    await Promise.all([juliet.send(ROMEO, body), romeo.send(JULIET, body)]);
    for (const cutter of cutters) cutter.allow(sent.length / messages);
    await explainStall(stalls, () => until('what was sent long ago', hubs, arrived(sent.length - AHEAD)));
  }
  await explainStall(stalls, () => until('everything', hubs, arrived(messages)));
  let drained = performance.now() - Math.max(...cutters.map(({ lastAt }) => lastAt));
  if (cut() < cuts) {
    await Promise.all(cutters.map((cutter) => cutter.finish()));
    const back = performance.now();
    await Promise.all([juliet.online(), romeo.online()]);
    drained = performance.now() - back;
  }
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
