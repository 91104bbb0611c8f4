/** Typed errors of the XMPP core. They carry conditions and public facts, never secrets or raw XML. */
import type { Failure, FailureCode } from '../contract/errors';

/** Something about the stream or its negotiation went wrong; `code` says what the user should learn. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  constructor(
    readonly code: FailureCode,
    readonly detail?: string,
    options?: ErrorOptions,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
  }

  /** As it leaves main. */
  get failure(): Failure {
    return this.detail === undefined ? { code: this.code } : { code: this.code, detail: this.detail };
  }
}

/** Error conditions after which trying again by itself is of no use: the user has to decide. */
export const stoppingCodes: ReadonlySet<FailureCode> = new Set([
  'wrong-password',
  'password-needed',
  'keychain-unavailable',
  'account-disabled',
  'second-factor-needed',
  'plain-needs-consent',
  'mechanism-downgraded',
  'server-not-authentic',
  'wrong-address-bound',
  'replaced-by-other-session',
  'cancelled',
]);

/**
 * Conditions that the user should know of and that may pass by themselves: a captive portal, a certificate that
 * is renewed, a clock that is set. Nothing secret is sent before they are found out, so trying again is safe.
 */
export const blockingCodes: ReadonlySet<FailureCode> = new Set([
  'certificate-wrong-host',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-untrusted',
  'no-tls',
  'no-common-mechanism',
]);

/** An error reply (RFC 6120 §8.3). */
export class StanzaError extends Error {
  override readonly name = 'StanzaError';
  constructor(
    /** Defined condition, e.g. "item-not-found". */
    readonly condition: string,
    /** "auth", "cancel", "continue", "modify" or "wait". */
    readonly type: string,
    /** Bounded plain text, if the server gave one. */
    readonly text: string,
  ) {
    super(text === '' ? condition : `${condition}: ${text}`);
  }
}
