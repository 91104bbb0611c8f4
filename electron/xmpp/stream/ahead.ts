/**
 * A stream that is opened before there is a password to sign in with: found, encrypted and the server's offer
 * heard, while keychain and store are still being opened. It is handed on once, or let go of.
 */
import type { ConnectionSettings } from '../../contract/connection';
import type { Clock } from '../../contract/ports';
import { ConnectionError } from '../errors';
import { domainOf, type BareJid } from '../jid';
import { openSecureStream, type SecureStream } from './negotiate';
import { type Endpoint, resolveEndpoints, type SrvResolver } from './resolve';

export interface AheadOptions {
  readonly account: BareJid;
  readonly settings: ConnectionSettings;
  readonly extraCertificates: readonly string[];
  readonly clock: Clock;
  readonly resolver: SrvResolver;
  /** 0 ≤ x < 1; for the order of equal SRV records. */
  readonly random: () => number;
  /** Told before it is connected to; also where nobody takes the stream in the end. */
  readonly contacting: (endpoint: Endpoint) => void;
}

/** A stream that nobody took by then is closed (milliseconds). */
const KEPT_FOR = 10_000;

export class StreamAhead {
  readonly #abort = new AbortController();
  readonly #opening: Promise<SecureStream | undefined>;
  readonly #cancelTimer: () => void;
  #taken = false;

  /** Begins at once. What goes wrong is no failure yet: whoever signs in tries again and tells. */
  constructor(options: AheadOptions) {
    this.#cancelTimer = options.clock.after(KEPT_FOR, () => this.drop());
    this.#opening = openFirst(options, this.#abort.signal).catch(() => undefined);
  }

  /** The stream, for the one who asks first; undefined where there is none that can be used. */
  async take(signal: AbortSignal): Promise<SecureStream | undefined> {
    if (this.#taken) return undefined;
    this.#taken = true;
    const drop = (): void => this.#abort.abort(signal.reason);
    signal.addEventListener('abort', drop, { once: true });
    const opened = await this.#opening;
    signal.removeEventListener('abort', drop);
    this.#cancelTimer();
    return opened === undefined || opened.stream.isOver ? undefined : opened;
  }

  /** It is not wanted, unless somebody took it already. */
  drop(): void {
    this.#cancelTimer();
    if (this.#taken) return;
    this.#taken = true;
    const cancelled = new ConnectionError('cancelled');
    this.#abort.abort(cancelled);
    void this.#opening.then((opened) => opened?.stream.abort(cancelled));
  }
}

async function openFirst(options: AheadOptions, signal: AbortSignal): Promise<SecureStream | undefined> {
  const { account, resolver } = options;
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const [endpoint] = await resolveEndpoints({ ...options, domain: domainOf(account) });
  signal.removeEventListener('abort', cancel);
  if (endpoint === undefined) return undefined;
  options.contacting(endpoint);
  return openSecureStream(endpoint, { ...options, signal, onStream: () => undefined });
}
