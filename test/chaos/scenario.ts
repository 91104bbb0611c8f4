/** What a scenario is given, and what it shows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Random } from './random';

export type Unit =
  'messages' | 'rows' | 'ms' | 's' | 'cuts' | 'kills' | 'retries' | 'clients' | 'flips' | 'files' | 'days' | 'steps';

/** One number of the table. */
export interface Figure {
  /** What was counted or measured, in words; stable, so that runs can be compared by it. */
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly compare: '=' | '≤' | '≥';
  readonly expected: number;
}

export interface Scenario {
  /** As `--only` takes it. */
  readonly name: string;
  /** What is done to the program, in words. */
  readonly fault: string;
  /** It takes too long, or hangs too much on how busy the machine is, for every `npm test`. */
  readonly inFullFormOnly?: true;
  /** Throws `NotPlayable` where this machine cannot do it, anything else where it could not be played to its end, for instance because something never came. */
  readonly play: (run: Run) => Promise<readonly Figure[]>;
}

/** This machine cannot do what the scenario needs; the message says why, for whoever reads the table. */
export class NotPlayable extends Error {
  override readonly name = 'NotPlayable';
}

export interface RunOptions {
  readonly seed: number;
  /** Fewer of everything, for every `npm test`. */
  readonly short: boolean;
  /** Told what is being done. */
  readonly progress: (text: string) => void;
}

/** One scenario under way. */
export class Run {
  readonly short: boolean;
  readonly random: Random;
  readonly progress: (text: string) => void;
  readonly #name: string;
  readonly #endings: (() => unknown)[] = [];

  constructor(name: string, { seed, short, progress }: RunOptions) {
    this.#name = name;
    this.short = short;
    this.progress = progress;
    this.random = Random.of(seed, name);
  }

  /** What is to be put away at the end; the last thing first. */
  atEnd(ending: () => unknown): void {
    this.#endings.push(ending);
  }

  /** A fresh folder that goes with the run. */
  async folder(name: string): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), `candor-chaos-${this.#name}-${name}-`));
    this.atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    return folder;
  }

  async end(): Promise<void> {
    for (let ending = this.#endings.pop(); ending !== undefined; ending = this.#endings.pop()) await ending();
  }
}
