/** A message bus of a test's own: the real daemon, with nobody else on it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface PrivateBus {
  readonly address: string;
  /** Ends the daemon, and resolves once it is gone. */
  stop(): Promise<void>;
}

/** `rules`: those of a session bus, or a file of rules of the test's own. */
export async function startPrivateBus(rules?: string): Promise<PrivateBus> {
  const which = rules === undefined ? '--session' : `--config-file=${rules}`;
  const daemon = spawn('dbus-daemon', [which, '--nofork', '--print-address'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [address] = (await once(createInterface({ input: daemon.stdout }), 'line')) as [string];
  return {
    address,
    async stop() {
      if (daemon.exitCode !== null || daemon.signalCode !== null) return;
      const exited = once(daemon, 'exit');
      daemon.kill();
      await exited;
    },
  };
}
