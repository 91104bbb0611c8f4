/** Sizes that both processes keep to. */

/** Longest text of one message that the window may send, in UTF-16 units. */
export const MAX_BODY = 64 * 1024;
