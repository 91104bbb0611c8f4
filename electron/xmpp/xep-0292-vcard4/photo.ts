/** Pictures in a vCard4 (RFC 6351 §5.2, RFC 6350 §6.2.4). Candor puts none there; other programs may. */
import { parseBase64 } from '../base64';
import { NS_VCARD4 } from '../ns';
import { childText, children, type Element } from '../xml';
import { detached, removeChild } from '../xml-copy';

/** A picture within the card (RFC 2397); parameters may stand before "base64". */
const DATA = /^data:[^,]{0,256};base64,/iu;

export type CardPhoto =
  /** No bytes where they cannot be read or are more than was allowed. */
  | { readonly bytes: Uint8Array }
  /** It stands at some address. */
  | 'elsewhere';

/** The first picture of a card; undefined: there is none. */
export function parseCardPhoto(card: Element, max: number): CardPhoto | undefined {
  for (const photo of photosOf(card)) {
    const uri = (childText(photo, 'uri', NS_VCARD4) ?? '').trim();
    if (uri === '') continue;
    const start = DATA.exec(uri)?.[0];
    return start === undefined ? 'elsewhere' : { bytes: parseBase64(uri.slice(start.length), max) ?? new Uint8Array() };
  }
  return undefined;
}

/** The same card without any picture. */
export function withoutPhotos(card: Element): Element {
  const edited = detached(card);
  for (const photo of photosOf(edited)) removeChild(edited, photo);
  return edited;
}

function photosOf(card: Element): readonly Element[] {
  return children(card, 'photo', NS_VCARD4);
}
