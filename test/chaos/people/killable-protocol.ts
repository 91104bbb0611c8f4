/** What crosses between a scenario and a program that it kills. */
import type { Account } from '../../../electron/contract/account';
import type { Message } from '../../../electron/contract/messages';

/** How far the program is. */
export interface Connection {
  readonly online: boolean;
  /** Nothing of the archive is missing, and all that is here has its place. */
  readonly isAllHere: boolean;
}

export function connectionOf({ connection, archiveGaps, supports }: Account): Connection {
  const online = connection.state === 'online';
  return { online, isAllHere: online && supports.archive === true && archiveGaps.length === 0 };
}

/** The program's only argument, as JSON. */
export interface ProgramOptions {
  readonly jid: string;
  readonly password: string;
  readonly port: number;
  readonly profileDir: string;
  /** Stands for the keychain. */
  readonly secretsFile: string;
  /** PEM file of the authority to trust. */
  readonly authorityFile: string;
}

export type Command =
  /** Answered once the message is stored. */
  | { readonly do: 'send'; readonly to: string; readonly body: string }
  | { readonly do: 'conversation'; readonly peer: string };

export type Request = Command & { readonly id: number };

export type Told =
  | { readonly answer: number; readonly messages: readonly Message[] }
  | { readonly answer: number; readonly error: string }
  /** A message is in the store, or in another state there. */
  | { readonly messages: readonly Message[] }
  | { readonly connection: Connection };
