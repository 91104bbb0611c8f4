/** Why a message or a request did not arrive, in words. */
import type { Message } from '../../../electron/contract/messages';
import { domainOf } from '../../state/account.svelte';
import { t } from '../../text/catalogue';
import { failureWords } from '../../text/failures';

type Kind = 'absent' | 'noService' | 'silent' | 'refused' | 'full';

/** Error conditions of what came back (RFC 6120 §8.3.3), by what they mean to whom sent it. */
const kinds: Readonly<Record<string, Kind>> = {
  'service-unavailable': 'absent',
  'item-not-found': 'absent',
  'recipient-unavailable': 'absent',
  gone: 'absent',
  'remote-server-not-found': 'noService',
  'remote-server-timeout': 'silent',
  forbidden: 'refused',
  'not-allowed': 'refused',
  'not-acceptable': 'refused',
  'not-authorized': 'refused',
  'policy-violation': 'refused',
  'subscription-required': 'refused',
  'registration-required': 'refused',
  'resource-constraint': 'full',
};

interface FailedWords {
  readonly what: string;
  readonly why: string;
}

/**
 * Of a message, or of what the user said of it; none where all arrived. `contact`: what the other side is called;
 * `service`: domain of the account.
 */
export function failuresOf(message: Message, contact: string, service: string): readonly FailedWords[] {
  const { state, retracted, refused = [], with: peer } = message;
  if (state === 'failed') return retracted === true ? [] : [failedWords(message, contact, service)];
  return refused.map(({ what, condition }) => ({
    what: t(`message.refused.${what}`),
    why: bounceWords(condition, peer, contact),
  }));
}

function failedWords({ failure, with: peer }: Message, contact: string, service: string): FailedWords {
  if (failure === undefined) return { what: t('chat.unsent'), why: '' };
  if (failure.code !== 'refused-by-server') return { what: t('chat.unsent'), why: failureWords(failure, service).what };
  return { what: t('message.bounced'), why: bounceWords(failure.detail ?? '', peer, contact) };
}

/** Why what was sent to `peer` came back with an error of this condition. `name`: what they are called. */
export function bounceWords(condition: string, peer: string, name: string): string {
  const kind = kinds[condition];
  if (kind === undefined) return t('message.bounced.other', { condition });
  if (kind === 'absent') return t('message.bounced.absent', { name });
  return t(`message.bounced.${kind}`, { service: domainOf(peer) });
}
