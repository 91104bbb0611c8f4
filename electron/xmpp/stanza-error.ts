/** Error stanzas (RFC 6120 §8.3). */
import { StanzaError } from './errors';
import { NS_CLIENT, NS_STANZA_ERRORS } from './ns';
import { boundLine } from './text';
import { attr, child, childText, type Element } from './xml';

const ERROR_TYPES = ['auth', 'cancel', 'continue', 'modify', 'wait'] as const;
const CONDITION = /^[a-z][a-z-]{0,63}$/u;

/** What an error stanza says; "undefined-condition" where it is missing or ill-formed. */
export type StanzaErrorFacts = Pick<StanzaError, 'condition' | 'type' | 'text'>;

/**
 * The error a stanza of type "error" carries, as facts. Where thousands of stanzas come back at once
 * (presence to contacts on servers that are gone), the stack trace of an exception would cost the most.
 */
export function readStanzaError(stanza: Element): StanzaErrorFacts {
  const error = child(stanza, 'error', NS_CLIENT);
  if (error === undefined) return { condition: 'undefined-condition', type: 'cancel', text: '' };
  const condition = error
    .getChildElements()
    .filter((element) => element.getNS() === NS_STANZA_ERRORS)
    .map((element) => element.getName())
    .find((name) => name !== 'text' && CONDITION.test(name));
  const type = ERROR_TYPES.find((known) => known === attr(error, 'type')) ?? 'cancel';
  const text = boundLine(childText(error, 'text', NS_STANZA_ERRORS) ?? '', 1024);
  return { condition: condition ?? 'undefined-condition', type, text };
}

/** The same as an exception, for a request that failed. */
export function parseStanzaError(stanza: Element): StanzaError {
  const { condition, type, text } = readStanzaError(stanza);
  return new StanzaError(condition, type, text);
}
