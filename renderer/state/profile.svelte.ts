/**
 * The own profile as the window shows it: what was fetched, what is being edited, what was asked of the service and
 * what came of it. Lives as long as its account is shown, so that leaving the view loses nothing.
 */
import type { Failure } from '../../electron/contract/errors';
import {
  type CardDraft,
  type CardFieldName,
  type FetchedCard,
  type OwnProfile,
  type PictureAnswer,
  type ProfileAudience,
  type SaveAnswer,
  type SavePreview,
  type StrangerView,
  type WhichCard,
  whichCards,
} from '../../electron/contract/profile';
import type { CommandArgs } from '../../electron/contract/commands';
import { type Api, failureOf } from '../bridge';
import type { AccountState } from './account.svelte';
import { CardEditor, changedFields, withoutEmpty } from './card-editor.svelte';

/** How long a deletion waits for second thoughts (milliseconds). */
export const SECOND_THOUGHTS = 10_000;

/** What a save or a deletion came to, in the order in which it is told. */
export type Report =
  | {
      readonly what: 'saved';
      readonly which: WhichCard;
      readonly at: number;
      readonly differing: readonly CardFieldName[];
      readonly lostHidden: number;
      /** Fields that were emptied and are gone, as a fresh fetch saw. */
      readonly gone: readonly CardFieldName[];
    }
  | { readonly what: 'deleted'; readonly which: WhichCard; readonly gone: boolean; readonly at: number }
  | {
      readonly what: 'picture';
      readonly removed: boolean;
      readonly failed: PictureAnswer['failed'];
      readonly at: number;
    };

/** A save that needs the user's word first. */
export interface SaveQuestion {
  readonly which: WhichCard;
  readonly preview: SavePreview;
}

export interface Conflict {
  readonly which: WhichCard;
  readonly theirs: FetchedCard;
}

/** What the policy of the service says of public cards. */
export interface CardPolicy {
  readonly says: string;
  /** Number, as the policy counts. */
  readonly section: string;
}

type HasAudience = 'chosenCard' | 'picture';

type Busy = 'reading' | 'saving' | 'deleting' | 'audience' | 'picture' | 'pictureAudience' | 'stranger';

export class ProfileState {
  readonly editors: Readonly<Record<WhichCard, CardEditor>> = { public: new CardEditor(), chosen: new CardEditor() };
  readonly #api: Api;
  readonly #account: string;
  #profile = $state.raw<OwnProfile>();
  #policy = $state.raw<CardPolicy>();
  #readAt = $state(0);
  #busy = $state<Busy>();
  #failure = $state.raw<{ readonly doing: Busy; readonly why: Failure }>();
  #report = $state.raw<Report>();
  #question = $state.raw<SaveQuestion>();
  #conflict = $state.raw<Conflict>();
  #stranger = $state.raw<StrangerView>();
  /** Audiences that were chosen and that the service does not have yet. */
  #choosing = $state.raw<Readonly<Partial<Record<HasAudience, ProfileAudience | undefined>>>>({});
  #deletion = $state.raw<{ readonly which: WhichCard; readonly at: number }>();
  #cancelDeletion: (() => void) | undefined;
  /** What is under way, or was. */
  #work: Promise<unknown> = Promise.resolve();
  /** Cards of which the user knows that they share one audience. */
  readonly #told = new Set<WhichCard>();
  /** Drafts as main has them. */
  readonly #kept = new Map<WhichCard, string>();

  constructor(api: Api, account: string) {
    this.#api = api;
    this.#account = account;
  }

  get profile(): OwnProfile | undefined {
    return this.#profile;
  }

  /** Undefined: there is no policy of this service here, or it says nothing of cards. */
  get policy(): CardPolicy | undefined {
    return this.#policy;
  }

  /** When `profile` was fetched. */
  get readAt(): number {
    return this.#readAt;
  }

  get busy(): Busy | undefined {
    return this.#busy;
  }

  /** Why the last thing that was done failed, if it was one of these. */
  failureOf(...doing: readonly Busy[]): Failure | undefined {
    return this.#failure !== undefined && doing.includes(this.#failure.doing) ? this.#failure.why : undefined;
  }

  get report(): Report | undefined {
    return this.#report;
  }

  get question(): SaveQuestion | undefined {
    return this.#question;
  }

  get conflict(): Conflict | undefined {
    return this.#conflict;
  }

  /** What somebody else last got of the profile, measured. */
  get stranger(): StrangerView | undefined {
    return this.#stranger;
  }

  /** A card that will be deleted, and when. */
  get deletion(): { readonly which: WhichCard; readonly at: number } | undefined {
    return this.#deletion;
  }

  get isDirty(): boolean {
    return whichCards.some((which) => this.editors[which].isDirty);
  }

  /** Fetches everything anew; what is being edited stays. */
  async read(): Promise<void> {
    await this.#attempt('reading', async () => {
      const [profile, drafts] = await Promise.all([
        this.#api.call('profile.read', { account: this.#account }),
        this.#readDrafts(),
        this.#readPolicy(),
      ]);
      this.#takeProfile(profile);
      for (const { which, basedOn, fields } of drafts) {
        const now = profile[which];
        const before: FetchedCard = { ...now, answer: { outcome: 'none' }, revision: basedOn };
        this.editors[which].restore(now.revision === basedOn ? now : before, fields);
      }
      this.#report = undefined;
    });
  }

  /** Leaves with main what is not saved, so that it outlives this window. */
  keepDrafts(): void {
    if (this.#profile === undefined) return;
    for (const which of whichCards) {
      const { basedOn, fields } = this.#saveArgs(which);
      const draft = this.editors[which].isDirty ? { basedOn, fields } : null;
      const text = JSON.stringify(draft);
      if (text === (this.#kept.get(which) ?? 'null')) continue;
      this.#kept.set(which, text);
      // What cannot be kept stays in this window at least.
      this.#api.call('profile.keepDraft', { account: this.#account, which, draft }).catch(() => undefined);
    }
  }

  /** Asks first what it would come to; saves, or leaves a question or a conflict for the user. */
  async save(which: WhichCard): Promise<void> {
    await this.#attempt('saving', async () => {
      this.#report = undefined;
      const preview = await this.#api.call('profile.previewSave', this.#saveArgs(which));
      if (preview.conflict !== undefined) this.#conflict = { which, theirs: preview.conflict };
      else if (preview.losses.length > 0 || (isOneCard(preview) && !this.#told.has(which)))
        this.#question = { which, preview };
      else await this.#write(which);
    });
  }

  /** The user knows what a save costs and wants it. */
  async saveAnyway(): Promise<void> {
    const question = this.#question;
    if (question === undefined) return;
    this.#question = undefined;
    this.#told.add(question.which);
    await this.#attempt('saving', () => this.#write(question.which));
  }

  questionDismissed(): void {
    this.#question = undefined;
  }

  /** `theirChoice`: fields that stay as the other client made them. */
  async resolveConflict(theirChoice: ReadonlySet<CardFieldName>): Promise<void> {
    const conflict = this.#conflict;
    if (conflict === undefined) return;
    this.#conflict = undefined;
    const editor = this.editors[conflict.which];
    editor.settleConflict(conflict.theirs, theirChoice);
    if (editor.isDirty) await this.save(conflict.which);
    else this.#takeFetched(conflict.which, conflict.theirs);
  }

  conflictDismissed(): void {
    this.#conflict = undefined;
  }

  /** Deletes a card after a while, unless `keep` is called. */
  requestDeletion(which: WhichCard): void {
    this.keep();
    const timer = setTimeout(() => void this.deleteNow(), SECOND_THOUGHTS);
    this.#cancelDeletion = () => clearTimeout(timer);
    this.#deletion = { which, at: Date.now() + SECOND_THOUGHTS };
  }

  keep(): void {
    this.#cancelDeletion?.();
    this.#cancelDeletion = undefined;
    this.#deletion = undefined;
  }

  async deleteNow(): Promise<void> {
    await this.#afterOthers('deleting', async () => {
      // It may have been kept meanwhile.
      const which = this.#deletion?.which;
      this.keep();
      if (which === undefined) return;
      const { gone, now } = await this.#api.call('profile.deleteCard', { account: this.#account, which });
      this.editors[which].settle(now[which]);
      this.#takeProfile(now);
      this.#report = { what: 'deleted', which, gone, at: now[which].fetchedAt };
    });
  }

  /** Resolves whether it was taken. */
  async setPicture(args: Omit<CommandArgs<'profile.setPicture'>, 'account'>): Promise<boolean> {
    return this.#changePicture(false, () => this.#api.call('profile.setPicture', { account: this.#account, ...args }));
  }

  /** Another picture will be tried: that the last one failed says nothing of it. */
  pictureChosen(): void {
    if (this.#failure?.doing === 'picture') this.#failure = undefined;
  }

  async removePicture(): Promise<void> {
    await this.#changePicture(true, () => this.#api.call('profile.removePicture', { account: this.#account }));
  }

  /** As the user chose it last. */
  audienceOf(of: HasAudience): ProfileAudience | undefined {
    const known = of === 'picture' ? this.#profile?.picture.audience : this.#profile?.chosenAudience;
    return this.#choosing[of] ?? known?.chosen;
  }

  async setAudience(of: HasAudience, wanted: ProfileAudience): Promise<void> {
    this.#choosing = { ...this.#choosing, [of]: wanted };
    const isLatest = (): boolean => this.#choosing[of] === wanted;
    await this.#afterOthers(of === 'picture' ? 'pictureAudience' : 'audience', async () => {
      if (!isLatest()) return;
      const audience = { kind: wanted.kind, groups: [...wanted.groups], people: [...wanted.people] };
      this.#takeProfile(await this.#api.call('profile.setAudience', { account: this.#account, of, audience }));
    });
    if (isLatest()) this.#choosing = { ...this.#choosing, [of]: undefined };
  }

  async look(by: CommandArgs<'profile.strangerView'>['by']): Promise<void> {
    await this.#attempt('stranger', async () => {
      this.#stranger = await this.#api.call('profile.strangerView', { account: this.#account, by });
    });
  }

  async #write(which: WhichCard): Promise<void> {
    const editor = this.editors[which];
    const emptied = emptiedFields(editor);
    const answer: SaveAnswer = await this.#api.call('profile.saveCard', this.#saveArgs(which));
    if (answer.outcome === 'conflict') {
      this.#conflict = { which, theirs: answer.theirs };
      return;
    }
    editor.settle(answer.now);
    this.#takeFetched(which, answer.now);
    if (this.#profile !== undefined) this.#profile = { ...this.#profile, oneCard: answer.oneCard };
    const { differing, lostHidden } = answer;
    const gone = emptied.filter((name) => !differing.includes(name));
    this.#report = { what: 'saved', which, at: answer.now.fetchedAt, differing, lostHidden, gone };
    // Where one card is made of both, the other one is another one now.
    if (answer.oneCard.verdict === 'yes' || answer.oneCard.announced)
      this.#takeProfile(await this.#api.call('profile.read', { account: this.#account }));
  }

  /** What an earlier window left unsaved; asked for once. */
  async #readDrafts(): Promise<readonly CardDraft[]> {
    if (this.#profile !== undefined) return [];
    const drafts = await this.#api.call('profile.drafts', { account: this.#account });
    for (const { which, basedOn, fields } of drafts) this.#kept.set(which, JSON.stringify({ basedOn, fields }));
    return drafts;
  }

  async #readPolicy(): Promise<void> {
    try {
      const { pack } = await this.#api.call('privacy.policy', { account: this.#account });
      for (const { number, clauses } of pack.source === undefined ? [] : pack.sections) {
        const says = clauses.find(({ checks }) => checks.includes('vcard-is-public'))?.says;
        if (says !== undefined) this.#policy = { says, section: number };
      }
    } catch {
      // Then nothing is said of a policy.
    }
  }

  #saveArgs(which: WhichCard): CommandArgs<'profile.saveCard'> {
    const { base, fields } = this.editors[which];
    const plain = JSON.parse(JSON.stringify(withoutEmpty(fields))) as CommandArgs<'profile.saveCard'>['fields'];
    return { account: this.#account, which, basedOn: base?.revision ?? '', fields: plain };
  }

  async #changePicture(removed: boolean, change: () => Promise<PictureAnswer>): Promise<boolean> {
    return this.#attempt('picture', async () => {
      const { now, failed } = await change();
      if (this.#profile !== undefined) this.#profile = { ...this.#profile, picture: now };
      this.#report = { what: 'picture', removed, failed, at: Date.now() };
    });
  }

  #takeFetched(which: WhichCard, fetched: FetchedCard): void {
    if (this.#profile !== undefined) this.#profile = { ...this.#profile, [which]: fetched };
  }

  #takeProfile(profile: OwnProfile): void {
    this.#profile = profile;
    this.#readAt = profile.public.fetchedAt;
    for (const which of whichCards) this.editors[which].take(profile[which]);
  }

  /** Does it after what is under way: for what the user has decided and need not decide again. */
  async #afterOthers(busy: Busy, run: () => Promise<void>): Promise<void> {
    while (this.#busy !== undefined) await this.#work.catch(() => undefined);
    await this.#attempt(busy, run);
  }

  /** Does it if nothing is under way; resolves whether it was done. */
  async #attempt(busy: Busy, run: () => Promise<void>): Promise<boolean> {
    if (this.#busy !== undefined) return false;
    this.#busy = busy;
    this.#failure = undefined;
    try {
      this.#work = run();
      await this.#work;
      return true;
    } catch (error) {
      this.#failure = { doing: busy, why: failureOf(error) };
      return false;
    } finally {
      this.#busy = undefined;
    }
  }
}

/** One card is to be expected of both, with one audience. */
export function isOneCard({ oneCard }: Pick<OwnProfile, 'oneCard'>): boolean {
  return oneCard.verdict === 'yes' || (oneCard.verdict === 'unknown' && oneCard.announced);
}

/** What stood there and was taken away. */
function emptiedFields(editor: CardEditor): readonly CardFieldName[] {
  const { stored, fields } = editor;
  return changedFields(stored, fields).filter((name) => withoutEmpty(fields)[name].length === 0);
}

const profiles = new WeakMap<AccountState, ProfileState>();

/** The profile of an account, the same at each call. */
export function profileOf(api: Api, account: AccountState): ProfileState {
  const known = profiles.get(account);
  if (known !== undefined) return known;
  const made = new ProfileState(api, account.jid);
  profiles.set(account, made);
  return made;
}
