/** How nodes (XEP-0060) and what stands in personal ones are read and written. */
import type { BareJid } from '../../electron/xmpp/jid';
import type { Element } from '../../electron/xmpp/xml';
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
import { buildMood, parseMood, type Mood } from '../../electron/xmpp/xep-0107-user-mood/stanza';
import { buildActivity, parseActivity, type Activity } from '../../electron/xmpp/xep-0108-user-activity/stanza';
import { buildTune, parseTune, type Tune } from '../../electron/xmpp/xep-0118-user-tune/stanza';
import { parsePepEvent } from '../../electron/xmpp/xep-0163-pep/stanza';
import { buildNickname, parseNickname } from '../../electron/xmpp/xep-0172-nickname/stanza';
import { buildDisplayedUpTo, parseDisplayedUpTo, type DisplayedUpTo } from '../../electron/xmpp/xep-0490-mds/stanza';
import { parseXml } from '../support/parse-xml';
import { ACCOUNT, inItem, inbound, type Codec } from './codec';

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

export const nodeCodecs: Readonly<Record<string, Codec>> = {
  'xep-0060-pubsub': { parse: parsePubsub, build: buildPubsub },
  'xep-0107-user-mood': inItem(parseMood, (mood: Mood | 'none') => buildMood(mood)),
  'xep-0108-user-activity': inItem(parseActivity, (activity: Activity | 'none') => buildActivity(activity)),
  'xep-0118-user-tune': inItem(parseTune, (tune: Tune) => buildTune(tune)),
  'xep-0163-pep': {
    parse: (message) => {
      const opened = inbound(message);
      const event = opened && parsePepEvent(opened);
      return event && { node: event.node, owner: event.owner };
    },
  },
  'xep-0172-nickname': inItem(parseNickname, (nickname: string) => buildNickname(nickname)),
  'xep-0490-mds': inItem(
    (item) => parseDisplayedUpTo(item, ACCOUNT),
    (json: DisplayedUpTo) => buildDisplayedUpTo(json),
  ),
};
