import type { FullJid } from '../jid';
import { LeastRecentlyUsed } from '../lru';
import { ModuleBase } from '../module-base';
import { NS_CAPS } from '../ns';
import type { DiscoModule } from '../xep-0030-disco/module';
import type { DiscoInfo } from '../xep-0030-disco/stanza';
import { capsNode, verificationString, verifiesCaps, type Caps } from './stanza';

/** Names this software in capabilities; never resolved. */
const NODE = 'https://candor.invalid/';
const HASH = 'sha-1';

/** Different clients in use among some thousand contacts are a few dozen. */
const VERIFIED_CAPACITY = 500;
const UNVERIFIED_CAPACITY = 200;

/** Entity Capabilities (XEP-0115): what this client can do as a hash, and what others can, asked once a hash. */
export class CapsModule extends ModuleBase {
  override readonly name = 'XEP-0115';
  readonly #disco: () => DiscoModule;
  /** By hash and verification string: true for everyone. */
  readonly #verified = new LeastRecentlyUsed<string, ReadonlySet<string>>(VERIFIED_CAPACITY);
  /** By address and node as well: true for this client alone (§5.4). */
  readonly #unverified = new LeastRecentlyUsed<string, ReadonlySet<string>>(UNVERIFIED_CAPACITY);
  readonly #queries = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(disco: () => DiscoModule) {
    super();
    this.#disco = disco;
  }

  override features(): readonly string[] {
    return [NS_CAPS];
  }

  /** What to put in every presence; changes with the features. */
  own(): Caps {
    const ver = verificationString(this.#disco().ownInfo(), HASH);
    if (ver === undefined) throw new Error('own features are ill-formed');
    return { node: NODE, ver, hash: HASH };
  }

  /** Own capabilities, also those of a presence sent before a switch was turned: peers may still ask. */
  isOwnNode(node: string): boolean {
    return node.startsWith(`${NODE}#`);
  }

  /** What is known of a client without asking; undefined: not asked yet. */
  knownFeatures(jid: FullJid, caps: Caps): ReadonlySet<string> | undefined {
    return this.#verified.get(verifiedKey(caps)) ?? this.#unverified.get(unverifiedKey(jid, caps));
  }

  /** Features of a client whose presence carried `caps`; asks it where nobody with the same hash was asked. Rejects with `StanzaError` or `ConnectionError`. */
  async featuresOf(jid: FullJid, caps: Caps): Promise<ReadonlySet<string>> {
    const known = this.knownFeatures(jid, caps);
    if (known !== undefined) return known;
    const key = unverifiedKey(jid, caps);
    const underway = this.#queries.get(key);
    if (underway !== undefined) return underway;
    const query = this.#ask(jid, caps).finally(() => this.#queries.delete(key));
    this.#queries.set(key, query);
    return query;
  }

  async #ask(jid: FullJid, caps: Caps): Promise<ReadonlySet<string>> {
    const info: DiscoInfo = (await this.#disco().queryInfo(jid, capsNode(caps))) ?? {
      identities: [],
      features: [],
      forms: [],
    };
    const features = new Set(info.features);
    if (verifiesCaps(caps, info)) this.#verified.set(verifiedKey(caps), features);
    else this.#unverified.set(unverifiedKey(jid, caps), features);
    return features;
  }
}

function verifiedKey(caps: Caps): string {
  return `${caps.hash} ${caps.ver}`;
}

function unverifiedKey(jid: FullJid, caps: Caps): string {
  return [jid, caps.node, caps.hash, caps.ver].join('\n');
}
