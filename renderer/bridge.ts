/**
 * The window's typed API over the transport that the preload provides. `call` returns a command's
 * value or throws a `CommandFailure`; nothing else comes out of it.
 */
import type { Bridge } from '../electron/contract/bridge';
import type { CommandArgs, CommandName, CommandResult } from '../electron/contract/commands';
import type { Failure, FailureCode } from '../electron/contract/errors';

declare global {
  interface Window {
    readonly candor: Bridge;
  }
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
