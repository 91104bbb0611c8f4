/**
 * The log: `candor.log` in the profile's `logs` folder, and standard error with `--verbose`.
 * Lines are redacted and bounded before they go anywhere.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock, Log } from '../contract/ports';

/** A file is set aside beyond this size; this many older ones stay. */
const MAX_BYTES = 1024 * 1024;
const OLDER_FILES = 2;
const MAX_LINE = 4096;

type Level = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  readonly folder: string;
  readonly verbose: boolean;
  readonly clock: Clock;
  readonly toStandardError: (line: string) => void;
}

/** Removes what could be a password, a SASL exchange, a key or credentials in a URL. */
export function redact(text: string): string {
  return text
    .replace(
      /<(auth|response|challenge|success|authenticate|initial-response)\b[^>]*>[\s\S]*?<\/\1>/giu,
      '<$1>(removed)</$1>',
    )
    .replace(/(<(?:password|digest|body)\b[^>]*>)[\s\S]*?(<\/)/giu, '$1(removed)$2')
    .replace(/((?:password|passwd|secret|token|key)["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s,;}]+)/giu, '$1(removed)')
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/giu, '$1(removed)@')
    .replace(/\b[A-Za-z0-9+/]{48,}={0,2}/gu, '(removed)')
    .replace(/\b(?:[0-9a-f]{2}){24,}\b/giu, '(removed)');
}

export class FileLog implements Log {
  readonly #options: LogOptions;
  readonly #file: string;
  #waiting: string[] = [];
  #writing = Promise.resolve();
  /** Bytes in the file now. */
  #size = 0;
  /** A full or unwritable disk must not stop the app: then only standard error is left. */
  #writable = true;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#file = path.join(options.folder, 'candor.log');
    try {
      mkdirSync(options.folder, { recursive: true, mode: 0o700 });
      this.#size = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    } catch (error) {
      this.#giveUp(error);
    }
  }

  debug(scope: string, message: string): void {
    if (this.#options.verbose) this.#add('debug', scope, message);
  }

  info(scope: string, message: string): void {
    this.#add('info', scope, message);
  }

  warn(scope: string, message: string): void {
    this.#add('warn', scope, message);
  }

  error(scope: string, message: string, error?: unknown): void {
    this.#add('error', scope, error === undefined ? message : `${message}: ${describe(error)}`);
  }

  /** Writes at once what still waits: for the last lines before the process ends. */
  flushSync(): void {
    const text = this.#waiting.join('');
    this.#waiting = [];
    if (text === '' || !this.#writable) return;
    try {
      appendFileSync(this.#file, text, { mode: 0o600 });
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #add(level: Level, scope: string, message: string): void {
    const time = new Date(this.#options.clock.now()).toISOString();
    const oneLine = redact(message)
      .replaceAll(/\s*\n\s*/gu, ' ⏎ ')
      .replaceAll(/\p{Cc}/gu, ' ');
    const line = `${time} ${level} ${scope}: ${oneLine.slice(0, MAX_LINE)}\n`;
    if (this.#options.verbose) this.#options.toStandardError(line);
    if (!this.#writable) return;
    this.#waiting.push(line);
    if (this.#waiting.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const text = this.#waiting.join('');
    this.#waiting = [];
    if (text === '') return;
    this.#writing = this.#writing.then(() => this.#append(text)).catch((error: unknown) => this.#giveUp(error));
  }

  async #append(text: string): Promise<void> {
    if (this.#size > MAX_BYTES) this.#rotate();
    await appendFile(this.#file, text, { mode: 0o600 });
    this.#size += Buffer.byteLength(text);
  }

  #rotate(): void {
    for (let index = OLDER_FILES; index >= 1; index -= 1) {
      const from = index === 1 ? this.#file : `${this.#file}.${index - 1}`;
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${this.#file}.${index}`);
    }
    this.#size = 0;
  }

  #giveUp(error: unknown): void {
    this.#writable = false;
    this.#options.toStandardError(`candor: the log can't be written: ${describe(error)}\n`);
  }
}

function describe(error: unknown): string {
  return redact(error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error));
}
