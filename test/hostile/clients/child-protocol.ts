/**
 * A client in a process of its own, so that what it throws, and the memory it takes, are its own.
 * Requests and answers cross as IPC messages.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ClientState, ClientUnderTest, ShownMessage, SignInAttempt, SignInOutcome } from '../client-under-test';

const PACE = 'CANDOR_HOSTILE_PACE';

/** How many times as fast as the real clock the client's own waits go once it is online. Runs in the child. */
export const pace = Number(process.env[PACE] ?? 1);

/** What a client program implements; the rest of `ClientUnderTest` is the same for all. */
export interface ClientProgram {
  signIn(attempt: SignInAttempt): Promise<SignInOutcome>;
  signOut(): Promise<void>;
  state(): ClientState;
  failureCode(): string;
  messages(): readonly ShownMessage[];
  contacts(): readonly string[];
}

type Method = keyof ClientProgram | 'memory' | 'faults';
interface Request {
  readonly id: number;
  readonly method: Method;
  readonly attempt?: SignInAttempt;
}
interface Response {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Runs in the child: answers requests until the parent goes. */
export function serveClient(program: ClientProgram): void {
  const faults: string[] = [];
  process.on('uncaughtException', (error) => faults.push(`exception: ${error.message}`));
  process.on('unhandledRejection', (reason) => faults.push(`rejection: ${String(reason)}`));
  const answer = async (request: Request): Promise<unknown> => {
    if (request.method === 'memory') {
      globalThis.gc?.();
      return process.memoryUsage().rss;
    }
    if (request.method === 'faults') return faults;
    if (request.method === 'signIn') {
      if (request.attempt === undefined) throw new Error('no attempt');
      return program.signIn(request.attempt);
    }
    return program[request.method]();
  };
  process.on('message', (request: Request) => {
    answer(request).then(
      (value) => process.send?.({ id: request.id, value } satisfies Response),
      (error: unknown) => process.send?.({ id: request.id, error: String(error) } satisfies Response),
    );
  });
  process.on('disconnect', () => process.exit(0));
}

/** Runs in the test: a client program as a `ClientUnderTest`. */
export class ChildClient implements ClientUnderTest {
  readonly name: string;
  readonly explains: boolean;
  readonly mayGoOn: boolean;
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #lastId = 0;
  #exited = false;

  constructor(options: { name: string; program: string; explains: boolean; caFile: string; pace?: number }) {
    this.name = options.name;
    this.explains = options.explains;
    this.mayGoOn = options.explains;
    this.#child = fork(fileURLToPath(new URL(options.program, import.meta.url)), {
      execArgv: ['--import', 'tsx', '--expose-gc'],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: options.caFile, [PACE]: String(options.pace ?? 1) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (response: Response) => {
      const request = this.#open.get(response.id);
      this.#open.delete(response.id);
      if (response.error === undefined) request?.resolve(response.value);
      else request?.reject(new Error(response.error));
    });
    this.#child.on('exit', (code) => {
      this.#exited = true;
      for (const request of this.#open.values()) request.reject(new Error(`the client ended with ${String(code)}`));
      this.#open.clear();
    });
  }

  signIn(attempt: SignInAttempt): Promise<SignInOutcome> {
    return this.#ask('signIn', attempt) as Promise<SignInOutcome>;
  }

  async signOut(): Promise<void> {
    await this.#ask('signOut');
  }

  state(): Promise<ClientState> {
    return this.#ask('state') as Promise<ClientState>;
  }

  failureCode(): Promise<string> {
    return this.#ask('failureCode') as Promise<string>;
  }

  messages(): Promise<readonly ShownMessage[]> {
    return this.#ask('messages') as Promise<readonly ShownMessage[]>;
  }

  contacts(): Promise<readonly string[]> {
    return this.#ask('contacts') as Promise<readonly string[]>;
  }

  memory(): Promise<number> {
    return this.#ask('memory') as Promise<number>;
  }

  faults(): Promise<readonly string[]> {
    return this.#ask('faults') as Promise<readonly string[]>;
  }

  async close(): Promise<void> {
    if (this.#exited) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  #ask(method: Method, attempt?: SignInAttempt): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#exited) {
        reject(new Error('the client has ended'));
        return;
      }
      this.#open.set(id, { resolve, reject });
      this.#child.send({ id, method, ...(attempt === undefined ? {} : { attempt }) } satisfies Request);
    });
  }
}
