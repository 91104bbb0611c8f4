/**
 * Message Reactions — XEP-0444, version 0.2.1.
 * https://xmpp.org/extensions/xep-0444.html
 *
 * Left out: the restrictions that an entity may announce (§ "Restricted reactions"); what it does not
 * take comes back as an error.
 */
import { NS_REACTIONS } from '../ns';
import { boundId } from '../text';
import { attr, children, xml, type Element } from '../xml';

/** One person puts no more than this to one message. */
export const MAX_REACTIONS = 24;
/** Elements that are looked at. */
const MAX_ELEMENTS = 64;
/** The longest emoji of Unicode 16 have 15 code units. */
const MAX_EMOJI = 32;

// Digits are emoji too as far as Unicode is concerned: something of it has to be drawn as a picture.
const EMOJI_ONLY = /^[\p{Emoji}\p{Emoji_Component}]+$/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** All that the sender puts to a message, in place of what it was before. */
export interface ReactionsTo {
  /** Id of the message. */
  readonly to: string;
  /** Each once, in the sender's order; empty: none any more. */
  readonly emojis: readonly string[];
}

/** What is no emoji is left out. Undefined also where there are several. */
export function parseReactions(message: Element): ReactionsTo | undefined {
  const [reactions, ...more] = children(message, 'reactions', NS_REACTIONS);
  if (reactions === undefined || more.length > 0) return undefined;
  const to = boundId(attr(reactions, 'id'));
  if (to === undefined) return undefined;
  const emojis = children(reactions, 'reaction', NS_REACTIONS)
    .slice(0, MAX_ELEMENTS)
    .map((reaction) => reaction.text().trim())
    .filter(isEmoji);
  return { to, emojis: [...new Set(emojis)].slice(0, MAX_REACTIONS) };
}

/** Whether the text is one emoji, as far as this system's Unicode knows (§ "Business Rules"). */
export function isEmoji(text: string): boolean {
  if (text.length > MAX_EMOJI || !EMOJI_ONLY.test(text) || !PICTURE.test(text)) return false;
  return [...graphemes.segment(text)].length === 1;
}

export function buildReactions({ to, emojis }: ReactionsTo): Element {
  return xml('reactions', { xmlns: NS_REACTIONS, id: to }, ...emojis.map((emoji) => xml('reaction', {}, emoji)));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
