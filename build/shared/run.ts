import { spawn, type SpawnOptions } from 'node:child_process';

/** A program that a step needed ended badly; the message says which and what it printed last. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(
    readonly command: string,
    readonly exitCode: number,
    readonly output: string,
  ) {
    super(`"${command}" ended with code ${String(exitCode)}${output === '' ? '' : `:\n${lastLines(output, 15)}`}`);
  }
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * Runs a program to its end and resolves to its standard output.
 * @throws CommandFailed with the tail of what it printed; `ENOENT` where the program is missing.
 */
export async function capture(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let standardOutput = '';
  let everything = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    standardOutput += chunk;
    everything += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    everything += chunk;
  });
  const exitCode = await ended(child);
  if (exitCode !== 0) throw new CommandFailed([command, ...args].join(' '), exitCode, everything);
  return standardOutput;
}

/** Runs a program that talks to the user directly; resolves to its exit code. */
export async function runVisibly(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  return ended(spawn(command, args, { stdio: 'inherit', ...options }));
}

/** Exit code of a child, 128 + n like a shell where a signal ended it. */
function ended(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}
