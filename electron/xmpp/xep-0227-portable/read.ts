/** Reads a document of XEP-0227 piece by piece: archive and waiting messages, which may be of any length, are passed over. */
import { anyJid, bareJid, type BareJid, type FullJid } from '../jid';
import { NS_PRIVATE, NS_PUBSUB, NS_ROSTER, NS_VCARD_TEMP } from '../ns';
import { parseRosterResult, type RosterItem } from '../rfc6121-roster/stanza';
import { Tokenizer } from '../stream/tokenizer';
import { Utf8Decoder } from '../stream/utf8';
import { XmlError } from '../stream/xml-error';
import { boundId } from '../text';
import { attr, child, children, Element, xml } from '../xml';
import { NS_PORTABLE, NS_PORTABLE_ARCHIVE } from './stanza';

/** Elements, attributes and texts of one document, without what is passed over. */
const MAX_NODES = 1_000_000;
const MAX_DEPTH = 100;
/** UTF-16 units of one piece of text or one tag. */
const MAX_PIECE = 16 * 1024 * 1024;
const NS_PRIVACY = 'jabber:iq:privacy';
/** `server-data`, `host`, `user`. */
const USER_DEPTH = 3;

export interface PortableAccount {
  readonly jid: BareJid;
  readonly roster: readonly RosterItem[];
  readonly vcard: Element | undefined;
  /** What is in private XML. */
  readonly stored: readonly Element[];
  readonly nodes: ReadonlyMap<string, readonly { readonly id: string; readonly payload: Element }[]>;
  readonly blocked: readonly (BareJid | FullJid)[];
}

/** Takes a document in chunks. Throws `XmlError` where it is none, or too large. */
export class PortableReader {
  readonly #decoder = new Utf8Decoder();
  readonly #tokenizer = new Tokenizer({
    open: (name, attributes, count) => this.#open(name, attributes, count),
    close: (name) => this.#close(name),
    text: (text) => this.#text(text),
    betweenElements: () => this.#stack.length < USER_DEPTH,
    consumed: (piece) => this.#consumed(piece),
  });
  readonly #stack: Element[] = [];
  readonly #parts: Element[] = [];
  #jid: BareJid | undefined;
  /** So many elements are open in what is passed over. */
  #passing = 0;
  #nodes = 0;
  #piece = 0;
  #complete = false;

  write(chunk: Uint8Array): void {
    this.#tokenizer.write(this.#decoder.decode(chunk).text);
  }

  /** What was read; throws `XmlError` where the document has not ended or holds no account. */
  end(): PortableAccount {
    if (!this.#complete || this.#jid === undefined) throw new XmlError('not-well-formed', 'no account');
    return accountOf(this.#jid, this.#parts);
  }

  #consumed(piece: string): void {
    this.#piece += piece.length;
    if (this.#piece > MAX_PIECE) throw new XmlError('policy-violation', 'too large');
  }

  #count(count: number): void {
    this.#piece = 0;
    this.#nodes += count;
    if (this.#nodes > MAX_NODES) throw new XmlError('policy-violation', 'too many nodes');
  }

  #open(name: string, attributes: Record<string, string>, count: number): void {
    if (this.#stack.length + this.#passing >= MAX_DEPTH) throw new XmlError('policy-violation', 'too deep');
    this.#piece = 0;
    const depth = this.#stack.length;
    if (this.#passing > 0 || this.#isPassedOver(name, attributes['xmlns'], depth)) {
      this.#passing += 1;
      return;
    }
    this.#count(1 + count);
    const element = new Element(name);
    element.attrs = attributes;
    element.parent = this.#stack.at(-1) ?? null;
    this.#checkOuter(element, depth);
    if (depth > USER_DEPTH) this.#stack.at(-1)?.append(element);
    if (depth === USER_DEPTH) this.#parts.push(element);
    this.#stack.push(element);
  }

  /** Archives, and every account but the first. */
  #isPassedOver(name: string, ns: string | undefined, depth: number): boolean {
    if (depth === USER_DEPTH) return ns === NS_PORTABLE_ARCHIVE || name === 'offline-messages';
    return this.#jid !== undefined && depth > 0 && depth < USER_DEPTH;
  }

  #checkOuter(element: Element, depth: number): void {
    const outer = (['server-data', 'host', 'user'] as const)[depth];
    if (outer === undefined) return;
    if (!element.is(outer, NS_PORTABLE)) throw new XmlError('invalid-namespace', 'not an export');
    if (outer !== 'user') return;
    const host = element.parent === null ? undefined : attr(element.parent, 'jid');
    const jid = bareJid(`${attr(element, 'name') ?? ''}@${host ?? ''}`);
    if (jid === undefined) throw new XmlError('not-well-formed', 'no account');
    this.#jid = jid;
  }

  #close(name: string): void {
    this.#piece = 0;
    if (this.#passing > 0) {
      this.#passing -= 1;
      return;
    }
    if (this.#stack.pop()?.name !== name) throw new XmlError('not-well-formed', 'mismatched end tag');
    if (this.#stack.length === 0) this.#complete = true;
  }

  #text(text: string): void {
    const cursor = this.#stack.at(-1);
    if (this.#passing > 0 || cursor === undefined || this.#stack.length <= USER_DEPTH) {
      this.#piece = 0;
      return;
    }
    this.#count(1);
    cursor.t(text);
  }
}

function accountOf(jid: BareJid, parts: readonly Element[]): PortableAccount {
  const of = (name: string, ns: string): Element | undefined => parts.find((part) => part.is(name, ns));
  const roster = of('query', NS_ROSTER);
  const vcard = of('vCard', NS_VCARD_TEMP);
  return {
    jid,
    roster: roster === undefined ? [] : (parseRosterResult(xml('iq', {}, roster))?.items ?? []),
    vcard: vcard !== undefined && vcard.getChildElements().length > 0 ? vcard : undefined,
    stored: of('query', NS_PRIVATE)?.getChildElements() ?? [],
    nodes: nodesOf(of('pubsub', NS_PUBSUB)),
    blocked: blockedOf(of('query', NS_PRIVACY)),
  };
}

function nodesOf(pubsub: Element | undefined): PortableAccount['nodes'] {
  const lists = pubsub === undefined ? [] : children(pubsub, 'items', NS_PUBSUB);
  return new Map(
    lists.map((list) => {
      const items = children(list, 'item', NS_PUBSUB).map((item) => {
        const id = boundId(attr(item, 'id'));
        const [payload] = item.getChildElements();
        return id === undefined || payload === undefined ? undefined : { id, payload };
      });
      return [attr(list, 'node') ?? '', items.filter((item) => item !== undefined)];
    }),
  );
}

/** Those whom the default list denies everything (XEP-0016 §2.1); what denies some kinds of stanzas alone is no block. */
function blockedOf(privacy: Element | undefined): readonly (BareJid | FullJid)[] {
  if (privacy === undefined) return [];
  const active = child(privacy, 'default', NS_PRIVACY);
  const lists = children(privacy, 'list', NS_PRIVACY);
  const list = lists.find((one) => active !== undefined && attr(one, 'name') === attr(active, 'name'));
  const items = list === undefined ? [] : children(list, 'item', NS_PRIVACY);
  const denied = items
    .filter((item) => attr(item, 'type') === 'jid' && attr(item, 'action') === 'deny')
    .filter((item) => item.getChildElements().length === 0)
    .map((item) => anyJid(attr(item, 'value')))
    .filter((jid) => jid !== undefined);
  return [...new Set(denied)];
}
