/**
 * User Mood — XEP-0107, version 1.2.2.
 * https://xmpp.org/extensions/xep-0107.html
 *
 * Left out: finer moods of other namespaces, and moods within messages.
 */
import { NS_MOOD } from '../ns';
import { boundLabel, cleanText } from '../text';
import { childText, xml } from '../xml';
import type { PubsubItem } from '../xep-0060-pubsub/stanza';

/** §3, in the order of the schema. */
export const moodValues = (
  'afraid amazed angry amorous annoyed anxious aroused ashamed bored brave calm cautious cold confident confused ' +
  'contemplative contented cranky crazy creative curious dejected depressed disappointed disgusted dismayed ' +
  'distracted embarrassed envious excited flirtatious frustrated grateful grieving grumpy guilty happy hopeful hot ' +
  'humbled humiliated hungry hurt impressed in_awe in_love indignant interested intoxicated invincible jealous ' +
  'lonely lost lucky mean moody nervous neutral offended outraged playful proud relaxed relieved remorseful restless ' +
  'sad sarcastic satisfied serious shocked shy sick sleepy spontaneous stressed strong surprised thankful thirsty ' +
  'tired undefined weak worried'
).split(' ');

const MAX_TEXT = 256;
const ITEM_ID = 'current';

/** How somebody feels. */
export interface Mood {
  /** One of `moodValues`. */
  readonly value: string;
  /** The person's own words; empty if none. */
  readonly text: string;
}

/** 'none' where the person no longer says; undefined where the item is no mood. */
export function parseMood({ payload }: PubsubItem): Mood | 'none' | undefined {
  if (!payload.is('mood', NS_MOOD)) return undefined;
  const names = payload.getChildElements().map((element) => (element.getNS() === NS_MOOD ? element.getName() : ''));
  const value = names.find((name) => moodValues.includes(name));
  const text = boundLabel(childText(payload, 'text', NS_MOOD) ?? '', MAX_TEXT);
  if (value === undefined && text === '') return 'none';
  // A mood of a later version is one that is not defined here.
  return { value: value ?? 'undefined', text };
}

export function buildMood(mood: Mood | 'none'): PubsubItem {
  const parts =
    mood === 'none' ? [] : [xml(mood.value), ...(mood.text === '' ? [] : [xml('text', {}, cleanText(mood.text))])];
  return { id: ITEM_ID, payload: xml('mood', { xmlns: NS_MOOD }, ...parts) };
}
