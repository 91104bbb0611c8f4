/** Memory and processor time of a program with all its helper processes, read from /proc (Linux). */
import { readdir, readFile } from 'node:fs/promises';
import { processTree } from '../support/processes';

const KB_PER_MB = 1024;
const NS_PER_MS = 1e6;
/** Clock ticks of /proc/PID/stat are hundredths of a second on every Linux. */
const MS_PER_TICK = 10;

/**
 * Proportional set size in MB: memory shared by n processes counts a n-th in each, so the sum over the
 * tree is what the program really takes.
 */
export async function memoryOfTree(root: number): Promise<number> {
  let kilobytes = 0;
  for (const pid of await processTree(root)) {
    // A helper may end between the listing and the reading.
    const rollup = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += parsePss(rollup);
  }
  return kilobytes / KB_PER_MB;
}

/** KB of the "Pss:" line of smaps_rollup; 0 where there is none. */
export function parsePss(rollup: string): number {
  return Number(/^Pss:\s+(\d+) kB$/mu.exec(rollup)?.[1] ?? 0);
}

/** Processor time in ms from /proc/PID/stat: user and system, ended threads included, in steps of 10 ms. */
export function parseStatTime(stat: string): number {
  // The second field, the name, may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * MS_PER_TICK;
}

/** Processor time in ms from /proc/PID/task/TID/schedstat: exact to the nanosecond, one thread. */
export function parseSchedstat(schedstat: string): number {
  return Number(schedstat.split(' ')[0] ?? 0) / NS_PER_MS;
}

/**
 * Adds up processor time over processes that come and go. `read` gives the total each one has used so
 * far; what it used before it was first seen counts as used, what it used before it ended stays.
 */
export class UsageSum {
  readonly #last = new Map<string, number>();

  add(readings: ReadonlyMap<string, number>): number {
    for (const [id, used] of readings) this.#last.set(id, used);
    let total = 0;
    for (const used of this.#last.values()) total += used;
    return total;
  }
}

/** ms used by each process, by its id; coarse and cheap: one small file a process. */
export async function coarseUsage(pids: readonly number[]): Promise<Map<string, number>> {
  const usage = new Map<string, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '');
    if (stat !== '') usage.set(String(pid), parseStatTime(stat));
  }
  return usage;
}

/** ms used by each thread of the tree, by process and thread id; exact, a file a thread. */
export async function exactUsage(root: number): Promise<Map<string, number>> {
  const usage = new Map<string, number>();
  for (const pid of await processTree(root)) {
    const folder = `/proc/${String(pid)}/task`;
    for (const thread of await readdir(folder).catch(() => [])) {
      const schedstat = await readFile(`${folder}/${thread}/schedstat`, 'utf8').catch(() => '');
      if (schedstat !== '') usage.set(`${String(pid)}/${thread}`, parseSchedstat(schedstat));
    }
  }
  return usage;
}
