/**
 * One conversation, at the place where all ways meet in which a message may come: live, as a carbon, from
 * the archive, and again under another id of the server. The stanzas are XML and go through the real parsers.
 */
import { Changes } from '../../electron/features/messages/changes';
import { Correlation } from '../../electron/features/messages/correlation';
import { placeBelow } from '../../electron/features/history/page-places';
import { Store } from '../../electron/store/store';
import type { DeliveryState } from '../../electron/contract/messages';
import { parseMessage } from '../../electron/xmpp/rfc6121-message/stanza';
import { unwrapCarbon } from '../../electron/xmpp/xep-0280-carbons/stanza';
import { parseArchiveResult } from '../../electron/xmpp/xep-0313-mam/stanza';
import { bare, full } from './addresses';
import { parseXml } from './parse-xml';

const ACCOUNT = bare('juliet@capulet.lit');
const PEER = bare('romeo@montague.lit');
const NOW = Date.UTC(2026, 2, 3, 12);
const NS_CARBONS = 'urn:xmpp:carbons:2';
const NS_FORWARD = 'urn:xmpp:forward:0';
const NS_SID = 'urn:xmpp:sid:0';

/** Who said it, and where. */
export type Speaker = 'they' | 'we elsewhere' | 'we here';

/** One thing that was said. */
export interface Said {
  /** Unique in the conversation. */
  readonly nth: number;
  readonly speaker: Speaker;
  readonly body: string;
  /** The sender's client sets origin-ids (XEP-0359). */
  readonly originId: boolean;
  /** The server stamps its ids on what it delivers; the archive has them in any case. */
  readonly stamped: boolean;
}

export type Way = 'live' | 'again' | 'carbon' | 'archive' | 'bounce';

/** One stanza that comes in. */
export interface Delivery {
  readonly said: Said;
  readonly way: Way;
  /** Set: it is the correction of what was said, with this text. */
  readonly correction?: string;
}

/** As the window shows it. */
export interface Shown {
  readonly direction: 'in' | 'out';
  readonly body: string;
  readonly state: DeliveryState;
}

/** The ways in which something can come here at all. */
export function waysOf({ speaker, originId }: Said): readonly Way[] {
  if (speaker === 'we here') return ['archive', 'bounce'];
  if (speaker === 'we elsewhere') return ['carbon', 'archive'];
  // Without an origin-id two stanzas that the server tells apart are two messages.
  return ['live', 'carbon', 'archive', ...(originId ? (['again'] as const) : [])];
}

export class ManyWays {
  readonly #store = Store.inMemory();
  readonly #history = this.#store.history(ACCOUNT);

  /** What this client says itself is in its outbox before anything can come of it. */
  say(said: Said): void {
    if (said.speaker !== 'we here') return;
    this.#history.messages.add(ACCOUNT, {
      with: PEER,
      direction: 'out',
      type: 'chat',
      resource: 'here',
      id: idOf(said),
      originId: idOf(said),
      body: said.body,
      at: NOW,
      arrived: NOW,
      state: 'sent',
      delayed: false,
      carbon: false,
      untrustedCorrection: false,
      markable: false,
    });
  }

  receive(delivery: Delivery): void {
    this.#history.transaction(() => {
      const correlation = new Correlation({
        account: ACCOUNT,
        history: this.#history,
        changes: new Changes(),
        now: NOW,
      });
      if (delivery.way === 'archive') this.#fromArchive(correlation, delivery);
      else correlation.store(parseMessage(inbound(delivery), NOW), { by: 'stream', stanzaIdsTrusted: true });
    });
  }

  /** The whole conversation, in its order. */
  get shown(): readonly Shown[] {
    const all: Shown[] = [];
    let before: number | undefined;
    for (;;) {
      const page = this.#history.messages.page(ACCOUNT, PEER, before);
      all.unshift(...page.messages.map(({ direction, body, state }) => ({ direction, body, state })));
      before = page.messages[0]?.key;
      if (!page.hasOlder || before === undefined) return all;
    }
  }

  close(): void {
    this.#store.close();
  }

  #fromArchive(correlation: Correlation, delivery: Delivery): void {
    const outer = parseXml(
      `<message from='${ACCOUNT}' to='${ACCOUNT}/here'><result xmlns='urn:xmpp:mam:2' queryid='q' id='${stampOf(delivery)}'>` +
        `${forwarded(stanzaOf({ ...delivery, said: { ...delivery.said, stamped: false } }))}</result></message>`,
    );
    const entry = parseArchiveResult(outer, { account: ACCOUNT, now: NOW, ownSide: [ACCOUNT] });
    if (entry === undefined) throw new Error('the archive holds something else');
    const { messages } = this.#history;
    for (const { arrival } of placeBelow(messages.reserve(), [entry], {
      correlation,
      messages,
      newsFrom: 0,
    }).placed)
      correlation.store(entry.message, arrival);
  }
}

function idOf({ nth }: Said, correction?: string): string {
  return correction === undefined ? `m${nth}` : `c${nth}`;
}

function stampOf({ said, correction, way }: Delivery): string {
  return `${way === 'again' ? 'later-' : ''}${idOf(said, correction)}`;
}

function stanzaOf(delivery: Delivery): string {
  const { said, correction, way } = delivery;
  const id = idOf(said, correction);
  const from = {
    they: `${PEER}/garden`,
    'we elsewhere': `${ACCOUNT}/phone`,
    'we here': `${ACCOUNT}/here`,
  }[said.speaker];
  if (way === 'bounce')
    return (
      `<message from='${PEER}' to='${from}' type='error' id='${id}'><error type='cancel'>` +
      `<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`
    );
  const payloads = [
    `<body>${correction ?? said.body}</body>`,
    said.originId ? `<origin-id xmlns='${NS_SID}' id='${id}'/>` : '',
    said.stamped ? `<stanza-id xmlns='${NS_SID}' id='${stampOf(delivery)}' by='${ACCOUNT}'/>` : '',
    correction === undefined ? '' : `<replace xmlns='urn:xmpp:message-correct:0' id='${idOf(said)}'/>`,
  ];
  const to = said.speaker === 'they' ? ACCOUNT : PEER;
  return `<message xmlns='jabber:client' from='${from}' to='${to}' type='chat' id='${id}'>${payloads.join('')}</message>`;
}

function forwarded(stanza: string): string {
  const delay = `<delay xmlns='urn:xmpp:delay' stamp='2026-03-03T11:59:00Z'/>`;
  return `<forwarded xmlns='${NS_FORWARD}'>${delay}${stanza}</forwarded>`;
}

function inbound(delivery: Delivery): Parameters<typeof parseMessage>[0] {
  const outgoing = delivery.said.speaker !== 'they';
  const stanza = stanzaOf(delivery);
  const [from, to] = [full(`${PEER}/garden`), ACCOUNT];
  if (delivery.way !== 'carbon') {
    const outer = parseXml(stanza);
    return { outer, stanza: outer, from: delivery.way === 'bounce' ? PEER : from, to, direction: 'in', carbon: false };
  }
  const kind = outgoing ? 'sent' : 'received';
  const outer = parseXml(
    `<message from='${ACCOUNT}' to='${ACCOUNT}/here'><${kind} xmlns='${NS_CARBONS}'>` +
      `<forwarded xmlns='${NS_FORWARD}'>${stanza}</forwarded></${kind}></message>`,
  );
  const carbon = unwrapCarbon(outer, ACCOUNT);
  if (carbon === undefined || carbon === 'forged') throw new Error('no carbon to be believed');
  const addresses = outgoing ? { from: full(`${ACCOUNT}/phone`), to: PEER } : { from, to };
  return { outer, stanza: carbon.stanza, ...addresses, direction: carbon.direction, carbon: true };
}
