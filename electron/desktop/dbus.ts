/**
 * The session bus or the system's: one connection, made when it is first needed, with a clear failure where
 * there is none. The library is heavy, so it is loaded with the connection and not with the app.
 */
import type { Message as LibraryMessage, MessageBus } from 'dbus-next';
import type { Clock } from '../contract/ports';
import { reasonOf } from './errors';

/** A service that has not answered after this long (milliseconds) is given up. */
const CALL_TIMEOUT = 5000;

export interface BusTarget {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
}

export interface BusSignal {
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

export interface SignalMatch {
  /** Absent: anybody. */
  readonly sender?: string;
  readonly interface: string;
  readonly member?: string;
  /** The first argument, a string (e.g. the name whose owner changed). */
  readonly arg0?: string;
  /** The first argument is a bus name that begins so, at a dot. */
  readonly arg0Namespace?: string;
  readonly path?: string;
}

/** A live connection. */
export interface Bus {
  /** The reply's arguments; variants arrive as their values. Rejects with a `BusError`. */
  call(target: BusTarget, member: string, signature?: string, body?: readonly unknown[]): Promise<readonly unknown[]>;
  /** Hears a signal until the returned function is called or the bus is lost. */
  subscribe(match: SignalMatch, listener: (signal: BusSignal) => void): Promise<() => void>;
  /** Wraps a value for a place of type "v". */
  variant(signature: string, value: unknown): unknown;
}

/** There is no bus, it went away, or a service on it failed. */
export class BusError extends Error {
  override readonly name = 'BusError';
}

/** What a service's owner is asked of: the bus itself. */
export const busDaemon: BusTarget = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

type Library = typeof import('dbus-next');
export type LoadLibrary = () => Promise<Library>;

export interface BusConnector {
  /** The connection, made if there is none. Rejects with a `BusError`; may be tried again. */
  connect(): Promise<Bus>;
  /** Called each time a connection is lost. */
  onLost(listener: () => void): () => void;
  close(): void;
}

/** Of the user's session, or of the computer. */
export type BusKind = 'session' | 'system';

export class LazyBus implements BusConnector {
  readonly #kind: BusKind;
  readonly #load: LoadLibrary;
  readonly #clock: Clock;
  readonly #lostListeners = new Set<() => void>();
  #connection: Promise<LiveBus> | undefined;

  constructor(kind: BusKind, load: LoadLibrary, clock: Clock) {
    this.#kind = kind;
    this.#load = load;
    this.#clock = clock;
  }

  connect(): Promise<Bus> {
    this.#connection ??= this.#open();
    return this.#connection;
  }

  onLost(listener: () => void): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.then((bus) => bus.end()).catch(() => undefined);
  }

  async #open(): Promise<LiveBus> {
    let bus: LiveBus | undefined;
    try {
      const library = await this.#load();
      bus = new LiveBus(this.#kind, library, this.#clock, () => this.#lost());
      await bus.ready;
      return bus;
    } catch (error) {
      bus?.end();
      this.#connection = undefined;
      throw error instanceof BusError ? error : new BusError(reasonOf(error), { cause: error });
    }
  }

  #lost(): void {
    if (this.#connection === undefined) return;
    this.#connection = undefined;
    for (const listener of this.#lostListeners) listener();
  }
}

class LiveBus implements Bus {
  /** Resolves when the bus has greeted back. */
  readonly ready: Promise<void>;
  readonly #kind: BusKind;
  readonly #library: Library;
  readonly #clock: Clock;
  readonly #bus: MessageBus;
  readonly #subscriptions = new Set<{ match: SignalMatch; listener: (signal: BusSignal) => void }>();
  readonly #waiting = new Set<(error: BusError) => void>();
  readonly #onLost: () => void;
  #greeted = false;
  #dead = false;

  constructor(kind: BusKind, library: Library, clock: Clock, onLost: () => void) {
    this.#kind = kind;
    this.#library = library;
    this.#clock = clock;
    this.#onLost = onLost;
    // Throws at once where no bus is known.
    this.#bus = kind === 'session' ? library.sessionBus() : library.systemBus();
    this.ready = this.#orLost(new Promise<void>((resolve) => this.#bus.on('connect', resolve))).then(() => {
      this.#greeted = true;
    });
    this.#bus.on('error', (error: unknown) => this.#lose(reasonOf(error)));
    this.#bus.on('message', (message) => this.#hear(message));
    this.#watchForEnd();
  }

  async call(
    target: BusTarget,
    member: string,
    signature = '',
    body: readonly unknown[] = [],
  ): Promise<readonly unknown[]> {
    if (this.#dead) throw new BusError(`the ${this.#kind} bus is gone`);
    const message = new this.#library.Message({ ...target, member, signature, body: [...body] });
    const reply = await this.#orLost(this.#bus.call(message));
    return (reply?.body ?? []).map(plain);
  }

  async subscribe(match: SignalMatch, listener: (signal: BusSignal) => void): Promise<() => void> {
    const entry = { match, listener };
    this.#subscriptions.add(entry);
    const rule = ruleOf(match);
    try {
      await this.call(busDaemon, 'AddMatch', 's', [rule]);
    } catch (error) {
      this.#subscriptions.delete(entry);
      throw error;
    }
    return () => {
      this.#subscriptions.delete(entry);
      this.call(busDaemon, 'RemoveMatch', 's', [rule]).catch(() => undefined);
    };
  }

  variant(signature: string, value: unknown): unknown {
    return new this.#library.Variant(signature, value);
  }

  end(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#bus.disconnect();
  }

  #hear(message: LibraryMessage): void {
    if (message.type === this.#library.MessageType.ERROR && !this.#greeted) this.#turnedAway(message);
    if (message.type !== this.#library.MessageType.SIGNAL) return;
    const signal = { ...pick(message), body: message.body.map(plain) };
    for (const { match, listener } of this.#subscriptions) if (fits(match, signal)) listener(signal);
  }

  /**
   * The bus takes nobody more in, for example. The library would throw that where nobody can catch it; it hears
   * of an answer after us, and is kept from this one.
   */
  #turnedAway({ replySerial, body }: LibraryMessage): void {
    const waiting: unknown = Reflect.get(this.#bus, '_methodReturnHandlers');
    if (typeof waiting === 'object' && waiting !== null) Reflect.deleteProperty(waiting, replySerial);
    this.#lose(reasonOf(plain(body[0])));
  }

  /** The library leaves calls open when the connection ends; nobody shall wait for ever. */
  #orLost<T>(promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const fail = (error: BusError): void => reject(error);
      const cancel = this.#clock.after(CALL_TIMEOUT, () => fail(new BusError('no answer in time')));
      this.#waiting.add(fail);
      promise
        .then(resolve, (error: unknown) => fail(new BusError(reasonOf(error), { cause: error })))
        .finally(() => {
          cancel();
          this.#waiting.delete(fail);
        });
    });
  }

  /** The library tells of errors but not of an orderly end, which only its inner connection knows. */
  #watchForEnd(): void {
    const inner: unknown = Reflect.get(this.#bus, '_connection');
    const on: unknown = typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'on') : undefined;
    if (typeof on === 'function') on.call(inner, 'end', () => this.#lose(`the ${this.#kind} bus has ended`));
  }

  #lose(reason: string): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#subscriptions.clear();
    for (const fail of [...this.#waiting]) fail(new BusError(reason));
    this.#waiting.clear();
    this.#onLost();
  }
}

function pick(message: LibraryMessage): Omit<BusSignal, 'body'> {
  return { sender: message.sender, path: message.path, interface: message.interface, member: message.member };
}

function fits(match: SignalMatch, signal: BusSignal): boolean {
  return (
    match.interface === signal.interface &&
    (match.member === undefined || match.member === signal.member) &&
    (match.path === undefined || match.path === signal.path) &&
    (match.arg0 === undefined || match.arg0 === signal.body[0]) &&
    (match.arg0Namespace === undefined || isWithin(match.arg0Namespace, signal.body[0]))
  );
}

function isWithin(namespace: string, name: unknown): boolean {
  return typeof name === 'string' && (name === namespace || name.startsWith(`${namespace}.`));
}

function ruleOf(match: SignalMatch): string {
  const parts = [`type='signal'`, `interface='${match.interface}'`];
  if (match.sender !== undefined) parts.push(`sender='${match.sender}'`);
  if (match.member !== undefined) parts.push(`member='${match.member}'`);
  if (match.path !== undefined) parts.push(`path='${match.path}'`);
  if (match.arg0 !== undefined) parts.push(`arg0='${match.arg0}'`);
  if (match.arg0Namespace !== undefined) parts.push(`arg0namespace='${match.arg0Namespace}'`);
  return parts.join(',');
}

/** Takes values out of their variants, at every depth. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  if ('signature' in value && 'value' in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
