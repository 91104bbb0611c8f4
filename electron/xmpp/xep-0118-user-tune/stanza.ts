/**
 * User Tune — XEP-0118, version 1.3.0.
 * https://xmpp.org/extensions/xep-0118.html
 *
 * Left out: composer, date, genre, language, lyricist and performer.
 */
import { NS_TUNE } from '../ns';
import { boundLabel, cleanText } from '../text';
import { childText, xml } from '../xml';
import type { PubsubItem } from '../xep-0060-pubsub/stanza';

const MAX_TEXT = 256;
const MAX_URI = 2048;
/** The type of <length/> in the schema (§8), xs:unsignedShort. */
const MAX_LENGTH = 65_535;
const MAX_RATING = 10;

/** What somebody listens to (§2.1); each text is one bounded line without control and direction marks. */
export interface Tune {
  readonly artist?: string;
  readonly title?: string;
  /** The collection, e.g. an album. */
  readonly source?: string;
  /** E.g. the number in the collection. */
  readonly track?: string;
  /** Seconds. */
  readonly length?: number;
  /** 1–10. */
  readonly rating?: number;
  /** Where to read about it: `http:` or `https:`. */
  readonly uri?: string;
}

/** The item of a node that holds one at a time (XEP-0060 §12.20). */
const ITEM_ID = 'current';

/** An empty tune where nothing is listened to any more; undefined where the item is none. */
export function parseTune({ payload }: PubsubItem): Tune | undefined {
  if (!payload.is('tune', NS_TUNE)) return undefined;
  const text = (name: string): string | undefined => {
    const found = boundLabel(childText(payload, name, NS_TUNE) ?? '', MAX_TEXT);
    return found === '' ? undefined : found;
  };
  const artist = text('artist');
  const title = text('title');
  const source = text('source');
  const track = text('track');
  const length = wholeNumber(text('length'), MAX_LENGTH);
  const rating = wholeNumber(text('rating'), MAX_RATING);
  const uri = webAddress(childText(payload, 'uri', NS_TUNE));
  return {
    ...(artist !== undefined && { artist }),
    ...(title !== undefined && { title }),
    ...(source !== undefined && { source }),
    ...(track !== undefined && { track }),
    ...(length !== undefined && { length }),
    ...(rating !== undefined && { rating }),
    ...(uri !== undefined && { uri }),
  };
}

/** An empty tune says that nothing is listened to any more (§2.2). */
export function buildTune({ artist, length, rating, source, title, track, uri }: Tune): PubsubItem {
  const fields = { artist, length, rating, source, title, track, uri };
  const elements = Object.entries(fields)
    .filter((field): field is [string, string | number] => field[1] !== undefined)
    .map(([name, value]) => xml(name, {}, cleanText(String(value))));
  return { id: ITEM_ID, payload: xml('tune', { xmlns: NS_TUNE }, ...elements) };
}

/** From 1 to `most`. */
function wholeNumber(text: string | undefined, most: number): number | undefined {
  const number = text !== undefined && /^\d{1,5}$/u.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

/** Nothing else is ever passed on, so that no place of a disk or a program is. */
function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_URI || !/^https?:\/\//iu.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text).href : undefined;
}
