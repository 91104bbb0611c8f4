/** How messages and what they carry are read and written. */
import { buildMessage, parseMessage, type OutgoingMessage } from '../../electron/xmpp/rfc6121-message/stanza';
import { buildChatState, parseChatState } from '../../electron/xmpp/xep-0085-chat-states/stanza';
import {
  buildReceiptRequest,
  buildReceived,
  parseReceiptRequest,
  parseReceivedIds,
} from '../../electron/xmpp/xep-0184-receipts/stanza';
import { buildDelay, parseDelay, type Delay } from '../../electron/xmpp/xep-0203-delay/stanza';
import { buildCarbonsEnable, unwrapCarbon } from '../../electron/xmpp/xep-0280-carbons/stanza';
import { buildForwarded, parseForwarded } from '../../electron/xmpp/xep-0297-forward/stanza';
import { buildReplaces, parseReplaces } from '../../electron/xmpp/xep-0308-correct/stanza';
import {
  buildDisplayed,
  buildMarkable,
  parseDisplayed,
  parseMarkable,
} from '../../electron/xmpp/xep-0333-markers/stanza';
import { buildHint, parseHints, type Hint } from '../../electron/xmpp/xep-0334-hints/stanza';
import {
  buildOriginId,
  buildStanzaId,
  parseOriginId,
  parseStanzaIds,
  type StanzaId,
} from '../../electron/xmpp/xep-0359-ids/stanza';
import { buildRetracts, parseRetracts, parseTombstone } from '../../electron/xmpp/xep-0424-retract/stanza';
import { buildFallback, parseFallback, type Stretch } from '../../electron/xmpp/xep-0428-fallback/stanza';
import { buildReactions, parseReactions, type ReactionsTo } from '../../electron/xmpp/xep-0444-reactions/stanza';
import { buildReplyTo, parseReplyTo, type ReplyTo } from '../../electron/xmpp/xep-0461-replies/stanza';
import { canonical, parseXml } from '../support/parse-xml';
import { ACCOUNT, NOW, inMessage, inbound, type Codec } from './codec';

interface Receipts {
  readonly requested: boolean;
  readonly receivedIds: readonly string[];
}

interface Markers {
  readonly markable: boolean;
  readonly displayed?: string;
}

interface Ids {
  readonly originId?: string;
  readonly stanzaIds: readonly StanzaId[];
}

export const messageCodecs: Readonly<Record<string, Codec>> = {
  'rfc6121-message': {
    parse: (message) => {
      const opened = inbound(message);
      return opened && parseMessage(opened, NOW, [ACCOUNT, 'capulet.lit']);
    },
    build: (json: OutgoingMessage) => buildMessage(json),
  },
  'xep-0085-chat-states': {
    parse: (message) => parseChatState(message),
    build: (state: Parameters<typeof buildChatState>[0]) => inMessage(buildChatState(state)),
  },
  'xep-0184-receipts': {
    parse: (message): Receipts => ({
      requested: parseReceiptRequest(message),
      receivedIds: parseReceivedIds(message),
    }),
    build: (json: Receipts) =>
      inMessage(...(json.requested ? [buildReceiptRequest()] : []), ...json.receivedIds.map(buildReceived)),
  },
  'xep-0203-delay': {
    parse: (message) => parseDelay(message, NOW, ['capulet.lit']),
    build: (delay: Delay) => inMessage(buildDelay(delay)),
  },
  'xep-0280-carbons': {
    parse: (message) => {
      const carbon = unwrapCarbon(message, ACCOUNT);
      if (carbon === 'forged') return 'forged';
      return carbon && { direction: carbon.direction, message: canonical(carbon.stanza) };
    },
    build: () => buildCarbonsEnable(),
  },
  'xep-0297-forward': {
    parse: (message) => {
      const forwarded = parseForwarded(message, NOW);
      if (forwarded === undefined) return undefined;
      return { message: forwarded.message.toString(), ...(forwarded.delay && { delay: forwarded.delay }) };
    },
    build: (json: { readonly message: string; readonly delay?: Delay }) =>
      inMessage(buildForwarded({ ...json, message: parseXml(json.message) })),
  },
  'xep-0308-correct': {
    parse: (message) => parseReplaces(message),
    build: (id: string) => inMessage(buildReplaces(id)),
  },
  'xep-0333-markers': {
    parse: (message): Markers => {
      const displayed = parseDisplayed(message);
      return { markable: parseMarkable(message), ...(displayed !== undefined && { displayed }) };
    },
    build: (json: Markers) =>
      inMessage(
        ...(json.markable ? [buildMarkable()] : []),
        ...(json.displayed === undefined ? [] : [buildDisplayed(json.displayed)]),
      ),
  },
  'xep-0334-hints': {
    parse: (message) => parseHints(message),
    build: (hints: readonly Hint[]) => inMessage(...hints.map(buildHint)),
  },
  'xep-0359-ids': {
    parse: (message): Ids => {
      const originId = parseOriginId(message);
      return { ...(originId !== undefined && { originId }), stanzaIds: parseStanzaIds(message) };
    },
    build: (json: Ids) =>
      inMessage(
        ...(json.originId === undefined ? [] : [buildOriginId(json.originId)]),
        ...json.stanzaIds.map(buildStanzaId),
      ),
  },
  'xep-0424-retract': {
    parse: (message) => {
      const retracts = parseRetracts(message);
      const tombstone = parseTombstone(message, NOW);
      return { ...(retracts !== undefined && { retracts }), ...(tombstone !== undefined && { tombstone }) };
    },
    build: (json: { readonly retracts: string }) => inMessage(buildRetracts(json.retracts)),
  },
  'xep-0428-fallback': {
    parse: (message) => parseFallback(message, 'body', ['urn:example:one', 'urn:example:two']),
    build: (json: 'all' | readonly Stretch[]) =>
      inMessage(buildFallback('urn:example:one', json === 'all' ? undefined : json[0])),
  },
  'xep-0444-reactions': {
    parse: (message) => parseReactions(message),
    build: (json: ReactionsTo) => inMessage(buildReactions(json)),
  },
  'xep-0461-replies': {
    parse: (message) => parseReplyTo(message),
    build: (json: ReplyTo) => inMessage(buildReplyTo(json)),
  },
};
