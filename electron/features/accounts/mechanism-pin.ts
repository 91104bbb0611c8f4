/**
 * The pin against downgrade: once a mechanism has worked, the account never uses a weaker one
 * again without the user.
 *
 * Only the family is pinned, not "-PLUS": whether the TLS connection gives a channel binding
 * depends on both ends' TLS version and library, so an update of either would lock the user out.
 * A "-PLUS" that an attacker strips is caught by SCRAM itself: a client that could bind says so in
 * the exchange, and a server that offered it then refuses (RFC 5802 §6).
 */

/** Weakest first. */
const strength: readonly string[] = ['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** The pin after a sign-in with `used` succeeded; it only ever rises. */
export function raisePin(pinned: string | undefined, used: string): string | undefined {
  const family = used.replace(/-PLUS$/u, '');
  if (!strength.includes(family)) return pinned;
  return pinned === undefined || strength.indexOf(family) > strength.indexOf(pinned) ? family : pinned;
}

/** What is pinned where the user accepts a weaker offer. `downgrade`: detail of 'mechanism-downgraded', "OFFERED,… < PINNED". */
export function strongestOffered(downgrade = ''): string | undefined {
  const [offered = ''] = downgrade.split(' < ');
  return offered.split(',').reduce<string | undefined>(raisePin, undefined);
}
