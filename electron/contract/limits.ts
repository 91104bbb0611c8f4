/** Sizes that both processes keep to. */

/** Longest text of one message that the window may send, in UTF-16 units. */
export const MAX_BODY = 64 * 1024;

/** Of a presence (RFC 6121 §4.7.2.3). */
export const MIN_PRIORITY = -128;
export const MAX_PRIORITY = 127;
