/** What /proc tells of a process and its children (Linux). */
import { readdir, readFile } from 'node:fs/promises';

/** Pids of the process and all that descend from it. */
export async function processTree(root: number): Promise<number[]> {
  const found = [root];
  for (const pid of found) {
    const tasks = await readdir(`/proc/${String(pid)}/task`).catch(() => []);
    for (const task of tasks) {
      const children = await readFile(`/proc/${String(pid)}/task/${task}/children`, 'utf8').catch(() => '');
      for (const child of children.split(' ')) if (child !== '') found.push(Number(child));
    }
  }
  return found;
}

/** Pids of all processes that have this argument, which holds no blank. */
export async function processesOf(argument: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    // Chromium writes its command line anew, with blanks in between.
    if (line.split(/[\0 ]/u).includes(argument)) found.push(Number(name));
  }
  return found;
}

/** Ends them at once. */
export async function endProcessesOf(argument: string): Promise<void> {
  for (const pid of await processesOf(argument)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
