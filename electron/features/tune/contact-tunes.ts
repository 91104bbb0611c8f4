/** What contacts listen to, for as long as it can be believed. */
import type { ContactTune, SharedTune } from '../../contract/personal';
import type { BareJid } from '../../xmpp/jid';
import { Gathered } from '../gathered';
import type { AccountServices } from '../services';

/** The window hears of it in this rhythm (milliseconds). */
const TELL_INTERVAL = 100;
/** A tune of known length is believed for so long after its end: one may pause (milliseconds). */
const AFTER_THE_END = 10 * 60_000;
/** One of unknown length, e.g. of a radio station, for so long (milliseconds). */
const UNKNOWN_LENGTH = 60 * 60_000;
/** How often is looked for those that are over (milliseconds). */
const SWEEP = 60_000;
const MAX_TUNES = 10_000;

interface Entry {
  readonly tune: SharedTune;
  readonly until: number;
}

export class ContactTunes {
  readonly #services: AccountServices;
  readonly #isContact: (jid: BareJid) => boolean;
  readonly #entries = new Map<BareJid, Entry>();
  readonly #changes: Gathered<BareJid>;
  #cancelSweep: (() => void) | undefined;

  constructor(services: AccountServices, isContact: (jid: BareJid) => boolean) {
    this.#services = services;
    this.#isContact = isContact;
    this.#changes = new Gathered(services.clock, TELL_INTERVAL, (jids) => this.#tell(jids));
    services.modules.tune.onEvent((owner, tune) => this.#hear(owner, tune));
  }

  list(): readonly ContactTune[] {
    return [...this.#entries].map(([jid, { tune }]) => ({ jid, tune }));
  }

  /** Whoever is offline listens to nothing that could be known. */
  gone(jid: BareJid): void {
    if (this.#entries.delete(jid)) this.#changes.add(jid);
  }

  /** Also when the user no longer wants to know. */
  forgetAll(): void {
    for (const jid of [...this.#entries.keys()]) this.gone(jid);
    this.#changes.flush();
  }

  #hear(owner: BareJid, tune: SharedTune | undefined): void {
    const { settings, clock, account } = this.#services;
    // What strangers send is not asked for, whatever it says.
    if (!settings().tune.showOthers || owner === account || !this.#isContact(owner)) return;
    if (tune?.artist === undefined && tune?.title === undefined) {
      this.gone(owner);
      return;
    }
    if (this.#entries.size >= MAX_TUNES && !this.#entries.has(owner)) return;
    const lasts = tune.length === undefined ? UNKNOWN_LENGTH : tune.length * 1000 + AFTER_THE_END;
    this.#entries.set(owner, { tune, until: clock.now() + lasts });
    this.#changes.add(owner);
    this.#cancelSweep ??= clock.after(SWEEP, () => this.#sweep());
  }

  #sweep(): void {
    const { clock } = this.#services;
    for (const [jid, { until }] of this.#entries) if (until <= clock.now()) this.gone(jid);
    this.#cancelSweep = this.#entries.size === 0 ? undefined : clock.after(SWEEP, () => this.#sweep());
  }

  #tell(jids: readonly BareJid[]): void {
    const changed = jids.map((jid): ContactTune => {
      const tune = this.#entries.get(jid)?.tune;
      return tune === undefined ? { jid } : { jid, tune };
    });
    this.#services.hub.emit('tunesChanged', { account: this.#services.account, changed });
  }
}
