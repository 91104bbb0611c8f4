/** What the features need, and what they offer to `compose.ts`. */
import type { CommandArgs, CommandHandlers } from '../contract/commands';
import type { EventHub } from '../contract/event-hub';
import type { ExportReport, ImportPreview } from '../contract/leaving';
import type { Availability, ChosenAvailability } from '../contract/presence';
import type { Settings } from '../contract/settings';
import type { Surroundings } from '../contract/snapshot';
import type { SharedTune } from '../contract/personal';
import type { Place } from '../contract/place';
import type { PackSummary } from '../contract/privacy';
import type { Beginning } from './beginning';
import type { Clock, Log, PlayerReader, RequestCounter, SecretStore } from '../contract/ports';

export interface FeatureDependencies {
  /** What was begun before these were made; absent: everything begins with `start`. */
  readonly beginning?: Beginning;
  /** Folder of the profile; exists already. Everything Candor keeps is below it. */
  readonly profileDir: string;
  readonly secrets: SecretStore;
  readonly hub: EventHub;
  readonly log: Log;
  readonly clock: Clock;
  readonly appVersion: string;
  /** PEM certificates trusted beside the built-in roots. */
  readonly extraCertificates: readonly string[];
  readonly players: PlayerReader;
  readonly windowRequests: RequestCounter;
  /** What the desktop knows of the computer, for the snapshot. */
  readonly surroundings: () => Surroundings;
}

/** Every command but those that only the desktop can do. */
export type FeatureHandlers = Omit<CommandHandlers, `desktop.${string}` | `window.${string}`>;

/** One line a account for the tray: what others see and whether there is a connection. */
export interface AccountStatus {
  readonly jid: string;
  /** What the user chose. */
  readonly chosen: ChosenAvailability;
  /** What contacts see now; "offline" while there is no connection. */
  readonly shown: Availability;
  readonly connection: 'online' | 'connecting' | 'offline';
}

export interface Features {
  readonly handlers: FeatureHandlers;
  /** As they are now; the hub's `settingsChanged` tells of changes. Presets until `start` has read the profile. */
  readonly settings: Settings;
  /** Reads the profile, opens keychain and store, loads contacts, then signs in the accounts. Resolves once the snapshot can be served; the network follows by itself. Never rejects for what a user's files hold. */
  start(): Promise<void>;
  /** Resolves once the contacts of all accounts are those that the servers have, or cannot be had for now. To be asked after `start`. */
  contactsSettled(): Promise<void>;
  /** Says goodbye to the servers (at most 2 s), writes what is pending, closes the store. */
  stop(): Promise<void>;
  /** The computer is idle since this time, or in use again (undefined). */
  setIdle(idleSince: number | undefined): void;
  /** Whether the window is on the screen: the servers may save what nobody looks at (XEP-0352). */
  setShown(shown: boolean): void;
  /** There is no window any more that could look at anything. */
  windowGone(): void;
  /** Nobody sees the screen, or somebody does again. */
  setLocked(locked: boolean): void;
  /** The computer is about to sleep, or is awake again. */
  setAsleep(asleep: boolean): void;
  /** What others may see now of what plays here; undefined: nothing. */
  sharedTune(): SharedTune | undefined;
  /** The network came back or the computer woke up: try at once. */
  networkChanged(): void;
  /** Unread messages of all conversations of all accounts. */
  unreadTotal(): number;
  /** In the order of sign-in; tray icon, tooltip and status menu are drawn from it. */
  accountStatuses(): readonly AccountStatus[];
  /** Tray menu: the same for every account; its status text stays. */
  setAvailability(availability: ChosenAvailability): Promise<void>;
  /** The name to show for someone: the one the user gave, else the address. */
  contactName(account: string, jid: string): string;
  /** Writes a conversation into a file of the user's; rejects with a typed error where that fails. */
  exportConversation(request: CommandArgs<'desktop.exportConversation'>, file: string): Promise<boolean>;
  /** Reads a policy pack from a file of the user's and adds it; rejects with a typed error where that fails. */
  addPolicyPack(file: string): Promise<PackSummary>;
  /** Writes all of an account into a new folder within `folder`; rejects with a typed error where that fails. */
  exportEverything(account: string, folder: string): Promise<ExportReport>;
  /** Reads the XEP-0227 document of an export; rejects with a typed error where it is none. */
  openExport(account: string, file: string): Promise<ImportPreview>;
  /** The conversation in front while the window has the focus, or none. It is kept as the place to return to. */
  setOpenConversation(conversation: { readonly account: string; readonly with: string } | null): void;
  /** Where in the window the user is. It is kept for a later window of this run. */
  setPlace(place: Place): void;
}
