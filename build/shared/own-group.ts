import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { rootDir } from './paths';

export interface OwnGroupOptions {
  readonly env?: Readonly<Record<string, string>>;
  /**
   * How the command learns that the user pressed Ctrl-C: by SIGTERM to all programs of its group, or by
   * the end of its standard input, so that it can put things away in its own order.
   */
  readonly endBy: 'signal' | 'closing-input';
  /** What stands behind standard input. Preset: output and errors go where this process's go. */
  readonly outputs?: readonly ('inherit' | 'ignore' | NodeJS.WriteStream | number)[];
}

/**
 * Runs a command in a process group of its own, so that Ctrl-C in the terminal does not reach it by
 * itself; resolves to its exit code.
 */
export async function runInOwnGroup(
  command: string,
  args: readonly string[],
  { env, endBy, outputs = ['inherit', 'inherit'] }: OwnGroupOptions,
): Promise<number> {
  const stdio: StdioOptions = ['pipe', ...outputs];
  const child = spawn(command, args, { cwd: rootDir, env: { ...process.env, ...env }, stdio, detached: true });
  // It may end before its input does.
  child.stdin?.on('error', () => undefined);
  const end = (): void => {
    if (endBy === 'closing-input') child.stdin?.end();
    else if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', end);
  process.off('SIGTERM', end);
  return code ?? 1;
}
