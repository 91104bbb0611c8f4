/** The server of a scenario and the two who write to each other. */
import { readFile } from 'node:fs/promises';
import { startProsody, type Prosody, type ProsodyOptions } from '../../build/demo/prosody';
import { startFaultyProxy, type FaultyProxy } from '../support/faulty-proxy';
import type { Run } from './scenario';

export const PASSWORD = 'a-plague-on-both-your-houses';
export const JULIET = 'juliet@localhost';
export const ROMEO = 'romeo@localhost';

export interface Verona {
  readonly prosody: Prosody;
  /** PEM of the authority that clients trust. */
  readonly authority: string;
}

/** A Prosody on which Juliet and Romeo know each other. */
export async function startVerona(
  run: Run,
  options: Pick<ProsodyOptions, 'modules' | 'without'> = {},
): Promise<Verona> {
  const friends = (jid: string) => [{ jid, name: jid, groups: [] }];
  const prosody = await startProsody({
    dir: await run.folder('prosody'),
    accounts: [
      { user: 'juliet', password: PASSWORD, roster: friends(ROMEO) },
      { user: 'romeo', password: PASSWORD, roster: friends(JULIET) },
    ],
    ...options,
  });
  run.atEnd(() => prosody.stop());
  return { prosody, authority: await readFile(prosody.caFile, 'utf8') };
}

/** A bad way to the server; bytes come in pieces of any length from the start. */
export async function badNetwork(run: Run, { prosody }: Verona): Promise<FaultyProxy> {
  const proxy = await startFaultyProxy(prosody.port);
  proxy.split(() => run.random.between(1, 2000));
  run.atEnd(() => proxy.stop());
  return proxy;
}
