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

/** Ends every process that has this argument, at once. */
export async function endProcessesOf(argument: string): Promise<void> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!line.split('\0').includes(argument)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
