/** Error stanzas (RFC 6120 §8.3). */
import { StanzaError } from './errors';
import { NS_CLIENT, NS_STANZA_ERRORS } from './ns';
import { boundLine } from './text';
import { attr, child, childText, type Element } from './xml';

const ERROR_TYPES = ['auth', 'cancel', 'continue', 'modify', 'wait'] as const;
const CONDITION = /^[a-z][a-z-]{0,63}$/u;

/** The error a stanza of type "error" carries; "undefined-condition" where it is missing or ill-formed. */
export function parseStanzaError(stanza: Element): StanzaError {
  const error = child(stanza, 'error', NS_CLIENT);
  if (error === undefined) return new StanzaError('undefined-condition', 'cancel', '');
  const condition = error
    .getChildElements()
    .filter((element) => element.getNS() === NS_STANZA_ERRORS)
    .map((element) => element.getName())
    .find((name) => name !== 'text' && CONDITION.test(name));
  const type = ERROR_TYPES.find((known) => known === attr(error, 'type')) ?? 'cancel';
  const text = boundLine(childText(error, 'text', NS_STANZA_ERRORS) ?? '', 1024);
  return new StanzaError(condition ?? 'undefined-condition', type, text);
}
