/**
 * How window and main speak. The preload puts a `Transport` on `window.candor`; the window's typed
 * API is built over a `Bridge`, so it also runs where there is no Electron.
 */
import type { CommandArgs, CommandName, CommandResult } from './commands';
import type { Outcome } from './errors';
import type { SequencedEvent } from './events';

export const COMMAND_CHANNEL = 'candor:command';
export const EVENT_CHANNEL = 'candor:event';

/**
 * What comes from main is JSON text: it crosses two worlds and two processes on its way, and each
 * would copy ten thousand contacts field by field, which takes many times longer than one string.
 */
export interface Transport {
  /** Resolves to an `Outcome`; main checks name and arguments. */
  invoke(name: CommandName, args: unknown): Promise<string>;
  /** Calls `listener` with each batch of events (`SequencedEvent[]`) in order; returns how to stop. */
  onEvents(listener: (batch: string) => void): () => void;
}

export interface Bridge {
  invoke<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<Outcome<CommandResult<N>>>;
  /** Calls `listener` for each event in order; returns how to stop. */
  onEvent(listener: (event: SequencedEvent) => void): () => void;
}
