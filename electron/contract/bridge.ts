/**
 * What the preload puts on `window.candor`: transport and nothing else. The renderer's typed API
 * is built over it, so it also runs where there is no Electron.
 */
import type { CommandArgs, CommandName, CommandResult } from './commands';
import type { Outcome } from './errors';
import type { SequencedEvent } from './events';

export const COMMAND_CHANNEL = 'candor:command';
export const EVENT_CHANNEL = 'candor:event';

export interface Bridge {
  invoke<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<Outcome<CommandResult<N>>>;
  /** Calls `listener` for each event in order; returns how to stop. */
  onEvent(listener: (event: SequencedEvent) => void): () => void;
}
