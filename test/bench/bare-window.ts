/** The floor: a bare Electron window, measured as the app is. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startElectron, type RunningElectron } from './electron-run';

const folder = fileURLToPath(new URL('bare', import.meta.url));
/** Chromium goes on tidying up after it has drawn the first page (milliseconds). */
export const SETTLE = 5000;

export interface BareWindow {
  readonly running: RunningElectron;
  /** Process start → ready-to-show, in milliseconds. */
  readonly readyToShow: number;
}

/** Starts it and resolves when its window is ready to be shown. `scratch`: an existing folder for Chromium's files. */
export async function startBareWindow(executable: string, scratch: string): Promise<BareWindow> {
  const running = startElectron({
    executable,
    args: [folder, `--user-data-dir=${path.join(scratch, 'bare')}`],
    environment: {},
  });
  return { running, readyToShow: numberOf(await running.line('ready-to-show')) - running.startedAt };
}

/** Destroys the window and waits until Chromium has tidied up. */
export async function destroyBareWindow({ running }: BareWindow): Promise<void> {
  running.signal('SIGUSR2');
  await running.line('destroyed');
  await delay(SETTLE);
}

function numberOf(line: string): number {
  return Number(line.split(' ')[1]);
}
