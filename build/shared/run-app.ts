import { spawn, type ChildProcess } from 'node:child_process';
import { ElectronRefused, resolveElectron, type Electron, type Purpose } from '../electron/resolve-electron';
import { rootDir } from './paths';

/** Chromium refuses to run as root with its sandbox. Only tests and the demo ever run as root. */
export function sandboxFlags(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** Starts the built app; what it prints goes to this terminal. */
export function spawnApp(electron: Electron, flags: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(electron.executable, [rootDir, ...sandboxFlags(), ...flags], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
}

/** As `resolveElectron`, but a refusal ends this process with its words alone. */
export async function electronOrExit(purpose: Purpose, announce?: (line: string) => void): Promise<Electron> {
  try {
    return await resolveElectron(purpose, announce);
  } catch (error) {
    if (!(error instanceof ElectronRefused)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
