/** The steps of a run that has several suites: each is counted, and none begins once the user has interrupted the run. */
import type { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { resultsDir } from './paths';
import type { SuiteOptions } from './suites';
import type { Counts, Tally } from './tally';

type Options = Pick<SuiteOptions, 'interrupted' | 'log'>;

export class Steps {
  readonly #tally: Tally;
  readonly #interruption = new AbortController();

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** From here on Ctrl-C ends what is under way, which sees to that itself, and this process goes on to its summary. */
  heedInterrupts(source: Pick<EventEmitter, 'on'> = process): void {
    for (const signal of ['SIGINT', 'SIGTERM']) source.on(signal, () => this.#interrupted());
  }

  async run(title: string, run: (options: Options) => Promise<Counts>): Promise<void> {
    if (this.#interruption.signal.aborted) return;
    console.log(`\n== ${title}`);
    this.#tally.add(title, ...(await timed(() => run({ interrupted: this.#interruption.signal }))));
  }

  /** What it prints is held back until it has ended, since another suite is printing meanwhile. */
  async runAside(title: string, run: (options: Options) => Promise<Counts>): Promise<void> {
    if (this.#interruption.signal.aborted) return;
    const log = path.join(resultsDir, `${title.replaceAll(/\W+/gu, '-')}.log`);
    console.log(`\n== beside it: ${title}`);
    const ended = await timed(() => run({ interrupted: this.#interruption.signal, log }));
    console.log(`\n== ${title}\n${await readFile(log, 'utf8').catch(() => '')}`);
    this.#tally.add(title, ...ended);
  }

  /** What was not begun has not passed. */
  #interrupted(): void {
    if (this.#interruption.signal.aborted) return;
    this.#interruption.abort();
    this.#tally.add('interrupted, nothing else begins', { passed: 0, failed: 1 }, 0);
  }
}

/** Counts, and how many milliseconds it took. */
async function timed(run: () => Promise<Counts>): Promise<[Counts, number]> {
  const begun = performance.now();
  try {
    return [await run(), performance.now() - begun];
  } catch (error) {
    console.error(error);
    return [{ passed: 0, failed: 1 }, performance.now() - begun];
  }
}
