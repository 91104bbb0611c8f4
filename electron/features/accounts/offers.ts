/** What server and account offer in a session (XEP-0030), and carbons (XEP-0280), which are asked for first. */
import { StanzaError } from '../../xmpp/errors';
import { bareJid, domainOf, type BareJid } from '../../xmpp/jid';
import { NS_STANZA_ID } from '../../xmpp/ns';
import { atMost } from '../at-most';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';
import type { SessionRun } from './session-run';

/** What nobody answered is asked for again after these times, one after the other (milliseconds). */
const PAUSES: readonly number[] = [10_000, 60_000, 300_000, 900_000];

/** Undefined where nobody answered, or by an error: that says nothing of what is there. */
type Features = ReadonlySet<string> | undefined;

export interface Offered {
  /** Whether they are on; undefined where nobody answered. */
  readonly carbons: boolean | undefined;
  readonly server: Features;
  /** Of the own account. */
  readonly own: Features;
}

export class Offers {
  readonly #services: AccountServices;
  readonly #trustStanzaIds: (trusted: boolean) => void;
  readonly #carbons: Promise<boolean | undefined>;
  readonly #server: Promise<Features>;
  /** The first answer of the own account. */
  readonly own: Promise<Features>;

  /** Asks at once. `trustStanzaIds`: whether the own server guards the ids it stamps on messages (XEP-0359 §5). */
  constructor(services: AccountServices, trustStanzaIds: (trusted: boolean) => void) {
    this.#services = services;
    this.#trustStanzaIds = trustStanzaIds;
    this.#carbons = this.#enableCarbons();
    this.own = this.#ownFeatures();
    this.#server = this.#serverFeatures();
  }

  /**
   * The answers, and later what was missing among them. What has no answer is asked for again, at once where an
   * interruption took it away, else after a pause. Ends when all is told, with the last pause, or with the session.
   * `isSettled`: whether what the caller asks for on the strength of them has its answers too; else it gets a turn again.
   */
  async *told(run: SessionRun, isSettled: () => boolean): AsyncGenerator<Offered> {
    const pauses = PAUSES.values();
    let interruptions = 0;
    let told: Offered | undefined;
    let [carbons, server, own] = await Promise.all([this.#carbons, this.#server, this.own]);
    while (await run.connected()) {
      if (run.interruptions === interruptions) {
        yield newIn({ carbons, server, own }, told);
        told = { carbons, server, own };
        if (carbons !== undefined && server !== undefined && own !== undefined && isSettled()) return;
        const { value: pause } = pauses.next();
        if (pause === undefined) return;
        await atMost(this.#services.clock, pause, run.over);
        if (!(await run.connected())) return;
      }
      ({ interruptions } = run);
      [carbons, server, own] = await Promise.all([
        carbons ?? this.#enableCarbons(),
        server ?? this.#serverFeatures(),
        own ?? this.#ownFeatures(),
      ]);
    }
  }

  async #enableCarbons(): Promise<boolean | undefined> {
    try {
      await this.#services.modules.carbons.enable();
      return true;
    } catch (error) {
      this.#services.log.info('accounts', `no carbons: ${reasonOf(error)}`);
      return error instanceof StanzaError ? false : undefined;
    }
  }

  async #ownFeatures(): Promise<Features> {
    const features = await this.#featuresOf(this.#services.account);
    if (features !== undefined) this.#trustStanzaIds(features.has(NS_STANZA_ID));
    return features;
  }

  #serverFeatures(): Promise<Features> {
    return this.#featuresOf(bareJid(domainOf(this.#services.account)) ?? this.#services.account);
  }

  async #featuresOf(jid: BareJid): Promise<Features> {
    try {
      const info = await this.#services.modules.disco.queryInfo(jid);
      return info === undefined ? undefined : new Set(info.features);
    } catch (error) {
      this.#services.log.info('accounts', `no features told: ${reasonOf(error)}`);
      return undefined;
    }
  }
}

function newIn({ carbons, server, own }: Offered, told: Offered | undefined): Offered {
  return {
    carbons: told?.carbons === undefined ? carbons : undefined,
    server: told?.server === undefined ? server : undefined,
    own: told?.own === undefined ? own : undefined,
  };
}
