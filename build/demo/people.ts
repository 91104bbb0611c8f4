/** The people of the demo, played in a process of their own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Prosody } from './prosody';
import type { Person } from './verona';

/** What a person is told to do. */
export type PeopleTask =
  | { readonly do: 'say'; readonly user: string; readonly body: string }
  | { readonly do: 'show'; readonly user: string; readonly show: Person['show']; readonly status: string };

/** What their process tells: everybody is signed in. */
export interface PeopleReport {
  readonly ready: true;
}

export interface People {
  perform(task: PeopleTask): void;
  /** Signs everybody out and ends their process. */
  stop(): Promise<void>;
}

/** Resolves once all are signed in. */
export async function startPeople(server: Prosody): Promise<People> {
  const child = fork(path.join(import.meta.dirname, 'play-people.ts'), [String(server.port)], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: server.caFile },
  });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('The people of the demo could not sign in; their process said why above.');
    }),
  ]);
  return {
    perform: (task) => child.send(task),
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(timer);
}
