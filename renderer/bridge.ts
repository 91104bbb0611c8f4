/**
 * The window's typed API over the transport that the preload provides. `call` returns a command's
 * value or throws a `CommandFailure`; nothing else comes out of it.
 */
import type { Bridge, Transport } from '../electron/contract/bridge';
import type { CommandArgs, CommandName, CommandResult } from '../electron/contract/commands';
import type { Failure, FailureCode, Outcome } from '../electron/contract/errors';
import type { SequencedEvent } from '../electron/contract/events';

declare global {
  interface Window {
    readonly candor: Transport;
  }
}

/** Main is one version with this page and made the text from values of these very types. */
export function bridgeOver(transport: Transport): Bridge {
  return {
    invoke: async <N extends CommandName>(name: N, args: CommandArgs<N>) =>
      JSON.parse(await transport.invoke(name, args)) as Outcome<CommandResult<N>>,
    onEvent: (listener) =>
      transport.onEvents((batch) => {
        for (const event of JSON.parse(batch) as SequencedEvent[]) listener(event);
      }),
  };
}

/** A refused command: what the words of `text/failures.ts` are chosen by. */
export class CommandFailure extends Error implements Failure {
  readonly code: FailureCode;
  declare readonly detail?: string;

  constructor(failure: Failure) {
    super(failure.code);
    this.name = 'CommandFailure';
    this.code = failure.code;
    if (failure.detail !== undefined) this.detail = failure.detail;
  }
}

/** Commands that take nothing are called without a second argument. */
type Rest<N extends CommandName> = CommandArgs<N> extends undefined ? [] : [args: CommandArgs<N>];

export interface Api {
  /** Throws a `CommandFailure`. */
  call<N extends CommandName>(name: N, ...rest: Rest<N>): Promise<CommandResult<N>>;
  readonly onEvent: Bridge['onEvent'];
}

export function createApi(bridge: Bridge): Api {
  return {
    async call<N extends CommandName>(name: N, ...rest: Rest<N>): Promise<CommandResult<N>> {
      const [argument] = rest as [CommandArgs<N>];
      const outcome = await bridge.invoke(name, argument);
      if (!outcome.ok) throw new CommandFailure(outcome.error);
      return outcome.value;
    },
    onEvent: (listener) => bridge.onEvent(listener),
  };
}

/** The failure of anything a command's caller may catch. */
export function failureOf(error: unknown): Failure {
  return error instanceof CommandFailure ? error : { code: 'unexpected' };
}
