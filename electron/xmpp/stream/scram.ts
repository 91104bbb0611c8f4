/**
 * SCRAM (RFC 5802, RFC 7677) as a client: pure computation, no stream. Unlike the library's (L2) it
 * checks that the server knows the password too. Also for channel binding (-PLUS), where the proof
 * holds for this TLS connection only.
 */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { ConnectionError } from '../errors';
import { saslPrep } from './saslprep';

export type ScramHash = 'SHA-1' | 'SHA-256' | 'SHA-512';

export type ChannelBindingType = 'tls-exporter' | 'tls-unique' | 'tls-server-end-point';

export interface ChannelBinding {
  readonly type: ChannelBindingType;
  readonly data: Buffer;
}

/**
 * What the client says about channel binding (RFC 5802 §6): a binding it uses; 'not-offered' when
 * it could and saw no offer (a server that did offer then knows that someone removed it);
 * 'not-possible' when it can't.
 */
export type BindingClaim = ChannelBinding | 'not-offered' | 'not-possible';

/** Below, a stolen proof is quickly guessed (RFC 7677 §4); above, one challenge would cost seconds. */
const MIN_ITERATIONS = 4_096;
const MAX_ITERATIONS = 1_000_000;

const hashes: Readonly<Record<ScramHash, { digest: string; bytes: number }>> = {
  'SHA-1': { digest: 'sha1', bytes: 20 },
  'SHA-256': { digest: 'sha256', bytes: 32 },
  'SHA-512': { digest: 'sha512', bytes: 64 },
};

export interface ScramOptions {
  readonly hash: ScramHash;
  readonly username: string;
  readonly password: string;
  readonly binding: BindingClaim;
  /** Only the vectors of the RFCs give one; else 144 random bits. */
  readonly nonce?: string;
}

/** Three messages: `first()` → server → `final()` → server → `verify()`. */
export class ScramClient {
  readonly #digest: string;
  readonly #keyBytes: number;
  readonly #password: string;
  readonly #nonce: string;
  readonly #gs2Header: string;
  readonly #bindingData: Buffer;
  readonly #firstBare: string;
  #expectedSignature: Buffer | undefined;

  /** Throws 'wrong-password' where name or password hold what SASLprep forbids. */
  constructor(options: ScramOptions) {
    const { digest, bytes } = hashes[options.hash];
    const username = saslPrep(options.username);
    const password = saslPrep(options.password);
    if (username === undefined || password === undefined || password === '')
      throw new ConnectionError('wrong-password', 'forbidden character');
    this.#digest = digest;
    this.#keyBytes = bytes;
    this.#password = password;
    this.#nonce = options.nonce ?? randomBytes(18).toString('base64');
    const { binding } = options;
    if (typeof binding === 'string') {
      this.#gs2Header = binding === 'not-offered' ? 'y,,' : 'n,,';
      this.#bindingData = Buffer.alloc(0);
    } else {
      this.#gs2Header = `p=${binding.type},,`;
      this.#bindingData = binding.data;
    }
    this.#firstBare = `n=${escapeName(username)},r=${this.#nonce}`;
  }

  /** client-first-message */
  first(): string {
    return this.#gs2Header + this.#firstBare;
  }

  /**
   * client-final-message to the server's first. Rejects with 'server-not-authentic' for a challenge
   * that no honest server gives: `detail` says what was wrong with it.
   */
  async final(serverFirst: string): Promise<string> {
    const { nonce, salt, iterations } = readServerFirst(serverFirst, this.#nonce);
    const salted = await stretch(this.#password, salt, iterations, this.#keyBytes, this.#digest);
    const clientKey = this.#hmac(salted, 'Client Key');
    const storedKey = createHash(this.#digest).update(clientKey).digest();
    const bound = Buffer.concat([Buffer.from(this.#gs2Header, 'utf8'), this.#bindingData]).toString('base64');
    const withoutProof = `c=${bound},r=${nonce}`;
    const authMessage = `${this.#firstBare},${serverFirst},${withoutProof}`;
    const clientSignature = this.#hmac(storedKey, authMessage);
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (clientSignature[index] ?? 0)));
    this.#expectedSignature = this.#hmac(this.#hmac(salted, 'Server Key'), authMessage);
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  /** Throws 'server-not-authentic' unless the server's last message proves that it knows the password. */
  verify(serverFinal: string): void {
    const given = /^v=([A-Za-z0-9+/]+={0,2})(?:,|$)/u.exec(serverFinal)?.[1];
    const signature = Buffer.from(given ?? '', 'base64');
    const expected = this.#expectedSignature;
    if (signature.length !== expected?.length || !timingSafeEqual(signature, expected))
      throw new ConnectionError('server-not-authentic', 'signature');
  }

  #hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.#digest, key).update(text, 'utf8').digest();
  }
}

interface ServerFirst {
  readonly nonce: string;
  readonly salt: Buffer;
  readonly iterations: number;
}

/** RFC 5802 §7: `r=…,s=…,i=…` in this order; an `m=` before them is an extension nobody knows. */
function readServerFirst(message: string, ownNonce: string): ServerFirst {
  const fields =
    /^r=(?<nonce>[\x21-\x2b\x2d-\x7e]+),s=(?<salt>[A-Za-z0-9+/]+={0,2}),i=(?<count>[1-9]\d{0,9})(?:,|$)/u.exec(
      message,
    )?.groups;
  const nonce = fields?.['nonce'] ?? '';
  const iterations = Number(fields?.['count'] ?? 0);
  if (fields === undefined) throw new ConnectionError('server-not-authentic', 'malformed challenge');
  if (!nonce.startsWith(ownNonce) || nonce === ownNonce) throw new ConnectionError('server-not-authentic', 'nonce');
  if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS)
    throw new ConnectionError('server-not-authentic', `iterations ${String(iterations)}`);
  return { nonce, salt: Buffer.from(fields['salt'] ?? '', 'base64'), iterations };
}

function escapeName(name: string): string {
  return name.replace(/[=,]/gu, (character) => (character === '=' ? '=3D' : '=2C'));
}

function stretch(password: string, salt: Buffer, rounds: number, bytes: number, digest: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    pbkdf2(password, salt, rounds, bytes, digest, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
