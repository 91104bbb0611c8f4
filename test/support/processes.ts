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
