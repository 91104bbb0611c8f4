/** How each room's stanzas are read and written, for the pairs beside this file. */
import { anyJid, type BareJid } from '../../electron/xmpp/jid';
import type { InboundMessage } from '../../electron/xmpp/module';
import { NS_CLIENT, NS_DISCO_INFO, NS_DISCO_ITEMS, NS_PUBSUB } from '../../electron/xmpp/ns';
import { buildMessage, parseMessage, type OutgoingMessage } from '../../electron/xmpp/rfc6121-message/stanza';
import {
  buildPresence,
  buildSubscription,
  parsePresence,
  type OwnPresence,
  type SubscriptionType,
} from '../../electron/xmpp/rfc6121-presence/stanza';
import {
  buildRosterGet,
  buildRosterRemove,
  buildRosterSet,
  parseRosterPush,
  parseRosterResult,
  type RosterItem,
} from '../../electron/xmpp/rfc6121-roster/stanza';
import { attr, xml, type Element } from '../../electron/xmpp/xml';
import { buildSubmitForm, parseFormFields, type FormValues } from '../../electron/xmpp/xep-0004-forms/stanza';
import {
  buildDiscoGet,
  buildDiscoInfo,
  buildDiscoItems,
  parseDiscoInfo,
  parseDiscoItems,
  type DiscoInfo,
  type DiscoItem,
} from '../../electron/xmpp/xep-0030-disco/stanza';
import { buildPageRequest, parsePage, type PageRequest } from '../../electron/xmpp/xep-0059-rsm/stanza';
import {
  buildAffiliationsGet,
  buildAffiliationsSet,
  buildConfigurationGet,
  buildConfigure,
  buildCreate,
  buildDelete,
  buildPurge,
  buildSubscriptionsGet,
  parseAffiliations,
  parseConfiguration,
  parseSubscribers,
  type Affiliation,
} from '../../electron/xmpp/xep-0060-pubsub/owner';
import {
  buildItemsGet,
  buildPublish,
  buildRetract,
  parseEvent,
  parseItems,
  type NodeOptions,
  type PubsubItem,
} from '../../electron/xmpp/xep-0060-pubsub/stanza';
import { buildChatState, parseChatState } from '../../electron/xmpp/xep-0085-chat-states/stanza';
import {
  buildVersion,
  buildVersionGet,
  parseVersionResult,
  type SoftwareVersion,
} from '../../electron/xmpp/xep-0092-version/stanza';
import { buildCaps, parseCaps, type Caps } from '../../electron/xmpp/xep-0115-caps/stanza';
import { buildMood, parseMood, type Mood } from '../../electron/xmpp/xep-0107-user-mood/stanza';
import { buildActivity, parseActivity, type Activity } from '../../electron/xmpp/xep-0108-user-activity/stanza';
import { buildTune, parseTune, type Tune } from '../../electron/xmpp/xep-0118-user-tune/stanza';
import { parsePepEvent } from '../../electron/xmpp/xep-0163-pep/stanza';
import { buildNickname, parseNickname } from '../../electron/xmpp/xep-0172-nickname/stanza';
import {
  buildReceiptRequest,
  buildReceived,
  parseReceiptRequest,
  parseReceivedIds,
} from '../../electron/xmpp/xep-0184-receipts/stanza';
import {
  buildBlockCommand,
  buildBlockListGet,
  isBlockedError,
  parseBlockList,
  parseBlockPush,
  type Blockable,
} from '../../electron/xmpp/xep-0191-blocking/stanza';
import { buildPing } from '../../electron/xmpp/xep-0199-ping/stanza';
import { buildDelay, parseDelay, type Delay } from '../../electron/xmpp/xep-0203-delay/stanza';
import { buildCarbonsEnable, unwrapCarbon } from '../../electron/xmpp/xep-0280-carbons/stanza';
import { buildForwarded, parseForwarded } from '../../electron/xmpp/xep-0297-forward/stanza';
import { buildReplaces, parseReplaces } from '../../electron/xmpp/xep-0308-correct/stanza';
import {
  buildArchiveQuery,
  carriesArchiveResult,
  parseArchiveResult,
  parseFin,
  queryIdOfResult,
  type ArchiveQuery,
} from '../../electron/xmpp/xep-0313-mam/stanza';
import { buildIdleSince, parseIdleSince } from '../../electron/xmpp/xep-0319-idle/stanza';
import {
  buildDisplayed,
  buildMarkable,
  parseDisplayed,
  parseMarkable,
} from '../../electron/xmpp/xep-0333-markers/stanza';
import { buildHint, parseHints, type Hint } from '../../electron/xmpp/xep-0334-hints/stanza';
import { buildClientState, type ClientState } from '../../electron/xmpp/xep-0352-csi/stanza';
import {
  buildOriginId,
  buildStanzaId,
  parseOriginId,
  parseStanzaIds,
  type StanzaId,
} from '../../electron/xmpp/xep-0359-ids/stanza';
import {
  buildBind2,
  parseBind2Offer,
  parseBound,
  type SessionFeatures,
} from '../../electron/xmpp/xep-0386-bind2/stanza';
import { buildRetracts, parseRetracts, parseTombstone } from '../../electron/xmpp/xep-0424-retract/stanza';
import { buildFallback, parseFallback, type Stretch } from '../../electron/xmpp/xep-0428-fallback/stanza';
import { buildReactions, parseReactions, type ReactionsTo } from '../../electron/xmpp/xep-0444-reactions/stanza';
import { buildReplyTo, parseReplyTo, type ReplyTo } from '../../electron/xmpp/xep-0461-replies/stanza';
import { buildDisplayedUpTo, parseDisplayedUpTo, type DisplayedUpTo } from '../../electron/xmpp/xep-0490-mds/stanza';
import { bare } from '../support/addresses';
import { canonical, parseXml } from '../support/parse-xml';
import { inventoryCodecs } from './inventory-codecs';
import { privacyCodecs } from './privacy-codecs';
import { profileCodecs } from './profile-codecs';

/** The account that reads every pair. */
export const ACCOUNT = bare('juliet@capulet.lit');
/** The time at which every pair is read. */
export const NOW = Date.UTC(2030, 0, 1);

export interface Codec {
  /** Undefined: refused; the JSON file then holds null. */
  parse?(element: Element): unknown;
  build?(json: never): Element;
}

/** How items of a personal node are read and written, each in an <item/> with its id. */
function inItem<T>(parse: (item: PubsubItem) => unknown, build: (json: T) => PubsubItem): Codec {
  return {
    parse: (item) => {
      const payload = item.getChildElements()[0];
      return payload && parse({ id: attr(item, 'id') ?? '', payload });
    },
    build: (json: T) => {
      const { id, payload } = build(json);
      return xml('item', { xmlns: NS_PUBSUB, id }, payload);
    },
  };
}

/** A message around one payload. */
function inMessage(...payloads: readonly Element[]): Element {
  return xml('message', { xmlns: NS_CLIENT, id: 'm1' }, ...payloads);
}

/** An iq result around one payload. */
function inResult(payload: Element): Element {
  return xml('iq', { type: 'result', id: 'i1' }, payload);
}

/** An iq set around one payload. */
function inSet(payload: Element): Element {
  return xml('iq', { type: 'set', id: 'i1' }, payload);
}

/** Undefined for a forged carbon: the inbox drops it. */
function inbound(outer: Element): InboundMessage | undefined {
  const carbon = unwrapCarbon(outer, ACCOUNT);
  if (carbon === 'forged') return undefined;
  const stanza = carbon?.stanza ?? outer;
  return {
    outer,
    stanza,
    from: anyJid(attr(stanza, 'from')) ?? ACCOUNT,
    to: anyJid(attr(stanza, 'to')) ?? ACCOUNT,
    direction: carbon?.direction ?? 'in',
    carbon: carbon !== undefined,
  };
}

type RosterCommand =
  | { readonly get: string | null }
  | { readonly set: Pick<RosterItem, 'jid' | 'name' | 'groups'> }
  | { readonly remove: BareJid };

function buildRosterCommand(command: RosterCommand): Element {
  if ('get' in command) return buildRosterGet(command.get ?? undefined);
  return 'set' in command ? buildRosterSet(command.set) : buildRosterRemove(command.remove);
}

type PresenceCommand =
  | { readonly own: OwnPresence }
  | { readonly subscription: SubscriptionType; readonly to: BareJid; readonly text?: string };

type BlockCommand = { readonly list: true } | { readonly command: 'block' | 'unblock'; readonly jids: Blockable[] };

type DiscoJson =
  | { readonly info: DiscoInfo }
  | { readonly items: readonly DiscoItem[] }
  | { readonly get: 'info' | 'items'; readonly to: string; readonly node?: string };

function buildDisco(json: DiscoJson): Element {
  if ('info' in json) return inResult(buildDiscoInfo(json.info));
  if ('items' in json) return inResult(buildDiscoItems(json.items));
  return buildDiscoGet(json.get === 'info' ? NS_DISCO_INFO : NS_DISCO_ITEMS, json.to, json.node);
}

const NODE = 'urn:example:node';

type PubsubCommand =
  | { readonly publish: { readonly id: string; readonly payload: string }; readonly options: NodeOptions }
  | { readonly configure: NodeOptions }
  | { readonly create: NodeOptions }
  | { readonly affiliations: Readonly<Record<string, Affiliation>> }
  | { readonly ask: 'affiliations' | 'configuration' | 'delete' | 'purge' | 'subscriptions' }
  | { readonly retract: string; readonly notify: boolean }
  | { readonly items: true | { readonly owner: BareJid; readonly id: string } };

const asks = {
  affiliations: buildAffiliationsGet,
  configuration: buildConfigurationGet,
  delete: buildDelete,
  purge: buildPurge,
  subscriptions: buildSubscriptionsGet,
};

function buildPubsub(json: PubsubCommand): Element {
  if ('publish' in json) {
    const { id, payload } = json.publish;
    return buildPublish(NODE, { id, payload: parseXml(payload) }, json.options);
  }
  if ('configure' in json) return buildConfigure(NODE, json.configure);
  if ('create' in json) return buildCreate(NODE, json.create);
  if ('affiliations' in json)
    return buildAffiliationsSet(NODE, new Map(Object.entries(json.affiliations)) as Map<BareJid, Affiliation>);
  if ('ask' in json) return asks[json.ask](NODE);
  return 'retract' in json
    ? buildRetract(NODE, json.retract, json.notify)
    : buildItemsGet(NODE, json.items === true ? {} : json.items);
}

function parsePubsub(stanza: Element): unknown {
  const written = (items: readonly PubsubItem[]) =>
    items.map(({ id, payload }) => ({ id, payload: payload.toString() }));
  const items = parseItems(stanza);
  if (items !== undefined) return { items: written(items) };
  const configuration = parseConfiguration(stanza);
  if (configuration !== undefined) return { configuration };
  const affiliations = parseAffiliations(stanza);
  if (affiliations !== undefined) return { affiliations: Object.fromEntries(affiliations) };
  const subscribers = parseSubscribers(stanza);
  if (subscribers !== undefined) return { subscribers };
  const event = parseEvent(stanza);
  return event && { event: { ...event, published: written(event.published) } };
}

function parseArchive(stanza: Element): unknown {
  if (stanza.getName() === 'iq') {
    const fin = parseFin(stanza);
    return fin && { fin };
  }
  const opened = inbound(stanza);
  if (opened === undefined || !carriesArchiveResult(opened.stanza)) return undefined;
  const queryId = queryIdOfResult(opened, ACCOUNT);
  if (queryId === undefined) return 'forged';
  const entry = parseArchiveResult(opened.outer, { account: ACCOUNT, now: NOW, ownSide: [ACCOUNT, 'capulet.lit'] });
  return { queryId, entry: entry === undefined ? null : { id: entry.id, at: entry.at, message: entry.message } };
}

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

/** By the name of the room's folder. */
export const codecs: Readonly<Record<string, Codec>> = {
  ...inventoryCodecs(NOW),
  ...privacyCodecs,
  ...profileCodecs,
  'rfc6121-roster': {
    parse: (iq) => {
      const query = iq.getChildElements()[0];
      if (attr(iq, 'type') === 'result') return parseRosterResult(iq);
      return query === undefined ? undefined : parseRosterPush(query);
    },
    build: buildRosterCommand,
  },
  'rfc6121-presence': {
    parse: (presence) => parsePresence(presence, anyJid(attr(presence, 'from')) ?? ACCOUNT, NOW),
    build: (json: PresenceCommand) =>
      'own' in json ? buildPresence(json.own) : buildSubscription(json.subscription, json.to, json.text),
  },
  'rfc6121-message': {
    parse: (message) => {
      const opened = inbound(message);
      return opened && parseMessage(opened, NOW, [ACCOUNT, 'capulet.lit']);
    },
    build: (json: OutgoingMessage) => buildMessage(json),
  },
  'xep-0004-forms': {
    parse: (iq) => {
      const fields = parseFormFields(iq);
      return fields && Object.fromEntries(fields);
    },
    build: (json: {
      readonly formType: string;
      readonly fields: Readonly<Record<string, string | string[] | null>>;
    }) => {
      const fields = Object.entries(json.fields).map(([name, value]) => [name, value ?? undefined]);
      return inSet(buildSubmitForm(json.formType, Object.fromEntries(fields) as FormValues));
    },
  },
  'xep-0030-disco': {
    parse: (iq) => {
      const info = parseDiscoInfo(iq);
      const items = parseDiscoItems(iq);
      if (info !== undefined) return { info };
      return items === undefined ? undefined : { items };
    },
    build: buildDisco,
  },
  'xep-0059-rsm': {
    parse: (iq) => parsePage(iq),
    build: (json: PageRequest) => inResult(buildPageRequest(json)),
  },
  'xep-0060-pubsub': { parse: parsePubsub, build: buildPubsub },
  'xep-0085-chat-states': {
    parse: (message) => parseChatState(message),
    build: (state: Parameters<typeof buildChatState>[0]) => inMessage(buildChatState(state)),
  },
  'xep-0092-version': {
    parse: (iq) => parseVersionResult(iq),
    build: (json: SoftwareVersion | { readonly get: string }) =>
      'get' in json ? buildVersionGet(json.get) : inResult(buildVersion(json)),
  },
  'xep-0107-user-mood': inItem(parseMood, (mood: Mood | 'none') => buildMood(mood)),
  'xep-0108-user-activity': inItem(parseActivity, (activity: Activity | 'none') => buildActivity(activity)),
  'xep-0115-caps': {
    parse: (presence) => parseCaps(presence),
    build: (caps: Caps) => xml('presence', {}, buildCaps(caps)),
  },
  'xep-0118-user-tune': inItem(parseTune, (tune: Tune) => buildTune(tune)),
  'xep-0163-pep': {
    parse: (message) => {
      const opened = inbound(message);
      const event = opened && parsePepEvent(opened);
      return event && { node: event.node, owner: event.owner };
    },
  },
  'xep-0172-nickname': inItem(parseNickname, (nickname: string) => buildNickname(nickname)),
  'xep-0184-receipts': {
    parse: (message): Receipts => ({
      requested: parseReceiptRequest(message),
      receivedIds: parseReceivedIds(message),
    }),
    build: (json: Receipts) =>
      inMessage(...(json.requested ? [buildReceiptRequest()] : []), ...json.receivedIds.map(buildReceived)),
  },
  'xep-0191-blocking': {
    parse: (stanza) => {
      if (stanza.getName() === 'message') return { blocked: isBlockedError(stanza) };
      const payload = stanza.getChildElements()[0];
      if (attr(stanza, 'type') === 'result') return parseBlockList(stanza);
      return payload === undefined ? undefined : parseBlockPush(payload);
    },
    build: (json: BlockCommand) => ('list' in json ? buildBlockListGet() : buildBlockCommand(json.command, json.jids)),
  },
  'xep-0199-ping': { build: () => buildPing() },
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
  'xep-0313-mam': {
    parse: parseArchive,
    build: (json: { readonly queryId: string; readonly query: ArchiveQuery }) =>
      buildArchiveQuery(json.queryId, json.query),
  },
  'xep-0319-idle': {
    parse: (presence) => parseIdleSince(presence, NOW),
    build: (since: number) => xml('presence', {}, buildIdleSince(since)),
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
  'xep-0352-csi': { build: (state: ClientState) => buildClientState(state) },
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
  'xep-0386-bind2': {
    parse: (element) => {
      const offer = parseBind2Offer(element);
      if (offer !== undefined) return { offer };
      const bound = parseBound(element);
      return bound && { bound };
    },
    build: (json: SessionFeatures) => buildBind2('Candor', json),
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
  'xep-0490-mds': inItem(
    (item) => parseDisplayedUpTo(item, ACCOUNT),
    (json: DisplayedUpTo) => buildDisplayedUpTo(json),
  ),
};
