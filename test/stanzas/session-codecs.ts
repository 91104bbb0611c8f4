/** How contacts, presence, questions between entities and what serves a session are read and written. */
import { anyJid, type BareJid } from '../../electron/xmpp/jid';
import { NS_DISCO_INFO, NS_DISCO_ITEMS } from '../../electron/xmpp/ns';
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
  buildVersion,
  buildVersionGet,
  parseVersionResult,
  type SoftwareVersion,
} from '../../electron/xmpp/xep-0092-version/stanza';
import { buildCaps, parseCaps, type Caps } from '../../electron/xmpp/xep-0115-caps/stanza';
import {
  buildBlockCommand,
  buildBlockListGet,
  isBlockedError,
  parseBlockList,
  parseBlockPush,
  type Blockable,
} from '../../electron/xmpp/xep-0191-blocking/stanza';
import { buildPing } from '../../electron/xmpp/xep-0199-ping/stanza';
import {
  buildArchiveQuery,
  carriesArchiveResult,
  parseArchiveResult,
  parseFin,
  queryIdOfResult,
  type ArchiveQuery,
} from '../../electron/xmpp/xep-0313-mam/stanza';
import { buildIdleSince, parseIdleSince } from '../../electron/xmpp/xep-0319-idle/stanza';
import { buildClientState, type ClientState } from '../../electron/xmpp/xep-0352-csi/stanza';
import {
  buildBind2,
  parseBind2Offer,
  parseBound,
  type SessionFeatures,
} from '../../electron/xmpp/xep-0386-bind2/stanza';
import { ACCOUNT, NOW, inResult, inSet, inbound, type Codec } from './codec';

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

export const sessionCodecs: Readonly<Record<string, Codec>> = {
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
  'xep-0092-version': {
    parse: (iq) => parseVersionResult(iq),
    build: (json: SoftwareVersion | { readonly get: string }) =>
      'get' in json ? buildVersionGet(json.get) : inResult(buildVersion(json)),
  },
  'xep-0115-caps': {
    parse: (presence) => parseCaps(presence),
    build: (caps: Caps) => xml('presence', {}, buildCaps(caps)),
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
  'xep-0313-mam': {
    parse: parseArchive,
    build: (json: { readonly queryId: string; readonly query: ArchiveQuery }) =>
      buildArchiveQuery(json.queryId, json.query),
  },
  'xep-0319-idle': {
    parse: (presence) => parseIdleSince(presence, NOW),
    build: (since: number) => xml('presence', {}, buildIdleSince(since)),
  },
  'xep-0352-csi': { build: (state: ClientState) => buildClientState(state) },
  'xep-0386-bind2': {
    parse: (element) => {
      const offer = parseBind2Offer(element);
      if (offer !== undefined) return { offer };
      const bound = parseBound(element);
      return bound && { bound };
    },
    build: (json: SessionFeatures) => buildBind2('Candor', json),
  },
};
