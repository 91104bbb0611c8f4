/** What others are told of an account: how available its user is, since when nobody is there, and which picture it has. */
import type { Availability, ChosenAvailability } from '../../contract/presence';
import type { StoredAccount } from '../../store/profile-file';
import { reasonOf } from '../errors';
import { TO_CONTACTS } from '../ledger/ledger';
import type { AccountServices } from '../services';

export interface AccountPresenceOptions {
  readonly services: AccountServices;
  /** The account as the profile keeps it, always the latest. */
  readonly stored: () => Pick<StoredAccount, 'availability' | 'statusText' | 'priority' | 'photo'>;
  readonly changeStored: (change: Pick<StoredAccount, 'photo'>) => void;
  /** What is shown of the user may be another now. */
  readonly changed: () => void;
}

export class AccountPresence {
  readonly #options: AccountPresenceOptions;
  readonly #services: AccountServices;
  #idleSince: number | undefined;
  /** The presence that the server has of this session; undefined before the first one. */
  #announced: string | undefined;

  constructor(options: AccountPresenceOptions) {
    this.#options = options;
    this.#services = options.services;
  }

  /** What the user chose, whatever contacts see of it. */
  get chosen(): ChosenAvailability {
    return this.#options.stored().availability;
  }

  /** What contacts see now. */
  get shown(): Availability {
    if (!this.#isOnline) return 'offline';
    // Who chose "away" or "do not disturb" keeps it, also while away from the computer.
    return this.chosen === 'available' && this.#idleSince !== undefined ? 'away' : this.chosen;
  }

  /** What contacts are told of the picture in the public card (XEP-0153), as `announcePhoto` takes it. */
  get photo(): string | undefined {
    return this.#options.stored().photo;
  }

  /** The server was told a presence in this session. */
  get isAnnounced(): boolean {
    return this.#announced !== undefined;
  }

  /** Sends presence to everyone who may see it. */
  async announce(): Promise<void> {
    const { modules, ledger, log } = this.#services;
    const told = this.#now;
    const { idleSince, photo, ...presence } = told;
    try {
      await modules.presence.announce({
        ...presence,
        ...(idleSince !== undefined && { idleSince }),
        ...(photo !== undefined && { photo }),
      });
      this.#announced = JSON.stringify(told);
      if (idleSince !== undefined) ledger.note('idle-time', TO_CONTACTS);
    } catch (error) {
      log.debug('accounts', `presence: ${reasonOf(error)}`);
      return;
    }
    // What changed while it went out.
    await this.announceChange();
  }

  /**
   * Sends presence if it is another than the server has, which keeps it over an interruption (XEP-0198 §5). The first
   * one of a session waits for the roster (RFC 6121 §2.2), and tells what was chosen until then.
   */
  async announceChange(): Promise<void> {
    if (!this.isAnnounced || !this.#isOnline) return;
    if (this.#announced !== JSON.stringify(this.#now)) await this.announce();
  }

  /** Tells contacts the hash of the picture in the public card (XEP-0153), or "none"; undefined: nothing of it any more. */
  async announcePhoto(photo: string | undefined): Promise<void> {
    if (this.photo === photo) return;
    this.#options.changeStored({ photo });
    await this.announceChange();
  }

  /** Says goodbye to everyone who sees us. */
  async leave(): Promise<void> {
    const { modules, log } = this.#services;
    try {
      await modules.presence.announce({ availability: 'offline', statusText: this.#options.stored().statusText });
    } catch (error) {
      log.debug('accounts', `goodbye: ${reasonOf(error)}`);
    }
  }

  /** Nobody is at the computer since `idleSince` (Unix time in milliseconds); undefined: somebody is. */
  async setIdle(idleSince: number | undefined): Promise<void> {
    if (this.#idleSince === idleSince) return;
    this.#idleSince = idleSince;
    this.#options.changed();
    await this.announceChange();
  }

  /** The server forgot what it was told. */
  sessionEnded(): void {
    this.#announced = undefined;
  }

  get #isOnline(): boolean {
    return this.#services.jid() !== undefined;
  }

  get #now() {
    const { statusText, priority } = this.#options.stored();
    return {
      availability: this.shown,
      statusText,
      priority,
      photo: this.photo,
      idleSince: this.#tellsIdle ? this.#idleSince : undefined,
    };
  }

  get #tellsIdle(): boolean {
    return this.#services.settings().sending.idleTime;
  }
}
