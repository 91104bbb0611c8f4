/**
 * User Avatar — XEP-0084, version 1.1.4.
 * https://xmpp.org/extensions/xep-0084.html
 *
 * Left out: pictures at web addresses (fetching one tells a stranger's server who looks and from where)
 * and pointers (§4.2.3).
 */
import { parseBase64 } from '../base64';
import { NS_AVATAR_DATA, NS_AVATAR_METADATA } from '../ns';
import { parseSha1 } from '../sha1';
import { boundLine } from '../text';
import { attr, children, xml, type Element } from '../xml';
import type { PubsubItem } from '../xep-0060-pubsub/stanza';

const MAX_FORMS = 20;
const MAX_TYPE = 64;

/** One form of the picture (§4.2.1), as its owner describes it. */
export interface AvatarInfo {
  /** SHA-1 of the bytes, lower-case hex. */
  readonly hash: string;
  readonly bytes: number;
  /** Media type. */
  readonly type: string;
  readonly width?: number;
  readonly height?: number;
}

/** Forms that are in the data node; none: there is no picture (any more). */
export type AvatarMetadata = readonly AvatarInfo[];

export interface AvatarData {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** Undefined where the item is none. */
export function parseMetadata({ payload }: PubsubItem): AvatarMetadata | undefined {
  if (!payload.is('metadata', NS_AVATAR_METADATA)) return undefined;
  return children(payload, 'info', NS_AVATAR_METADATA)
    .slice(0, MAX_FORMS)
    .map(parseInfo)
    .filter((info) => info !== undefined);
}

/** The item has the name of its first form (§3.2); none: the picture is taken away (§3.5). */
export function buildMetadata(forms: AvatarMetadata): PubsubItem {
  const infos = forms.map(({ hash, bytes, type, width, height }) =>
    xml('info', { bytes, height, id: hash, type, width }),
  );
  return { id: forms[0]?.hash ?? 'current', payload: xml('metadata', { xmlns: NS_AVATAR_METADATA }, ...infos) };
}

/**
 * Undefined where the item is none. No bytes where they cannot be read or are more than `max`; whether they are what
 * the name says is for others to check.
 */
export function parseAvatarData({ id, payload }: PubsubItem, max: number): AvatarData | undefined {
  const hash = parseSha1(id);
  if (hash === undefined || !payload.is('data', NS_AVATAR_DATA)) return undefined;
  return { hash, bytes: parseBase64(payload.text(), max) ?? new Uint8Array() };
}

export function buildAvatarData({ hash, bytes }: AvatarData): PubsubItem {
  return { id: hash, payload: xml('data', { xmlns: NS_AVATAR_DATA }, Buffer.from(bytes).toString('base64')) };
}

function parseInfo(info: Element): AvatarInfo | undefined {
  const hash = parseSha1(attr(info, 'id'));
  const bytes = wholeNumber(attr(info, 'bytes'));
  if (hash === undefined || bytes === undefined || attr(info, 'url') !== undefined) return undefined;
  const [width, height] = [wholeNumber(attr(info, 'width')), wholeNumber(attr(info, 'height'))];
  return {
    hash,
    bytes,
    type: boundLine(attr(info, 'type') ?? '', MAX_TYPE).toLowerCase(),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/u.test(text) ? Number(text) : undefined;
}
