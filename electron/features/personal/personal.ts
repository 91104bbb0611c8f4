/** What one account tells of itself beside its presence, to whom, and what it hears of its contacts. */
import type { Audience, NoteKind, PersonalKind, PersonalState } from '../../contract/personal';
import { personalKinds } from '../../contract/personal';
import type { ProfileAudience } from '../../contract/profile';
import type { BareJid } from '../../xmpp/jid';
import { controlsAudience, knowsRosterGroups } from '../../xmpp/xep-0163-pep/stanza';
import type { Contacts } from '../contacts/contacts';
import { FeatureError, reasonOf } from '../errors';
import { Gathered } from '../gathered';
import type { AccountServices } from '../services';
import { ContactTunes } from '../tune/contact-tunes';
import { TunePublisher, type TunePublisherOptions } from '../tune/publisher';
import { accessFor, checkedAudience, nobody, presetAudience, type Access } from './audience';
import { Notes } from './notes';

/** Changes of the roster are looked at together (milliseconds). */
const ROSTER_DELAY = 1000;

export class Personal {
  readonly tune: TunePublisher;
  readonly contactTunes: ContactTunes;
  readonly #services: AccountServices;
  readonly #contacts: Contacts;
  readonly #notes: Notes;
  /** As the user chose them; absent: not chosen yet. */
  readonly #audiences = new Map<PersonalKind, Audience>();
  /** More was chosen than can be read. */
  #areLost: boolean;
  readonly #rosterChanges: Gathered<'roster'>;
  #offered: boolean | undefined;
  #byGroup = false;

  constructor(services: AccountServices, contacts: Contacts, mayStand: TunePublisherOptions['mayStand']) {
    this.#services = services;
    this.#contacts = contacts;
    for (const kind of personalKinds) {
      const chosen = services.store.audiences.get(services.account, kind);
      if (chosen !== undefined) this.#audiences.set(kind, chosen);
    }
    this.#areLost = services.store.audiences.areLost(services.account);
    this.#rosterChanges = new Gathered(services.clock, ROSTER_DELAY, () => void this.#keepInStep());
    contacts.onChanged(() => this.#rosterChanged());
    this.tune = new TunePublisher({
      services,
      mayStand,
      audience: () => this.#audience('tune'),
      access: () => this.#access('tune'),
      changed: () => this.#tell(),
    });
    this.contactTunes = new ContactTunes(services, (jid) => contacts.has(jid));
    this.#notes = new Notes({
      services,
      audience: (kind) => this.#audience(kind),
      access: (kind) => this.#access(kind),
      hasChosen: (kind) => this.#audiences.has(kind),
      changed: () => this.#tell(),
    });
  }

  get state(): PersonalState {
    const { shared, problem } = this.tune;
    const audiences = Object.fromEntries(personalKinds.map((kind) => [kind, this.#audience(kind)]));
    return {
      ...(this.#offered !== undefined && { offered: this.#offered }),
      audiences: audiences as Record<PersonalKind, Audience>,
      notes: this.#notes.texts,
      ...(shared !== undefined && { shared }),
      problems: problem === undefined ? {} : { tune: problem },
    };
  }

  /** `features`: what the account's server says that it can do; undefined: it has not told so far. */
  async sessionBegan(features: ReadonlySet<string> | undefined): Promise<void> {
    this.#offered = features && controlsAudience(features);
    this.#byGroup = features !== undefined && knowsRosterGroups(features);
    this.#tell();
    this.tune.sessionBegan(this.#offered);
    if (this.#offered === true) await this.#notes.sessionBegan();
  }

  sessionEnded(): void {
    this.#offered = undefined;
    this.tune.sessionEnded();
    this.#notes.sessionEnded();
    this.contactTunes.forgetAll();
    this.#tell();
  }

  /** Somebody came into the roster, left it or changed groups. */
  #rosterChanged(): void {
    if (this.#offered === true) this.#rosterChanges.add('roster');
  }

  async setAudience(kind: PersonalKind, audience: Audience): Promise<void> {
    const { store, account } = this.#services;
    const checked = checkedAudience(audience);
    store.audiences.set(account, kind, checked);
    this.#audiences.set(kind, checked);
    this.#tell();
    if (kind === 'tune') this.tune.audienceChanged();
    else if (this.#offered === true) await this.#notes.keepInStep(kind);
  }

  /** The store is another one, which may not have all that was in the one before. */
  storeMoved(): void {
    const { store, account } = this.#services;
    for (const [kind, audience] of this.#audiences) store.audiences.set(account, kind, audience);
    this.#areLost = store.audiences.areLost(account);
    this.#tell();
  }

  async setNote(kind: NoteKind, text: string): Promise<void> {
    if (this.#services.jid() === undefined) throw new FeatureError('offline');
    if (this.#offered === false) throw new FeatureError('not-offered');
    await this.#notes.set(kind, text);
  }

  async #keepInStep(): Promise<void> {
    this.tune.audienceChanged();
    for (const kind of ['mood', 'activity', 'nickname'] as const) {
      try {
        await this.#notes.keepInStep(kind);
      } catch (error) {
        this.#services.log.info('personal', `${kind}: ${reasonOf(error)}`);
      }
    }
  }

  /** How a node has to be for an audience. */
  accessTo(audience: ProfileAudience): Access {
    const roster = {
      has: (jid: BareJid) => this.#contacts.has(jid),
      inGroups: (groups: readonly string[]) => this.#contacts.inGroups(groups),
    };
    return accessFor(audience, roster, this.#byGroup);
  }

  #audience(kind: PersonalKind): Audience {
    return this.#audiences.get(kind) ?? (this.#areLost ? nobody : presetAudience(kind));
  }

  #access(kind: PersonalKind): Access {
    return this.accessTo(this.#audience(kind));
  }

  #tell(): void {
    this.#services.hub.emit('personalChanged', { account: this.#services.account, personal: this.state });
  }
}
