/** Starts the built app in a real Electron for a test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { heldStart } from '../../build/electron/held-start';
import { resolveElectron } from '../../build/electron/resolve-electron';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface LaunchOptions {
  /** Folder of the built application; this repository if left out. */
  readonly appDir?: string;
  /** Data folder; a fresh temporary one if left out. */
  readonly profile?: string;
  /** PEM file of a private CA to trust. */
  readonly caFile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Further flags and the `xmpp:` link. */
  readonly args?: readonly string[];
}

export interface Candor {
  readonly app: ElectronApplication;
  readonly profile: string;
  /** Resolves with the window; a hidden start has none until it is shown. */
  window(): Promise<Page>;
  /** Ends the app as its menu does and waits until it is gone. The profile stays. */
  quit(): Promise<void>;
}

const temporary = new Set<string>();

/** A folder that `removeTemporary` takes away. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `candor-${name}-`));
  temporary.add(folder);
  return folder;
}

export async function removeTemporary(): Promise<void> {
  for (const folder of temporary) await rm(folder, { recursive: true, force: true });
  temporary.clear();
}

/** As the window manager does, by its keys or the button in its frame. */
export function closeWindow({ app }: Candor): Promise<void> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}

export async function launchCandor(options: LaunchOptions = {}): Promise<Candor> {
  const profile = options.profile ?? (await temporaryFolder('profile'));
  const electron = await resolveElectron('develop');
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const app = await _electron.launch({
    executablePath: electron.executable,
    args: [
      ...heldStart,
      options.appDir ?? repository,
      `--profile=${profile}`,
      '--disable-gpu',
      ...(options.args ?? []),
    ],
    env: {
      ...environment,
      ...(options.caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: options.caFile }),
      ...options.env,
    },
    timeout: 30_000,
  });
  return {
    app,
    profile,
    window: () => app.firstWindow(),
    async quit() {
      const { exitCode, signalCode } = app.process();
      if (exitCode !== null || signalCode !== null) return;
      const gone = app.waitForEvent('close');
      await app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => undefined);
      await gone;
    },
  };
}
