/**
 * What is done before Electron is ready: the profile is read, the keychain is asked, and who will sign in is
 * connected already.
 */
import type { SecretStorage } from '../contract/storage';
import type { Clock, SecretStore } from '../contract/ports';
import { ProfileFile } from '../store/profile-file';
import { userJid, type BareJid } from '../xmpp/jid';
import { StreamAhead } from '../xmpp/stream/ahead';
import { systemResolver } from '../xmpp/stream/resolve';
import { askHistoryKey } from './storage/open-storage';

export interface BeginningOptions {
  readonly profileDir: string;
  /** PEM certificates trusted beside the built-in roots. */
  readonly extraCertificates: readonly string[];
  readonly secrets: SecretStore;
  readonly clock: Clock;
}

export class Beginning {
  readonly extraCertificates: readonly string[];
  readonly secrets: SecretStore;
  /** Undefined: the profile can't be read. */
  readonly keychain: Promise<SecretStorage> | undefined;
  /** As `askHistoryKey` answers once the keychain is open; undefined: the profile can't be read. */
  readonly historyKey: Promise<string | undefined> | undefined;
  readonly #profile: ProfileFile | undefined;
  readonly #failure: unknown;
  readonly #streams = new Map<BareJid, StreamAhead>();
  readonly #contacted: { readonly account: BareJid; readonly host: string }[] = [];
  #hear: ((account: BareJid, host: string) => void) | undefined;

  constructor({ profileDir, extraCertificates, secrets, clock }: BeginningOptions) {
    this.extraCertificates = extraCertificates;
    this.secrets = secrets;
    try {
      this.#profile = ProfileFile.open(profileDir, clock.now());
    } catch (error) {
      this.#failure = error;
      return;
    }
    this.keychain = secrets.open(this.#profile.profile.canaryWritten);
    this.historyKey = this.keychain.then(() => askHistoryKey(secrets));
    // Whoever waits for it is told.
    this.historyKey.catch(() => undefined);
    for (const { jid, connection, availability, passwordRemembered } of this.#profile.profile.accounts) {
      const account = userJid(jid);
      if (account === undefined || availability === 'offline' || !passwordRemembered) continue;
      const stream = new StreamAhead({
        ...{ account, settings: connection, extraCertificates, clock },
        resolver: systemResolver(),
        random: Math.random,
        contacting: ({ host, port }) => this.#contacting(account, `${host}:${String(port)}`),
      });
      this.#streams.set(account, stream);
    }
  }

  /** Throws what reading it threw. */
  get profile(): ProfileFile {
    if (this.#profile === undefined) throw this.#failure;
    return this.#profile;
  }

  /** The stream of an account, for its first attempt. */
  takeStream(account: BareJid): StreamAhead | undefined {
    const stream = this.#streams.get(account);
    this.#streams.delete(account);
    return stream;
  }

  /** Tells each "host:port" that was contacted ahead, past and to come. */
  hearContacted(hear: (account: BareJid, host: string) => void): void {
    this.#hear = hear;
    for (const { account, host } of this.#contacted.splice(0)) hear(account, host);
  }

  /** Nobody will sign in any more. */
  end(): void {
    for (const stream of this.#streams.values()) stream.drop();
    this.#streams.clear();
  }

  #contacting(account: BareJid, host: string): void {
    if (this.#hear === undefined) this.#contacted.push({ account, host });
    else this.#hear(account, host);
  }
}
