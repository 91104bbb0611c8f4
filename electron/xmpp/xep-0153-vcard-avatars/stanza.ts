/**
 * vCard-Based Avatars — XEP-0153, version 1.1.1: a picture in the public card (XEP-0054) and its hash in
 * presence.
 * https://xmpp.org/extensions/xep-0153.html
 *
 * Left out: pictures at web addresses (<EXTVAL/>), see XEP-0084's room; and falling silent while another client of the
 * account says nothing of pictures (§4.3), since nearly all that say nothing change none.
 */
import { parseBase64 } from '../base64';
import { NS_VCARD_TEMP, NS_VCARD_UPDATE } from '../ns';
import { parseSha1 } from '../sha1';
import { boundLine } from '../text';
import { child, childText, children, xml, Element } from '../xml';
import { detached, insertChild, removeChild } from '../xml-copy';

const MAX_TYPE = 64;

export interface Photo {
  /** As the card says; empty if it does not. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** SHA-1 of the picture (lower-case hex); 'none': there is none; undefined: the client says nothing of it (§4.1). */
export function parsePhotoUpdate(presence: Element): string | undefined {
  const update = child(presence, 'x', NS_VCARD_UPDATE);
  const photo = update === undefined ? undefined : childText(update, 'photo', NS_VCARD_UPDATE);
  if (photo === undefined) return undefined;
  return photo.trim() === '' ? 'none' : parseSha1(photo);
}

/** For a presence. */
export function buildPhotoUpdate(hash: string): Element {
  return xml('x', { xmlns: NS_VCARD_UPDATE }, xml('photo', {}, ...(hash === 'none' ? [] : [hash])));
}

/** The first picture in a card; without bytes where they cannot be read or are more than `max`. Undefined: there is none. */
export function parsePhoto(card: Element, max: number): Photo | undefined {
  for (const photo of children(card, 'PHOTO', NS_VCARD_TEMP)) {
    const text = childText(photo, 'BINVAL', NS_VCARD_TEMP) ?? '';
    if (text.trim() === '') continue;
    const type = boundLine(childText(photo, 'TYPE', NS_VCARD_TEMP) ?? '', MAX_TYPE).toLowerCase();
    return { type, bytes: parseBase64(text, max) ?? new Uint8Array() };
  }
  return undefined;
}

/** The same card with this picture in the place of those that it had; undefined: with none. */
export function withPhoto(card: Element, photo: Photo | undefined): Element {
  const edited = detached(card);
  for (const old of children(edited, 'PHOTO', NS_VCARD_TEMP)) removeChild(edited, old);
  if (photo !== undefined) {
    const made = new Element('PHOTO');
    insertChild(made, xml('TYPE', {}, photo.type), 'last');
    insertChild(made, xml('BINVAL', {}, Buffer.from(photo.bytes).toString('base64')), 'last');
    insertChild(edited, made, 'last');
  }
  return edited;
}
