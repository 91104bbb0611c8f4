/**
 * Presence and subscriptions — RFC 6121, sections 3 and 4, with idle time (XEP-0319), capabilities
 * (XEP-0115) and the picture's hash (XEP-0153) where they stand in a presence.
 * https://www.rfc-editor.org/rfc/rfc6121#section-4
 *
 * Left out: probes (servers answer them), several languages of one status text (one is chosen).
 */
import type { Availability } from '../../contract/presence';
import { bareJid, type BareJid, type FullJid } from '../jid';
import { NS_CLIENT } from '../ns';
import { readStanzaError } from '../stanza-error';
import { boundText, cleanText } from '../text';
import { attr, children, childText, xml, type Element } from '../xml';
import { buildCaps, parseCaps, type Caps } from '../xep-0115-caps/stanza';
import { buildPhotoUpdate, parsePhotoUpdate } from '../xep-0153-vcard-avatars/stanza';
import { parseDelay, type Delay } from '../xep-0203-delay/stanza';
import { buildIdleSince, parseIdleSince } from '../xep-0319-idle/stanza';

/** Longest status text, and longest text of a subscription request, in UTF-16 code units. */
export const MAX_STATUS = 1024;

const SHOWS = ['chat', 'away', 'xa', 'dnd'] as const;
const SUBSCRIPTION_TYPES = ['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'] as const;
export type SubscriptionType = (typeof SUBSCRIPTION_TYPES)[number];

export interface ParsedAvailability {
  readonly kind: 'availability';
  readonly from: BareJid | FullJid;
  /** 'offline' for type "unavailable"; an unknown `show` counts as none. */
  readonly availability: Availability;
  /** Empty if none. */
  readonly statusText: string;
  /** −128…127. */
  readonly priority: number;
  readonly idleSince?: number;
  readonly caps?: Caps;
  /** SHA-1 of the picture in the public card (XEP-0153), or "none"; absent: not told. */
  readonly photo?: string;
  readonly delay?: Delay;
}

export interface ParsedSubscription {
  readonly kind: 'subscription';
  readonly type: SubscriptionType;
  readonly from: BareJid;
  /** Plain text that came with it; empty if none. */
  readonly text: string;
  readonly delay?: Delay;
}

/** A presence of ours came back (RFC 6121 §4.3.2, for instance from a server that cannot be reached). */
export interface ParsedPresenceError {
  readonly kind: 'error';
  readonly from: BareJid | FullJid;
  readonly condition: string;
}

export type ParsedPresence = ParsedAvailability | ParsedSubscription | ParsedPresenceError;

/** Undefined for probes and unknown types. `now` in milliseconds since the epoch bounds its times. */
export function parsePresence(stanza: Element, from: BareJid | FullJid, now: number): ParsedPresence | undefined {
  const type = attr(stanza, 'type');
  if (type === undefined || type === 'unavailable') return parseAvailability(stanza, from, now);
  if (type === 'error') return { kind: 'error', from, condition: readStanzaError(stanza).condition };
  const subscription = SUBSCRIPTION_TYPES.find((known) => known === type);
  const bare = bareJid(from);
  if (subscription === undefined || bare === undefined) return undefined;
  const delay = parseDelay(stanza, now);
  return {
    kind: 'subscription',
    type: subscription,
    from: bare,
    text: parseStatus(stanza),
    ...(delay !== undefined && { delay }),
  };
}

function parseAvailability(stanza: Element, from: BareJid | FullJid, now: number): ParsedAvailability {
  const offline = attr(stanza, 'type') === 'unavailable';
  const idleSince = offline ? undefined : parseIdleSince(stanza, now);
  const caps = offline ? undefined : parseCaps(stanza);
  const photo = offline ? undefined : parsePhotoUpdate(stanza);
  const delay = parseDelay(stanza, now);
  return {
    kind: 'availability',
    from,
    availability: offline ? 'offline' : parseShow(stanza),
    statusText: parseStatus(stanza),
    priority: offline ? 0 : parsePriority(childText(stanza, 'priority', NS_CLIENT)),
    ...(idleSince !== undefined && { idleSince }),
    ...(caps !== undefined && { caps }),
    ...(photo !== undefined && { photo }),
    ...(delay !== undefined && { delay }),
  };
}

/** What others are told of us. */
export interface OwnPresence {
  readonly availability: Availability;
  /** Empty: none. */
  readonly statusText: string;
  /** −128…127; 0 unless told. */
  readonly priority?: number;
  readonly idleSince?: number;
  readonly caps?: Caps;
  /** SHA-1 of the picture in the public card (XEP-0153), or "none"; absent: nothing is said of it. */
  readonly photo?: string;
}

/** Presence for everyone who may see it (§4.2, §4.5). */
export function buildPresence(own: OwnPresence): Element {
  const offline = own.availability === 'offline';
  const status = boundText(cleanText(own.statusText).trim(), MAX_STATUS).text;
  const priority = clampPriority(own.priority ?? 0);
  const parts = [
    offline || own.availability === 'available' ? undefined : xml('show', {}, own.availability),
    status === '' ? undefined : xml('status', {}, status),
    offline || priority === 0 ? undefined : xml('priority', {}, String(priority)),
    offline || own.idleSince === undefined ? undefined : buildIdleSince(own.idleSince),
    offline || own.caps === undefined ? undefined : buildCaps(own.caps),
    offline || own.photo === undefined ? undefined : buildPhotoUpdate(own.photo),
  ];
  return xml(
    'presence',
    { xmlns: NS_CLIENT, ...(offline && { type: 'unavailable' }) },
    ...parts.filter((part) => part !== undefined),
  );
}

/** A step of a subscription (§3). `text` is only of use in a request. */
export function buildSubscription(type: SubscriptionType, to: BareJid, text = ''): Element {
  const status = boundText(cleanText(text).trim(), MAX_STATUS).text;
  const children = status === '' ? [] : [xml('status', {}, status)];
  return xml('presence', { xmlns: NS_CLIENT, to, type }, ...children);
}

function parseShow(stanza: Element): Availability {
  const show = childText(stanza, 'show', NS_CLIENT)?.trim();
  return SHOWS.find((known) => known === show) ?? 'available';
}

function parseStatus(stanza: Element): string {
  const texts = children(stanza, 'status', NS_CLIENT);
  const chosen = texts.find((text) => attr(text, 'xml:lang') === undefined) ?? texts[0];
  return chosen === undefined ? '' : boundText(chosen.text(), MAX_STATUS).text.trim();
}

/** 0 where it is missing or no number (§4.7.2.3). */
function parsePriority(text: string | undefined): number {
  const trimmed = text?.trim() ?? '';
  return /^[+-]?\d{1,9}$/u.test(trimmed) ? clampPriority(Number(trimmed)) : 0;
}

function clampPriority(priority: number): number {
  const clamped = Math.max(-128, Math.min(127, Math.trunc(priority)));
  // Also turns −0 and not-a-number into 0.
  return clamped || 0;
}
