/**
 * `profile.json`: settings and the list of accounts, readable without a key. It never holds a
 * password, a message or a contact's address. Written whole and atomically; parts that cannot be
 * read are replaced by the presets, and the file as it was is kept beside it.
 */
import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { MAX_PRIORITY, MIN_PRIORITY } from '../contract/limits';
import { keptNoticeKinds } from '../contract/storage';
import { profileIdOfStores } from './store-files';
import { writeWhole } from './write-whole';

export const PROFILE_FILE = 'profile.json';

const sending = v.object({
  receipts: v.optional(v.boolean(), true),
  typing: v.optional(v.boolean(), true),
  readMarkers: v.optional(v.boolean(), false),
  readSync: v.optional(v.boolean(), true),
  version: v.optional(v.boolean(), false),
  idleTime: v.optional(v.boolean(), false),
  tune: v.optional(v.boolean(), false),
});

const settings = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark', 'high-contrast']), 'system'),
  startAtLogin: v.optional(v.boolean(), false),
  closeToTray: v.optional(v.boolean(), true),
  notifications: v.optional(v.boolean(), true),
  notificationContent: v.optional(v.picklist(['full', 'hidden']), 'full'),
  // Off until chosen: on some systems a dictionary would have to be fetched.
  spellChecking: v.optional(v.boolean(), false),
  spellCheckingLanguages: v.optional(v.array(v.string()), []),
  awayAfterMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60)), 10),
  sending: v.optional(sending, {}),
  tune: v.optional(
    v.object({
      previewed: v.optional(v.boolean(), false),
      players: v.optional(v.record(v.string(), v.boolean()), {}),
      fields: v.optional(
        v.object({
          source: v.optional(v.boolean(), false),
          track: v.optional(v.boolean(), false),
          length: v.optional(v.boolean(), false),
          rating: v.optional(v.boolean(), false),
          uri: v.optional(v.boolean(), false),
        }),
        {},
      ),
      silentOnDnd: v.optional(v.boolean(), false),
      showOthers: v.optional(v.boolean(), true),
    }),
    {},
  ),
  showPictures: v.optional(v.boolean(), true),
  developerConsole: v.optional(v.boolean(), false),
  listWidth: v.optional(v.pipe(v.number(), v.minValue(200), v.maxValue(480)), 280),
});

const connectionSettings = v.object({
  host: v.optional(v.string(), ''),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)), 0),
  encryption: v.optional(v.picklist(['automatic', 'starttls', 'direct-tls']), 'automatic'),
});

const account = v.object({
  /** Bare JID. */
  jid: v.pipe(v.string(), v.minLength(3), v.includes('@')),
  connection: v.optional(connectionSettings, {}),
  /** Strongest SASL mechanism that succeeded (RFC 4422 name). */
  pinnedMechanism: v.optional(v.string()),
  allowPlain: v.optional(v.boolean(), false),
  passwordRemembered: v.optional(v.boolean(), false),
  historyPolicy: v.optional(v.picklist(['keep', 'keep-30-days', 'keep-nothing']), 'keep-30-days'),
  historyExplained: v.optional(v.boolean(), false),
  availability: v.optional(v.picklist(['available', 'away', 'dnd', 'offline']), 'available'),
  statusText: v.optional(v.string(), ''),
  /** As `Account.priority`. */
  priority: v.optional(v.pipe(v.number(), v.integer(), v.minValue(MIN_PRIORITY), v.maxValue(MAX_PRIORITY)), 0),
  resource: v.pipe(v.string(), v.minLength(1)),
  /** A tune may stand at the service; set before it is sent, so that the next start takes it away if this one can't. */
  tuneMayStand: v.optional(v.boolean(), false),
  /** Since then two passwords are kept, and nobody knows which of them holds. */
  passwordInDoubtSince: v.optional(v.number()),
  /** SHA-1 of the picture in the public card, or "none", as contacts are told it (XEP-0153). */
  photo: v.optional(v.string()),
});

const notice = v.object({
  kind: v.picklist(keptNoticeKinds),
  file: v.string(),
  saved: v.exactOptional(v.object({ messages: v.number(), lost: v.number() })),
  audiencesLost: v.exactOptional(v.boolean()),
});

const profileId = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/u));

export const presetSettings = v.parse(settings, {});

export type StoredAccount = v.InferOutput<typeof account>;
export type StoredSettings = v.InferOutput<typeof settings>;
export type StoredNotice = v.InferOutput<typeof notice>;

export interface Profile {
  /** Names this profile's entries in the keychain and its store's file. */
  readonly profileId: string;
  /** A canary entry was written to the keychain earlier. */
  readonly canaryWritten: boolean;
  readonly settings: StoredSettings;
  /** What was sent before everything was turned off at once; absent where it was not. */
  readonly sendingBefore?: StoredSettings['sending'] | undefined;
  readonly accounts: readonly StoredAccount[];
  /** What the user has to be told and has not dismissed yet; absent where that is nothing. */
  readonly notices?: readonly StoredNotice[] | undefined;
}

export class ProfileFile {
  readonly #folder: string;
  #profile: Profile;

  /** Name of the copy that was set aside, if the file could not be read as a whole. */
  readonly setAside: string | undefined;

  private constructor(folder: string, profile: Profile, setAside: string | undefined) {
    this.#folder = folder;
    this.#profile = profile;
    this.setAside = setAside;
  }

  /** Reads the profile of a folder, or makes the first one. Throws only where the folder cannot be read or written. */
  static open(folder: string, now: number): ProfileFile {
    const text = readIfThere(join(folder, PROFILE_FILE));
    if (text === undefined) {
      const fresh = new ProfileFile(folder, presets(folder), undefined);
      fresh.#write();
      return fresh;
    }
    const { profile, intact } = read(text, folder);
    if (intact) return new ProfileFile(folder, profile, undefined);
    const aside = `${PROFILE_FILE}.unreadable-${new Date(now).toISOString().replace(/[-:]|\.\d+/gu, '')}`;
    copyFileSync(join(folder, PROFILE_FILE), join(folder, aside));
    const mended = new ProfileFile(folder, profile, aside);
    mended.#write();
    return mended;
  }

  get profile(): Profile {
    return this.#profile;
  }

  /** On disk when it returns. */
  update(change: Partial<Omit<Profile, 'profileId'>>): void {
    this.#profile = { ...this.#profile, ...change };
    this.#write();
  }

  /** Changes one account; one that is not there is left so. */
  updateAccount(jid: string, change: Partial<Omit<StoredAccount, 'jid'>>): void {
    this.update({ accounts: this.#profile.accounts.map((one) => (one.jid === jid ? { ...one, ...change } : one)) });
  }

  #write(): void {
    writeWhole(join(this.#folder, PROFILE_FILE), `${JSON.stringify(this.#profile, undefined, 2)}\n`);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function presets(folder: string): Profile {
  return {
    // Stores carry the id in their names, so that a damaged profile does not cost the history.
    profileId: profileIdOfStores(folder) ?? randomBytes(8).toString('hex'),
    // A store that is here was opened with a key from the keychain, whose canary must then be there.
    canaryWritten: profileIdOfStores(folder) !== undefined,
    settings: presetSettings,
    accounts: [],
  };
}

/** Takes every part that can be read; `intact` if that was all of it. */
function read(text: string, folder: string): { profile: Profile; intact: boolean } {
  const preset = presets(folder);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { profile: preset, intact: false };
  }
  const parts = v.safeParse(v.record(v.string(), v.unknown()), raw);
  if (!parts.success) return { profile: preset, intact: false };
  const id = v.safeParse(profileId, parts.output['profileId']);
  const canary = v.safeParse(v.boolean(), parts.output['canaryWritten']);
  const parsedSettings = v.safeParse(settings, parts.output['settings']);
  const before = v.safeParse(v.optional(sending), parts.output['sendingBefore']);
  const notices = v.safeParse(v.optional(v.array(notice)), parts.output['notices']);
  const list = v.safeParse(v.array(v.unknown()), parts.output['accounts']);
  const accounts = (list.success ? list.output : []).map((one) => v.safeParse(account, one));
  return {
    profile: {
      profileId: id.success ? id.output : preset.profileId,
      canaryWritten: canary.success ? canary.output : preset.canaryWritten,
      settings: parsedSettings.success ? parsedSettings.output : preset.settings,
      ...(before.success && before.output !== undefined && { sendingBefore: before.output }),
      accounts: accounts.flatMap((one) => (one.success ? [one.output] : [])),
      ...(notices.success && notices.output !== undefined && { notices: notices.output }),
    },
    intact:
      id.success &&
      canary.success &&
      parsedSettings.success &&
      before.success &&
      notices.success &&
      list.success &&
      accounts.every((one) => one.success),
  };
}
