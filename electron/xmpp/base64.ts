/** Base64 (RFC 4648 §4) as pictures are carried in it: line feeds may stand between. */

const ALPHABET = /^[A-Za-z0-9+/]*={0,2}$/u;

/** Undefined where the text is none, is empty, or stands for more than `max` bytes. */
export function parseBase64(text: string, max: number): Buffer | undefined {
  // With a break after each 60 letters, and one for good measure.
  if (text.length > max * 1.5 + 1024) return undefined;
  const letters = text.replace(/\s+/gu, '');
  if (letters === '' || letters.length % 4 === 1 || !ALPHABET.test(letters)) return undefined;
  const bytes = Buffer.from(letters, 'base64');
  return bytes.length === 0 || bytes.length > max ? undefined : bytes;
}
