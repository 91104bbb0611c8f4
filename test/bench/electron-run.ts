/** Starts an Electron program for a measurement and ends it again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { processTree } from '../support/processes';
import { DebuggingPipe } from './debugging-pipe';
import { coarseUsage, UsageSum } from './process-usage';
import type { CpuSample } from './quiet';

/** How long a program may take to end by itself before it is killed (milliseconds). */
const END_LIMIT = 8000;
/** Processes are looked for anew every so many samples: the search costs more than the reading. */
const SEARCH_EVERY = 5;

export interface ElectronProgram {
  readonly executable: string;
  /** Application folder and flags. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunningElectron {
  readonly pid: number;
  /** Just before the process was made; milliseconds since the epoch. */
  readonly startedAt: number;
  readonly pipe: DebuggingPipe;
  /** The first line of standard output, past or coming, that begins with the word. */
  line(word: string): Promise<string>;
  /** Reads processor time every `interval` ms from now until `done` says so or `limit` ms are over. */
  sampleCpu(interval: number, limit: number, done: (samples: readonly CpuSample[]) => boolean): Promise<CpuSample[]>;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to quit as a logout does, and waits until it has. */
  end(): Promise<void>;
}

/** Milliseconds since the epoch, finer than Date.now(); the same clock as the pages'. */
export const now = (): number => performance.timeOrigin + performance.now();

/**
 * Both the app and the bare window are started with these: no helper sandbox where it is impossible
 * (root), and no graphics card, which servers do not have.
 */
const commonFlags: readonly string[] = [
  '--remote-debugging-pipe',
  '--disable-gpu',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** The process is ended with this one, whatever happens. */
export function startElectron({ executable, args, environment }: ElectronProgram): RunningElectron {
  const startedAt = now();
  const child = spawn(executable, [...args, ...commonFlags], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${executable} could not be started`);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const killAtExit = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killAtExit);
  void ended.then(() => process.off('exit', killAtExit));

  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)));
  const lines = readLines(child, () => errors);
  return {
    ...{ pid, startedAt, line: lines },
    pipe: new DebuggingPipe(child.stdio[3] as Writable, child.stdio[4] as Readable),
    async sampleCpu(interval, limit, done) {
      const samples: CpuSample[] = [];
      const sum = new UsageSum();
      let pids: readonly number[] = [];
      while (now() - startedAt < limit && !done(samples)) {
        if (samples.length % SEARCH_EVERY === 0) pids = await processTree(pid);
        samples.push({ at: now() - startedAt, used: sum.add(await coarseUsage(pids)) });
        await delay(interval);
      }
      return samples;
    },
    signal: (signal) => child.kill(signal),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT);
      await ended;
      clearTimeout(timer);
    },
  };
}

function readLines(child: ChildProcess, errors: () => string): RunningElectron['line'] {
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const tell = (): void => {
    for (const look of waiting) look();
  };
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      seen.push(line);
      tell();
    });
  }
  child.once('exit', () => {
    ended = true;
    tell();
  });
  return (word) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = seen.find((line) => line.startsWith(`${word} `));
        if (found === undefined && !ended) return;
        waiting.delete(look);
        if (found === undefined) reject(new Error(`the program ended before "${word}":\n${errors()}`));
        else resolve(found);
      };
      waiting.add(look);
      look();
    });
}
