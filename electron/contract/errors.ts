/**
 * Errors as they cross from main to the renderer: a code the window can act on and plain words it
 * can show. Inside main, errors are typed classes; only this shape leaves it. No field may carry
 * a secret, raw XML or a stack.
 */

/** Every code the window may meet. A new code needs its words in the renderer's catalogue. */
export const failureCodes = [
  /** An argument did not fit the command's schema. */
  'invalid-argument',
  /** The command needs an account that is not there. */
  'no-account',
  /** The command needs a live connection and there is none. */
  'offline',
  /** The server did not answer in time. */
  'timeout',
  /** The server answered with a stanza error; `detail` is its defined condition (RFC 6120 §8.3.3). */
  'refused-by-server',
  /** The service does not offer what the command needs. */
  'not-offered',
  /** The service's answer is not what the protocol has there, or too large. */
  'answer-not-understood',
  /** The service keeps a session out only by another password (XEP-0494). */
  'password-change-needed',
  /** The same is under way already. */
  'busy',
  /** A file of the user's is no export that can be read. */
  'import-failed',
  /** The service was told who may see something and then said otherwise; nothing was sent. */
  'audience-differs',
  /** Name of the service could not be resolved. `detail` is the domain. */
  'service-not-found',
  /** No address of the service accepted a connection. */
  'service-unreachable',
  /** The service offers no TLS. Nothing was sent. */
  'no-tls',
  /** TLS handshake failed for a reason other than the certificate. */
  'tls-failed',
  /** The certificate is for other names; `detail` lists them. */
  'certificate-wrong-host',
  /** The certificate expired; `detail` is the ISO date. */
  'certificate-expired',
  /** The certificate is not valid yet; `detail` is the ISO date. */
  'certificate-not-yet-valid',
  /** The certificate's issuer is unknown; `detail` is the SHA-256 fingerprint. */
  'certificate-untrusted',
  /** The service refused JID or password. */
  'wrong-password',
  /** No password is known for this account (not remembered, or the keychain does not give it); the user has to type it. */
  'password-needed',
  /** The service has disabled this account. */
  'account-disabled',
  /** The service only takes the password itself (PLAIN); the user has to agree once. */
  'plain-needs-consent',
  /** The service wants another proof beside the password (XEP-0388 tasks); `detail` names them. */
  'second-factor-needed',
  /** A weaker mechanism than the pinned one was offered; `detail` is "OFFERED,… < PINNED". */
  'mechanism-downgraded',
  /** No mechanism that both sides know; `detail` lists what was offered. */
  'no-common-mechanism',
  /** The server could not prove that it knows the password (RFC 5802 server signature). */
  'server-not-authentic',
  /** The server bound an address of another account. */
  'wrong-address-bound',
  /** The stream broke a protocol rule; `detail` is the stream error condition. */
  'protocol-violation',
  /** Another session took this resource. */
  'replaced-by-other-session',
  /** The user stopped it. */
  'cancelled',
  /** The keychain did not answer or refused. */
  'keychain-unavailable',
  /** The store could not write. */
  'storage-failed',
  /** A file of the user's could not be written; `detail` is the system's word for it (e.g. "ENOSPC"). */
  'export-failed',
  /** A change of the password is under way whose end is not known; a second one could lock the user out. */
  'password-in-doubt',
  /** The file holds no policy pack; `detail` is the place in it that does not fit. */
  'pack-invalid',
  /** Anything else; it is in the log. */
  'unexpected',
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** What a refused command returns in place of a result. */
export interface Failure {
  readonly code: FailureCode;
  /** One value that the words need (a date, a name, a condition); never a secret. */
  readonly detail?: string;
}

/** Every command resolves to this; a command never rejects across IPC. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };
