/** What every part of the command contract is made of. */
import * as v from 'valibot';

/** RFC 7622: three parts of at most 1023 bytes each and two separators. */
const MAX_JID = 3071;

export const jid = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_JID));
/** Never kept in the window, and never logged. */
export const password = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
/** A position: `Message.key` and the like. */
export const key = v.pipe(v.number(), v.integer(), v.minValue(0));
export const nothing = v.undefined();
export const groups = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(1023))), v.maxLength(100));
export const people = v.pipe(v.array(jid), v.maxLength(1000));
export const inAccount = { account: jid };
export const inConversation = { account: jid, with: jid };

/** The result's type is declared by a phantom, so that one object holds both sides. */
export function takes<S extends v.GenericSchema>(args: S) {
  return { returns: <R>(): { readonly args: S; readonly result: R } => ({ args, result: undefined as R }) };
}
