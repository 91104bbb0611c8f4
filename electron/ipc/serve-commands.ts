/**
 * The only user of `ipcMain`: one channel, on which the window's own page may ask for the commands
 * of the contract and nothing else may ask for anything.
 */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { COMMAND_CHANNEL } from '../contract/bridge';
import type { CommandHandlers } from '../contract/commands';
import type { Outcome } from '../contract/errors';
import type { Log } from '../contract/ports';
import { answerCommand } from './answer-command';

export interface CommandServerOptions {
  readonly handlers: CommandHandlers;
  readonly log: Log;
  /** Where the window's page comes from, with a closing slash: "app://ui/". */
  readonly origin: string;
}

/** Returns how to stop. */
export function serveCommands({ handlers, log, origin }: CommandServerOptions): () => void {
  ipcMain.handle(COMMAND_CHANNEL, async (event, name: unknown, args: unknown): Promise<string> => {
    if (isOwnPage(event, origin)) return JSON.stringify(await answerCommand(handlers, log, name, args));
    log.warn('ipc', 'a command from a foreign frame was refused');
    const refusal: Outcome<never> = { ok: false, error: { code: 'invalid-argument', detail: 'sender' } };
    return JSON.stringify(refusal);
  });
  return () => ipcMain.removeHandler(COMMAND_CHANNEL);
}

/** A main frame (not an iframe) that shows Candor's own page. A frame that is gone already has no sender. */
export function isOwnPage(event: Pick<IpcMainInvokeEvent, 'senderFrame'>, origin: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.url.startsWith(origin);
}
