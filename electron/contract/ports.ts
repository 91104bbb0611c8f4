/**
 * What main's layers ask of one another, so that they need not import each other. Implementations
 * meet their users in `compose.ts`. Nothing here crosses IPC.
 */
import type { SecretStorage } from './storage';
import type { PlayerState } from './personal';
import type { WindowRequests } from './privacy';

/** Wall clock and timers, injectable so that a test can move time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Returns how to cancel. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** One line a call; secrets and raw stanzas never go in. `scope` is the room, e.g. "stream". */
export interface Log {
  debug(scope: string, message: string): void;
  info(scope: string, message: string): void;
  warn(scope: string, message: string): void;
  error(scope: string, message: string, error?: unknown): void;
}

/** Where passwords and the history key are kept: the system keychain, or memory when there is none. */
export interface SecretStore {
  /** As found by `open`; "memory" before that. */
  readonly storage: SecretStorage;
  /**
   * Tries the keychain once, within a time limit. `hadCanary` is the profile's flag that a canary
   * entry was written earlier: if it is set and the entry is missing, the keychain is locked or
   * another one, and nothing in it may be overwritten. Resolves always; never rejects.
   */
  open(hadCanary: boolean): Promise<SecretStorage>;
  /** Undefined: not there. Rejects with a typed error when the keychain fails. */
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  /** Resolves whether there was such an entry. */
  remove(name: string): Promise<boolean>;
}

/** Hears from the players of the computer. */
export interface PlayerReader {
  /** `changed` gets all players that are there, each time anything of them changed. Never throws. */
  start(changed: (players: readonly PlayerState[]) => void): void;
  stop(): void;
}

/** What the lock on the window's session counted. */
export interface RequestCounter {
  count(): Promise<WindowRequests>;
}
