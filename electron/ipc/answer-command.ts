/** One command from the window: checked, run, and turned into an `Outcome`. Never rejects. */
import * as v from 'valibot';
import { commands, type CommandHandlers, type CommandName } from '../contract/commands';
import { failureCodes, type Failure, type FailureCode, type Outcome } from '../contract/errors';
import type { Log } from '../contract/ports';

const knownCodes: ReadonlySet<unknown> = new Set(failureCodes);
/** Longest `detail` that leaves main. */
const MAX_DETAIL = 1024;

export async function answerCommand(
  handlers: CommandHandlers,
  log: Log,
  name: unknown,
  args: unknown,
): Promise<Outcome<unknown>> {
  if (!isCommandName(name)) {
    log.warn('ipc', 'an unknown command was refused');
    return refused({ code: 'invalid-argument', detail: 'command' });
  }
  const parsed = v.safeParse<v.GenericSchema>(commands[name].args, args, { abortEarly: true });
  if (!parsed.success) {
    // The issue's message quotes the value, which may be a password: only its place is told.
    const place = v.getDotPath(parsed.issues[0]) ?? 'argument';
    log.warn('ipc', `${name}: ${place} does not fit`);
    return refused({ code: 'invalid-argument', detail: place });
  }
  try {
    // The schema has just proved what the compiler can't follow through the union of all commands.
    const run = handlers[name] as (args: unknown) => unknown;
    return { ok: true, value: await run(parsed.output) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'unexpected') log.error('ipc', `${name} failed`, error);
    else log.info('ipc', `${name}: ${failure.code}`);
    return refused(failure);
  }
}

function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name);
}

function refused(error: Failure): Outcome<never> {
  return { ok: false, error };
}

/** Anything that carries one of the codes of the contract keeps it; all else is "unexpected". */
export function failureOf(error: unknown): Failure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (!isFailureCode(code)) return { code: 'unexpected' };
  const detail = typeof error === 'object' && error !== null && 'detail' in error ? error.detail : undefined;
  return typeof detail === 'string' ? { code, detail: detail.slice(0, MAX_DETAIL) } : { code };
}

function isFailureCode(code: unknown): code is FailureCode {
  return knownCodes.has(code);
}
