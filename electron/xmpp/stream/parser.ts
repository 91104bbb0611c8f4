/**
 * The stream parser: bytes in, one element of @xmpp/xml a top-level element out. It replaces the
 * library's parser, which splits characters at chunk borders (L6), survives a DOCTYPE half-deaf
 * (L11) and knows no limits (L12, L13). After the first error it is dead and says so once.
 */
import { EventEmitter } from '@xmpp/events';
import { Element } from '../xml';
import { Tokenizer } from './tokenizer';
import { Utf8Decoder } from './utf8';
import { XmlError } from './xml-error';

/** What one top-level element may cost. */
export interface ElementLimits {
  /** UTF-8 bytes from its `<` to its end. */
  readonly bytes: number;
  /** Elements, attributes and pieces of text together: what memory is spent on. */
  readonly nodes: number;
}

const MIB = 1024 * 1024;
/** While the stream is being negotiated nothing needs more. */
export const negotiationLimits: ElementLimits = { bytes: 128 * 1024, nodes: 2_000 };
/** A stanza nobody asked for. */
export const stanzaLimits: ElementLimits = { bytes: MIB, nodes: 20_000 };
/** The answer to an own iq: a roster of 10,000 contacts is 1.1 MiB and 70,000 nodes. */
export const replyLimits: ElementLimits = { bytes: 16 * MIB, nodes: 250_000 };

const MAX_DEPTH = 100;
/** White space between stanzas keeps a stream alive (RFC 6120 §4.6.1). */
const ONLY_SPACE = /^[ \t\n\r]*$/u;

/** Emits "start" (root element), "element", "end" and, once, "error" with an `XmlError`. */
export class StreamParser extends EventEmitter {
  /** Asked when a top-level element opens; it has its name and attributes, but no children yet. */
  limitsFor: (opening: Element) => ElementLimits = () => negotiationLimits;
  /** The condition to close the stream with, once something was wrong. */
  failure: XmlError | undefined;

  readonly #decoder = new Utf8Decoder();
  readonly #tokenizer = new Tokenizer({
    open: (name, attributes, count) => this.#open(name, attributes, count),
    close: (name) => this.#close(name),
    text: (text) => this.#text(text),
    betweenElements: () => this.#cursor === this.#root,
    consumed: (piece, brackets) => this.#consumed(piece, brackets),
  });
  #root: Element | undefined;
  #cursor: Element | undefined;
  #depth = 0;
  #bytes = 0;
  #nodes = 0;
  #limits = negotiationLimits;
  #stopped = false;
  /** The chunk at hand is ASCII: units are bytes. */
  #ascii = true;

  /** Takes bytes as they come from the socket. Never throws for bad input: it emits "error". */
  write(data: Uint8Array | string): void {
    if (this.#stopped) return;
    try {
      const { text, ascii } = this.#decoder.decode(typeof data === 'string' ? Buffer.from(data, 'utf8') : data);
      this.#ascii = ascii;
      this.#tokenizer.write(text);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      this.#fail(error);
    }
  }

  /** Nothing that follows is looked at, not even in the chunk being parsed. */
  stop(): void {
    this.#stopped = true;
  }

  #fail(error: XmlError): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.failure = error;
    this.emit('error', error);
  }

  #consumed(piece: string, brackets: number): void {
    if (this.#stopped) return;
    this.#bytes += brackets + (this.#ascii ? piece.length : Buffer.byteLength(piece));
    if (this.#bytes > this.#limits.bytes) throw new XmlError('policy-violation', 'element too large');
  }

  #countNodes(count: number): void {
    this.#nodes += count;
    if (this.#nodes > this.#limits.nodes) throw new XmlError('policy-violation', 'too many nodes');
  }

  #open(name: string, attributes: Record<string, string>, attributeCount: number): void {
    if (this.#stopped) return;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new XmlError('policy-violation', 'too deep');
    const element = new Element(name);
    element.attrs = attributes;
    if (this.#root === undefined) {
      checkPrefixes(element);
      this.#root = element;
      this.#cursor = element;
      this.emit('start', element);
      return;
    }
    const parent = this.#cursor ?? this.#root;
    if (parent === this.#root) {
      element.parent = parent;
      this.#limits = this.limitsFor(element);
    } else {
      element.parent = parent;
      addTo(parent, element);
    }
    checkPrefixes(element);
    this.#countNodes(1 + attributeCount);
    this.#cursor = element;
  }

  #close(name: string): void {
    if (this.#stopped) return;
    const closing = this.#cursor;
    if (closing?.name !== name) throw new XmlError('not-well-formed', 'mismatched end tag');
    this.#depth -= 1;
    if (closing === this.#root) {
      this.#stopped = true;
      this.emit('end', closing);
      return;
    }
    this.#cursor = closing.parent ?? undefined;
    if (this.#cursor !== this.#root) return;
    this.#bytes = 0;
    this.#nodes = 0;
    this.#limits = negotiationLimits;
    this.emit('element', closing);
  }

  #text(text: string): void {
    if (this.#stopped) return;
    const cursor = this.#cursor;
    if (cursor === undefined || cursor === this.#root) {
      // Also CDATA: between stanzas it is text like any other.
      if (!ONLY_SPACE.test(text)) throw new XmlError('bad-format', 'text between stanzas');
      return;
    }
    this.#countNodes(1);
    const last = cursor.children.length - 1;
    const before = cursor.children[last];
    // CDATA beside text is one text: a reader of the tree must not have to know how it was quoted.
    if (typeof before === 'string') cursor.children[last] = before + text;
    else addTo(cursor, text);
  }
}

/** An array that is grown by its first item has room for sixteen more, and most elements have one child. */
function addTo(parent: Element, node: Element | string): void {
  if (parent.children.length === 0) parent.children = [node];
  else parent.children.push(node);
}

/** Namespaces in XML §5: every prefix in use is declared, and "xml" and "xmlns" are not redefined. */
function checkPrefixes(element: Element): void {
  checkPrefix(element, element.name);
  for (const name in element.attrs) {
    if (!name.includes(':')) continue;
    if (!name.startsWith('xmlns:')) {
      checkPrefix(element, name);
      continue;
    }
    const value: unknown = element.attrs[name];
    if (value === '' || name === 'xmlns:xmlns' || name === 'xmlns:xml')
      throw new XmlError('bad-namespace-prefix', 'prefix redefined');
  }
}

function checkPrefix(element: Element, name: string): void {
  const colon = name.indexOf(':');
  if (colon < 0) return;
  const prefix = name.slice(0, colon);
  if (prefix !== 'xml' && element.findNS(prefix) === undefined)
    throw new XmlError('bad-namespace-prefix', 'prefix not declared');
}
