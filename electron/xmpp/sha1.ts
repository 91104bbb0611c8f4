/** By the SHA-1 of its bytes a picture is known (XEP-0084 §4.2.2, XEP-0153 §3). */
import { createHash } from 'node:crypto';

/** Lower-case hex, of 40 digits. */
export function sha1Of(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}

/** As it is compared; undefined where it is none. */
export function parseSha1(text: string | undefined): string | undefined {
  const hash = text?.trim().toLowerCase() ?? '';
  return /^[0-9a-f]{40}$/u.test(hash) ? hash : undefined;
}
