/**
 * The Chrome DevTools Protocol over the two pipes of `--remote-debugging-pipe`: messages are JSON, each
 * ended by a zero byte. No port is opened and no library runs in the measured app; until a page is asked
 * something, the app does no work for it.
 */
import type { Readable, Writable } from 'node:stream';

type Fields = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

interface Waiting {
  readonly resolve: (result: Fields) => void;
  readonly reject: (error: Error) => void;
}

/** A page of the app. */
export interface PageSession {
  readonly targetId: string;
  readonly sessionId: string;
}

export class DebuggingPipe {
  readonly #input: Writable;
  readonly #answers = new Map<number, Waiting>();
  readonly #pages = new Map<string, PageSession>();
  readonly #pageWaiters = new Set<(page: PageSession) => void>();
  readonly #goneWaiters = new Map<string, () => void>();
  #buffer = '';
  #nextId = 1;
  #closed = false;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    input.on('error', () => this.#close());
    output.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    output.on('close', () => this.#close());
    // Told of pages as they are made, without holding them up.
    this.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }).catch(
      () => undefined,
    );
  }

  /** The app's first page that is there or is made. */
  page(): Promise<PageSession> {
    const [first] = this.#pages.values();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => this.#pageWaiters.add(resolve));
  }

  /** Resolves when the page has been closed. */
  gone(page: PageSession): Promise<void> {
    if (!this.#pages.has(page.sessionId)) return Promise.resolve();
    return new Promise((resolve) => this.#goneWaiters.set(page.sessionId, resolve));
  }

  /** Rejects with the protocol's error text, or when the app ends first. */
  send(method: string, params: Fields = {}, page?: PageSession): Promise<Fields> {
    if (this.#closed) return Promise.reject(new Error(`${method}: the app has ended`));
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject });
      const session = page === undefined ? {} : { sessionId: page.sessionId };
      this.#input.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    });
  }

  /** The value of an expression in the page; a promise is waited for. Throws what the page throws. */
  async evaluate(page: PageSession, expression: string): Promise<unknown> {
    const answer = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, page);
    const { result, exceptionDetails } = answer as {
      result?: { value?: unknown };
      exceptionDetails?: { text?: string; exception?: { description?: string } };
    };
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text ?? 'the page threw');
    }
    return result?.value;
  }

  #read(chunk: string): void {
    this.#buffer += chunk;
    const texts = this.#buffer.split('\0');
    this.#buffer = texts.pop() ?? '';
    for (const text of texts) this.#hear(JSON.parse(text) as Message);
  }

  #hear({ id, method, params, result, error }: Message): void {
    if (id !== undefined) {
      const waiting = this.#answers.get(id);
      this.#answers.delete(id);
      if (error === undefined) waiting?.resolve(result ?? {});
      else waiting?.reject(new Error(error.message));
    } else if (method === 'Target.attachedToTarget') {
      const { sessionId, targetInfo } = params as { sessionId: string; targetInfo: { targetId: string; type: string } };
      if (targetInfo.type !== 'page') return;
      const page = { sessionId, targetId: targetInfo.targetId };
      this.#pages.set(sessionId, page);
      for (const found of this.#pageWaiters) found(page);
      this.#pageWaiters.clear();
    } else if (method === 'Target.detachedFromTarget') {
      const { sessionId } = params as { sessionId: string };
      this.#pages.delete(sessionId);
      this.#goneWaiters.get(sessionId)?.();
      this.#goneWaiters.delete(sessionId);
    }
  }

  #close(): void {
    this.#closed = true;
    for (const waiting of this.#answers.values()) waiting.reject(new Error('the app has ended'));
    this.#answers.clear();
  }
}
