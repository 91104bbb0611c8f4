/** What a picture is, by its own bytes. */
import { readHeader } from '../../contract/picture-header';
import { MAX_CONTACT_PICTURE_PIXELS, MAX_CONTACT_PICTURE_SIDE, type PictureFacts } from '../../contract/profile';

/** Undefined: none that Candor shows, or one with more pixels than it would decode. */
export function pictureFacts(bytes: Uint8Array): PictureFacts | undefined {
  const header = readHeader(bytes);
  if (header === undefined) return undefined;
  const { type, width, height, animated } = header;
  const tooLarge = width * height > MAX_CONTACT_PICTURE_PIXELS || Math.max(width, height) > MAX_CONTACT_PICTURE_SIDE;
  return tooLarge ? undefined : { type, bytes: bytes.length, width, height, animated };
}
