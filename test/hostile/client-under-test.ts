/** What a hostile case may do with a client and see of it, whichever client it is. */

export interface SignInAttempt {
  readonly jid: string;
  readonly password: string;
  /** Empty: found through DNS, as if the user left the connection settings alone. */
  readonly host: string;
  readonly port: number;
  readonly encryption: 'automatic' | 'starttls' | 'direct-tls';
  /** The user agreed that the service sees the password. */
  readonly allowPlain: boolean;
  /** A session that an earlier run of the program left behind, and how much of it is handled; for a client that `mayGoOn`. */
  readonly earlier?: { readonly id: string; readonly handled: number };
}

export type SignInOutcome =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly detail: string };

/** A message as a person would meet it. */
export interface ShownMessage {
  /** Bare JID of whoever it is credited to. */
  readonly from: string;
  readonly body: string;
}

export type ClientState = 'offline' | 'connecting' | 'online' | 'waiting' | 'blocked' | 'stopped';

export interface ClientUnderTest {
  readonly name: string;
  /** Whether it says why it refuses, with the codes of `electron/contract/errors.ts`. */
  readonly explains: boolean;
  /** Whether it can be made to go on with a session that a test makes up. */
  readonly mayGoOn: boolean;
  /** Settles with the first outcome; a client that went online comes back by itself later. */
  signIn(attempt: SignInAttempt): Promise<SignInOutcome>;
  /** Ends the session and forgets it; messages and contacts are empty afterwards. */
  signOut(): Promise<void>;
  state(): Promise<ClientState>;
  /** Why it waits or stopped; empty otherwise. */
  failureCode(): Promise<string>;
  /** Every message shown since the sign-in, oldest first. */
  messages(): Promise<readonly ShownMessage[]>;
  /** Bare JIDs of the contact list. */
  contacts(): Promise<readonly string[]>;
  /** Resident memory of the process that holds the connection, in bytes. */
  memory(): Promise<number>;
  /** Uncaught exceptions and unhandled rejections since the start. */
  faults(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Asks again until `value` pleases, every few milliseconds; fails with the last answer. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T> | T,
  pleases: (value: T) => boolean,
  limit = 15_000,
): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const value = await ask();
    if (pleases(value)) return value;
    if (Date.now() > end) throw new Error(`${what}: still ${JSON.stringify(value)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}
