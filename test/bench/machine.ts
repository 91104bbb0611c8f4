/** The machine a benchmark runs on: its facts, and whether it is free for a measurement. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** Share of all processors that others may use while something is measured. */
const FREE_ENOUGH = 0.1;
const LOOK = 300;
/** Longest wait for a free machine before a run (milliseconds). */
const WAIT_LIMIT = 30_000;

export interface MachineFacts {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly load: number;
}

export function machineFacts(): MachineFacts {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()}`,
    load: loadavg()[0] ?? 0,
  };
}

/** Busy and total time of all processors, in ticks, from /proc/stat. */
export function parseProcessorTimes(stat: string): { readonly busy: number; readonly total: number } {
  const fields = /^cpu +(.*)$/mu.exec(stat)?.[1]?.split(' ').map(Number) ?? [];
  const total = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  // Idle and waiting for the disk are the 4th and 5th.
  return { busy: total - (fields[3] ?? 0) - (fields[4] ?? 0), total };
}

/** Share of all processors used over a short look, 0…1. */
async function share(): Promise<number> {
  const before = parseProcessorTimes(await readFile('/proc/stat', 'utf8'));
  await delay(LOOK);
  const after = parseProcessorTimes(await readFile('/proc/stat', 'utf8'));
  return (after.busy - before.busy) / Math.max(1, after.total - before.total);
}

/** Waits until nothing else keeps the machine busy. False: it never was free, and the run will be off. */
export async function waitForFreeMachine(): Promise<boolean> {
  const deadline = performance.now() + WAIT_LIMIT;
  while (performance.now() < deadline) if ((await share()) <= FREE_ENOUGH) return true;
  return false;
}
