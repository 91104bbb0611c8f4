/** The server's half of SCRAM (RFC 5802), honest unless told otherwise. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

export interface ScramBehaviour {
  /** Preset: "secret". */
  readonly password?: string;
  readonly iterations?: number;
  /** The nonce to answer with; the client's with an own part if left out. */
  readonly nonce?: (clientNonce: string) => string;
  /** The server signature to send for the right one; undefined sends none. */
  readonly signature?: (right: string) => string | undefined;
  /** The feature of XEP-0440, as XML. */
  readonly channelBindings?: string;
}

const hashes: Readonly<Record<string, readonly [digest: string, bytes: number]>> = {
  'SCRAM-SHA-1': ['sha1', 20],
  'SCRAM-SHA-256': ['sha256', 32],
  'SCRAM-SHA-512': ['sha512', 64],
};

export class ScramServer {
  readonly #behaviour: ScramBehaviour;
  readonly #digest: string;
  readonly #salted: Buffer;
  readonly #salt = randomBytes(16);
  readonly #iterations: number;
  readonly #plus: boolean;
  readonly #socket: TLSSocket;
  #gs2 = '';
  #clientBare = '';
  #challenge = '';

  constructor(mechanism: string, behaviour: ScramBehaviour, socket: TLSSocket) {
    const hash = hashes[mechanism.replace(/-PLUS$/u, '')];
    if (hash === undefined) throw new Error(`the client chose ${mechanism}`);
    const [digest, bytes] = hash;
    this.#behaviour = behaviour;
    this.#digest = digest;
    this.#plus = mechanism.endsWith('-PLUS');
    this.#socket = socket;
    this.#iterations = behaviour.iterations ?? 4096;
    // A count that is out of bounds is only there to be seen; nobody waits for it here.
    const feasible = Math.min(this.#iterations, 10_000);
    this.#salted = pbkdf2Sync(behaviour.password ?? 'secret', this.#salt, feasible, bytes, digest);
  }

  challenge(clientFirst: string): string {
    const [, gs2 = '', bare = ''] = /^([^,]*,[^,]*,)(.*)$/u.exec(clientFirst) ?? [];
    this.#gs2 = gs2;
    this.#clientBare = bare;
    const clientNonce = /(?:^|,)r=([^,]+)/u.exec(bare)?.[1] ?? '';
    const nonce = this.#behaviour.nonce?.(clientNonce) ?? clientNonce + randomBytes(12).toString('base64');
    this.#challenge = `r=${nonce},s=${this.#salt.toString('base64')},i=${String(this.#iterations)}`;
    return this.#challenge;
  }

  /** The server's final message, undefined for none, or 'refused' if the proof is wrong. */
  finish(clientFinal: string): string | undefined {
    const [, withoutProof = '', proof = ''] = /^(.*),p=([^,]+)$/u.exec(clientFinal) ?? [];
    const message = `${this.#clientBare},${this.#challenge},${withoutProof}`;
    const clientKey = this.#hmac(this.#salted, 'Client Key');
    const storedKey = createHash(this.#digest).update(clientKey).digest();
    const signature = this.#hmac(storedKey, message);
    const expected = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
    if (expected.toString('base64') !== proof || !this.#isBound(withoutProof)) return 'refused';
    const right = this.#hmac(this.#hmac(this.#salted, 'Server Key'), message).toString('base64');
    const given = this.#behaviour.signature === undefined ? right : this.#behaviour.signature(right);
    return given === undefined ? undefined : `v=${given}`;
  }

  #isBound(withoutProof: string): boolean {
    const given = Buffer.from(/^c=([^,]*)/u.exec(withoutProof)?.[1] ?? '', 'base64');
    const data = this.#plus ? this.#bindingData() : Buffer.alloc(0);
    return given.equals(Buffer.concat([Buffer.from(this.#gs2), data]));
  }

  #bindingData(): Buffer {
    if (this.#gs2.startsWith('p=tls-exporter'))
      return this.#socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
    return this.#socket.getPeerFinished() ?? Buffer.alloc(0);
  }

  #hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.#digest, key).update(text).digest();
  }
}
