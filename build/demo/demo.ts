/** Server, people and app of the demo, and how they begin and end together. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import keytar from 'keytar';
import { heldStart } from '../electron/held-start';
import type { Electron } from '../electron/resolve-electron';
import { artifactsDir, rootDir } from '../shared/paths';
import { startPeople } from './people';
import { startProsody } from './prosody';
import { DEMO_PASSWORD, JULIET, veronaAccounts } from './verona';
import { signInAsJuliet, walkThrough } from './walk';

export interface DemoOptions {
  readonly electron: Electron;
  /** Nobody looks on: walk through by itself, take screenshots, end. */
  readonly unattended: boolean;
  /** Fires when the user wants the demo to end. */
  readonly ended: AbortSignal;
}

/** Takes things down in the reverse order of how they were set up, whatever went wrong between. */
class CleanUp {
  readonly #steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.#steps.unshift(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0)) {
      await step().catch((error: unknown) => {
        console.error(`While ending the demo: ${String(error)}`);
      });
    }
  }
}

export async function runDemo({ electron, unattended, ended }: DemoOptions): Promise<void> {
  const cleanUp = new CleanUp();
  try {
    const folder = await mkdtemp(path.join(tmpdir(), 'candor-demo-'));
    cleanUp.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

    console.log('Starting a private XMPP server…');
    const server = await startProsody({ dir: path.join(folder, 'server'), accounts: veronaAccounts(new Date()) });
    cleanUp.add(() => server.stop());
    console.log(`  localhost, port ${String(server.port)} (STARTTLS) and ${String(server.directTlsPort)} (direct TLS)`);

    console.log('Romeo and the others sign in…');
    const people = await startPeople(server);
    cleanUp.add(() => people.stop());

    console.log('Opening Candor…');
    const profile = path.join(folder, 'profile');
    cleanUp.add(() => forgetKeychainEntries(profile));
    const app = await openApp(electron, profile, server.caFile);
    cleanUp.add(() => app.close());
    const closed = new Promise<void>((resolve) => app.once('close', () => resolve()));
    const stopped = new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve(), { once: true }));
    const window = await app.firstWindow();

    if (unattended) {
      const pictures = path.join(artifactsDir, 'demo');
      console.log('Walking through it, with screenshots:');
      const walk = walkThrough({ window, server, people, pictures }).catch(async (error: unknown) => {
        // When the demo is ended in the middle of the walk, the window is gone: no failure.
        if (ended.aborted) return;
        await window.screenshot({ path: path.join(pictures, 'failed.png') }).catch(() => undefined);
        throw error;
      });
      await Promise.race([walk, stopped]);
      if (!ended.aborted) console.log(`\nThe screenshots are in ${path.relative(rootDir, pictures)}${path.sep}.`);
      return;
    }
    await Promise.race([signInAsJuliet(window, server, false), closed, stopped]);
    console.log(`\nYou are ${JULIET} (everybody's password: "${DEMO_PASSWORD}"). Write to Romeo: he answers.`);
    console.log('Quit Candor, or press Ctrl-C here, to end everything that was started.');
    await Promise.race([closed, stopped]);
  } finally {
    console.log('Ending the demo…');
    await cleanUp.run();
  }
}

function openApp(electron: Electron, profile: string, caFile: string): Promise<ElectronApplication> {
  const environment = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return _electron.launch({
    executablePath: electron.executable,
    args: [...heldStart, rootDir, `--profile=${profile}`],
    // As root Chromium can't have its sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    env: { ...(Object.fromEntries(environment) as Record<string, string>), NODE_EXTRA_CA_CERTS: caFile },
    timeout: 30_000,
  });
}

/** What the demo's profile left in the user's keychain goes with it. */
async function forgetKeychainEntries(profile: string): Promise<void> {
  const id = await readFile(path.join(profile, 'profile-id'), 'utf8').catch(() => undefined);
  if (id === undefined) return;
  const service = `Candor ${id.trim()}`;
  // Without a keychain there is nothing to forget.
  const entries = await keytar.findCredentials(service).catch(() => []);
  for (const { account } of entries) await keytar.deletePassword(service, account);
}
