/** Someone whose Candor is a program of its own, which can be killed at any moment and started again. */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Message } from '../../../electron/contract/messages';
import type { Run } from '../scenario';
import { PASSWORD, type Verona } from '../verona';
import type { Teller } from '../waiting';
import type { Command, ProgramOptions, Request, Told } from './killable-protocol';

const program = fileURLToPath(new URL('killable-program.ts', import.meta.url));

interface Asked {
  readonly resolve: (messages: readonly Message[]) => void;
  readonly reject: (error: Error) => void;
}

/** Who is killed and started again, whatever the program is. */
export interface Mortal extends Teller {
  readonly online: boolean;
  /** Nothing of the archive is missing, and all that is here has its place. */
  readonly isAllHere: boolean;
  /** It runs, and can be told what to do. */
  readonly running: boolean;
  /** Texts that came in, as the programs so far told. */
  readonly received: Set<string>;
  /** The last warnings of all programs so far. */
  readonly errors: string;
  start(): void;
  /** Ends the program without a chance to do anything; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when the message is stored. Rejects with `Killed` where it may be or not. */
  send(to: string, body: string): Promise<void>;
  /** All that the store has of a conversation, oldest first. */
  conversation(peer: string): Promise<readonly Message[]>;
}

/** It was killed before it answered. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export class Killable implements Mortal {
  readonly jid: string;
  online = false;
  isAllHere = false;
  readonly received = new Set<string>();
  readonly #options: ProgramOptions;
  readonly #asked = new Map<number, Asked>();
  readonly #listeners = new Set<() => void>();
  #lastId = 0;
  #child: ChildProcess | undefined;
  #errors = '';

  private constructor(jid: string, options: ProgramOptions) {
    this.jid = jid;
    this.#options = options;
  }

  /** With a fresh profile; nothing runs yet. */
  static async make(run: Run, { prosody }: Verona, user: string): Promise<Killable> {
    const jid = `${user}@localhost`;
    const profileDir = await run.folder(user);
    const killable = new Killable(jid, {
      ...{ jid, profileDir, password: PASSWORD, port: prosody.port },
      secretsFile: path.join(await run.folder(`${user}-secrets`), 'secrets.json'),
      authorityFile: prosody.caFile,
    });
    run.atEnd(() => killable.kill());
    return killable;
  }

  start(): void {
    const child = fork(program, [JSON.stringify(this.#options)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors = (this.#errors + text).slice(-4000)));
    child.on('message', (told: Told) => this.#heard(told));
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  get errors(): string {
    return this.#errors;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const gone = new Promise((resolve) => child.once('close', resolve));
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended) this.#errors += `ended by itself with ${String(child.exitCode)}\n`;
    child.kill('SIGKILL');
    if (!ended) await gone;
    this.online = false;
    this.isAllHere = false;
    for (const { reject } of this.#asked.values()) reject(new Killed());
    this.#asked.clear();
  }

  async send(to: string, body: string): Promise<void> {
    await this.#ask({ do: 'send', to, body });
  }

  conversation(peer: string): Promise<readonly Message[]> {
    return this.#ask({ do: 'conversation', peer });
  }

  onAny(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #ask(command: Command): Promise<readonly Message[]> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#child?.connected !== true) {
        reject(new Killed());
        return;
      }
      this.#asked.set(id, { resolve, reject });
      this.#child.send({ ...command, id } satisfies Request);
    });
  }

  #heard(told: Told): void {
    if ('answer' in told) {
      const asked = this.#asked.get(told.answer);
      this.#asked.delete(told.answer);
      if ('error' in told) asked?.reject(new Error(told.error));
      else asked?.resolve(told.messages);
      return;
    }
    if ('connection' in told) ({ online: this.online, isAllHere: this.isAllHere } = told.connection);
    else for (const { direction, body } of told.messages) if (direction === 'in') this.received.add(body);
    for (const listener of this.#listeners) listener();
  }
}
