/**
 * User Nickname — XEP-0172, version 1.1.
 * https://xmpp.org/extensions/xep-0172.html
 *
 * Left out: nicknames within presence and messages.
 */
import { NS_NICK } from '../ns';
import { boundLabel, cleanText } from '../text';
import { xml } from '../xml';
import type { PubsubItem } from '../xep-0060-pubsub/stanza';

const MAX_TEXT = 256;
const ITEM_ID = 'current';

/** What somebody wants to be called; empty: nothing in particular. Undefined where the item is no nickname. */
export function parseNickname({ payload }: PubsubItem): string | undefined {
  return payload.is('nick', NS_NICK) ? boundLabel(payload.text(), MAX_TEXT) : undefined;
}

export function buildNickname(nickname: string): PubsubItem {
  return { id: ITEM_ID, payload: xml('nick', { xmlns: NS_NICK }, cleanText(nickname)) };
}
