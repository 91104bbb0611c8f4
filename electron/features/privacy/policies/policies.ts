/** The tab "Policy": which pack speaks of an account's service, what changed in it, when it takes effect. */
import { join } from 'node:path';
import type { PackSummary, PolicyPage } from '../../../contract/privacy';
import type { Clock, Log } from '../../../contract/ports';
import { FeatureError } from '../../errors';
import { PackLibrary, type KnownPack } from './library';
import { changesSince, ReadPacks } from './read-packs';

const DAY = 24 * 60 * 60 * 1000;

export class Policies {
  readonly #library: PackLibrary;
  readonly #read: ReadPacks;
  readonly #clock: Clock;

  constructor(profileDir: string, clock: Clock, log: Log) {
    this.#library = new PackLibrary(join(profileDir, 'policies'), log);
    this.#read = new ReadPacks(join(profileDir, 'policies-read.json'));
    this.#clock = clock;
  }

  async page(domain: string, id: string | undefined): Promise<PolicyPage> {
    const packs = await this.#library.packsFor(domain);
    const { pack, summary } = choose(packs, id);
    const lastRead = this.#read.get(summary.id);
    const days = pack.effectiveOn === null ? -1 : daysUntil(pack.effectiveOn, this.#clock.now());
    return {
      packs: packs.map((one) => one.summary),
      shown: summary,
      pack,
      ...(lastRead !== undefined && { lastRead: { at: lastRead.at, hash: lastRead.hash } }),
      changes: lastRead === undefined || lastRead.hash === summary.hash ? [] : changesSince(lastRead, pack),
      ...(days >= 0 && { daysUntilEffect: days }),
    };
  }

  async packFor(domain: string, id?: string): Promise<KnownPack> {
    return choose(await this.#library.packsFor(domain), id);
  }

  async markRead(domain: string, id: string | undefined): Promise<void> {
    const { pack, summary } = await this.packFor(domain, id);
    this.#read.mark(summary.id, { pack, hash: summary.hash, at: this.#clock.now() });
  }

  add(file: string): PackSummary {
    return this.#library.add(file);
  }

  remove(id: string): void {
    this.#library.remove(id);
  }
}

/** Whole days from today, as the calendar here has it, to a date (`YYYY-MM-DD`); negative where it is over. */
function daysUntil(date: string, now: number): number {
  const today = new Date(now);
  return (Date.parse(date) - Date.UTC(today.getFullYear(), today.getMonth(), today.getDate())) / DAY;
}

/** Throws `FeatureError` 'invalid-argument' where no pack of this id speaks of the service. */
function choose(packs: readonly [KnownPack, ...KnownPack[]], id: string | undefined): KnownPack {
  const chosen = id === undefined ? packs[0] : packs.find(({ summary }) => summary.id === id);
  if (chosen === undefined) throw new FeatureError('invalid-argument', 'pack');
  return chosen;
}
