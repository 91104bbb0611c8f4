/**
 * Changing the password at the service (XEP-0077 §3.3). From before the new one is sent until one of the two
 * has signed in, both are kept: an answer can be lost, and a service can say one thing and do another.
 */
import type { PasswordChanged, PasswordState } from '../../contract/privacy';
import { ConnectionError, StanzaError } from '../../xmpp/errors';
import { domainOf, localOf } from '../../xmpp/jid';
import { saslPrep } from '../../xmpp/stream/saslprep';
import { buildPasswordChange } from '../../xmpp/xep-0077-registration/stanza';
import type { Accounts } from '../accounts/accounts';
import { aside } from '../accounts/aside';
import type { LiveAccount } from '../accounts/live-account';
import type { Which } from '../accounts/passwords';
import { FeatureError, reasonOf } from '../errors';

/** How long the service may take (milliseconds). */
const ANSWER_LIMIT = 20_000;

/** After these nothing was changed (XEP-0077 §3.3, RFC 6120 §8.3.3); after others it may have been. */
const refusals = new Set([
  'bad-request',
  'feature-not-implemented',
  'forbidden',
  'not-acceptable',
  'not-allowed',
  'not-authorized',
  'policy-violation',
  'registration-required',
  'service-unavailable',
  'unexpected-request',
]);

/** Rejects with `FeatureError` 'offline', 'invalid-argument' or 'password-in-doubt', or as the keychain does; nothing was sent then. */
export async function changePassword(
  accounts: Accounts,
  account: LiveAccount,
  password: string,
): Promise<PasswordChanged> {
  if (!account.isOnline) throw new FeatureError('offline');
  if (saslPrep(password) === undefined) throw new FeatureError('invalid-argument', 'password');
  // A third one would push out one of two that may hold.
  if (accounts.passwordState(account.jid).state === 'in-doubt') throw new FeatureError('password-in-doubt');
  await accounts.passwordDoubted(account.jid, password);
  const refusal = await send(account, password);
  if (refusal !== undefined) {
    await accounts.passwordProven(account.jid, 'old');
    return { outcome: 'refused', detail: refusal };
  }
  const holds = await prove(accounts, account);
  if (holds === undefined) return { outcome: 'in-doubt' };
  return holds === 'new' ? { outcome: 'changed' } : { outcome: 'refused', detail: 'not-changed' };
}

export async function settlePassword(accounts: Accounts, account: LiveAccount): Promise<PasswordState> {
  if (accounts.passwordState(account.jid).state === 'in-doubt') await prove(accounts, account);
  return accounts.passwordState(account.jid);
}

/** The condition where the service has refused for sure; undefined where only a sign-in can tell. */
async function send(account: LiveAccount, password: string): Promise<string | undefined> {
  const { jid, session, services } = account;
  try {
    await session.request(buildPasswordChange(domainOf(jid), localOf(jid), password), { timeoutMs: ANSWER_LIMIT });
    return undefined;
  } catch (error) {
    services.log.info('password', `no plain answer: ${reasonOf(error)}`);
    return error instanceof StanzaError && refusals.has(error.condition) ? error.condition : undefined;
  }
}

/** Signs in beside the account's own session, with the new one first. Undefined: neither was taken, or nobody could be asked. */
async function prove(accounts: Accounts, account: LiveAccount): Promise<Which | undefined> {
  const { jid, services } = account;
  for (const which of ['new', 'old'] as const) {
    const password = await accounts.eitherPassword(jid, which);
    if (password === undefined) continue;
    try {
      await aside(
        account.makeAside([], () => Promise.resolve(password)),
        services.clock,
        () => Promise.resolve(),
      );
    } catch (error) {
      const refused = codeOf(error) === 'wrong-password';
      services.log.info('password', `the ${which} one did not sign in: ${reasonOf(error)}`);
      if (refused) continue;
      return undefined;
    }
    await accounts.passwordProven(jid, which);
    return which;
  }
  return undefined;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof FeatureError || error instanceof ConnectionError ? error.code : undefined;
}
