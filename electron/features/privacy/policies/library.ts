/** Policy packs that are there: Candor's own, read when they are needed, and those that the user added. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PackSummary, PolicyPack } from '../../../contract/privacy';
import type { Log } from '../../../contract/ports';
import { writeWhole } from '../../../store/write-whole';
import { bareJid } from '../../../xmpp/jid';
import { FeatureError, reasonOf } from '../../errors';
import { MAX_PACK_BYTES, readPack } from './schema';

/** Before the id of a pack that the user added, so that it never stands for one of Candor's own. */
const ADDED = 'added:';
/** Packs that a user can add. */
const MAX_ADDED = 100;

export interface KnownPack {
  readonly summary: PackSummary;
  readonly pack: PolicyPack;
}

export class PackLibrary {
  readonly #folder: string;
  readonly #log: Log;
  #builtIn: Promise<readonly KnownPack[]> | undefined;

  /** `folder`: of the added packs; it need not exist. */
  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Those that speak of a service, Candor's own first; without any, the neutral one. */
  async packsFor(domain: string): Promise<readonly [KnownPack, ...KnownPack[]]> {
    const builtIn = await this.#ownPacks();
    const [first, ...others] = [...builtIn, ...this.#added()].filter(({ pack }) => pack.services.includes(domain));
    if (first !== undefined) return [first, ...others];
    const neutral = builtIn.find(({ summary }) => summary.origin === 'neutral');
    if (neutral === undefined) throw new Error('there is no neutral pack');
    return [neutral];
  }

  /** Adds the pack in a file, in place of an earlier one that was added under the same id. Throws `FeatureError` 'pack-invalid'. */
  add(file: string): PackSummary {
    const text = readBounded(file);
    const read = readPack(text);
    if ('place' in read) throw new FeatureError('pack-invalid', read.place);
    const { pack } = read;
    if (pack.services.length === 0) throw new FeatureError('pack-invalid', 'services');
    const wrong = pack.services.findIndex((service) => service.includes('@') || bareJid(service) !== service);
    if (wrong !== -1) throw new FeatureError('pack-invalid', `services.${String(wrong)}`);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const name = `${pack.id}.json`;
    const names = this.#names();
    if (!names.includes(name) && names.length >= MAX_ADDED) throw new FeatureError('pack-invalid', 'count');
    writeWhole(join(this.#folder, name), text);
    return known(pack, 'added').summary;
  }

  /** Throws `FeatureError` 'invalid-argument' where this is no pack that was added. */
  remove(id: string): void {
    if (!this.#added().some(({ summary }) => summary.id === id)) throw new FeatureError('invalid-argument', 'pack');
    rmSync(join(this.#folder, `${id.slice(ADDED.length)}.json`), { force: true });
  }

  #ownPacks(): Promise<readonly KnownPack[]> {
    this.#builtIn ??= Promise.all([import('./jabber.org.json'), import('./neutral.json')]).then(([jabber, neutral]) => [
      known(jabber.default as PolicyPack, 'built-in'),
      known(neutral.default as PolicyPack, 'neutral'),
    ]);
    return this.#builtIn;
  }

  #added(): readonly KnownPack[] {
    return this.#names().flatMap((name) => {
      try {
        const read = readPack(readBounded(join(this.#folder, name)));
        if ('pack' in read && `${read.pack.id}.json` === name) return [known(read.pack, 'added')];
        this.#log.warn('privacy', 'a policy pack in the profile is none any more');
      } catch (error) {
        this.#log.warn('privacy', `a policy pack could not be read: ${reasonOf(error)}`);
      }
      return [];
    });
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .slice(0, MAX_ADDED);
    } catch {
      return [];
    }
  }
}

function known(pack: PolicyPack, origin: PackSummary['origin']): KnownPack {
  const { id, title, readOn, effectiveOn } = pack;
  const hash = createHash('sha256').update(JSON.stringify(pack)).digest('hex');
  return { pack, summary: { id: origin === 'added' ? ADDED + id : id, title, origin, hash, readOn, effectiveOn } };
}

/** Throws `FeatureError` 'pack-invalid' for what is no file, is too large or cannot be read. */
function readBounded(file: string): string {
  let descriptor: number | undefined;
  try {
    // A pipe that nobody writes into must not hold Candor up.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new FeatureError('pack-invalid', 'file');
    if (stats.size > MAX_PACK_BYTES) throw new FeatureError('pack-invalid', 'size');
    const bytes = Buffer.alloc(MAX_PACK_BYTES + 1);
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    if (length > MAX_PACK_BYTES) throw new FeatureError('pack-invalid', 'size');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length));
  } catch (error) {
    if (error instanceof FeatureError) throw error;
    throw new FeatureError('pack-invalid', 'file', { cause: error });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
