/**
 * Tokens of the XML that XMPP allows (RFC 6120 §11): tags, text, CDATA and one XML declaration.
 * Comments, processing instructions, DTDs and entities beyond the five of XML are refused where
 * they begin, so nothing can hide behind them. Works in one pass: what is unfinished at the end of
 * a chunk is kept aside and never scanned again.
 */

import { XmlError } from './xml-error';

export interface TokenHandler {
  /** `attributes` is an own object; a name that occurs twice has been refused already. */
  open(name: string, attributes: Record<string, string>, attributeCount: number): void;
  close(name: string): void;
  text(text: string): void;
  /** True where only white space may stand; it is handed on piece by piece and never kept. */
  betweenElements(): boolean;
  /** Called with each piece of a token as it is read, and the number of brackets beside it; may throw to refuse more. */
  consumed(piece: string, brackets: number): void;
}

// XML 1.0 §2.2: characters that never stand in a document. Surrogates can't come out of the decoder.
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u;
const ASCII_NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/u;
const NAME_START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const NC_NAME = `[${NAME_START}][${NAME_START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}]*`;
/** Qualified name (Namespaces in XML §4). */
const ANY_NAME = new RegExp(`^${NC_NAME}(?::${NC_NAME})?$`, 'u');
const XML_DECLARATION =
  /^\?xml\s+version\s*=\s*(["'])1\.\d+\1(?:\s+encoding\s*=\s*(["'])(?<encoding>[\w.-]+)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\4)?\s*\?$/u;
const NEEDS_RESOLVING = /[&\t\n\r]/u;
const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));|&/gu;
const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const BANG = 0x21;
const QUESTION = 0x3f;
const BYTE_ORDER_MARK = 0xfeff;
const CDATA_OPENING = '![CDATA[';
const CDATA_CLOSING = ']]>';
const MAX_ATTRIBUTES = 64;

/** Pieces of an unfinished token. Joined in two levels, so that a million one-byte chunks stay small. */
class Pieces {
  #small: string[] = [];
  readonly #large: string[] = [];

  add(piece: string): void {
    if (piece === '') return;
    this.#small.push(piece);
    if (this.#small.length < 1024) return;
    this.#large.push(this.#small.join(''));
    this.#small = [];
  }

  take(last: string): string {
    if (this.#small.length === 0 && this.#large.length === 0) return last;
    const whole = [...this.#large, ...this.#small, last].join('');
    this.#small = [];
    this.#large.length = 0;
    return whole;
  }
}

/** `opened`: behind a `<`, kind unknown yet; `declared`: behind `<!`. */
type Mode = 'text' | 'opened' | 'declared' | 'tag' | 'cdata';

export class Tokenizer {
  readonly #handler: TokenHandler;
  readonly #pieces = new Pieces();
  #mode: Mode = 'text';
  /** Inside a tag: the quote that closes the attribute value being read, or 0. */
  #quote = 0;
  /** What stands behind `<!` so far; only CDATA may. */
  #head = '';
  /** Last characters of an unfinished CDATA section, in which a closing `]]>` may have begun. */
  #tail = '';
  #started = false;
  #declarationAllowed = true;

  constructor(handler: TokenHandler) {
    this.#handler = handler;
  }

  /** Takes a chunk of decoded text. Throws `XmlError`; nothing may be written afterwards. */
  write(chunk: string): void {
    if (chunk === '') return;
    const start = !this.#started && chunk.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    this.#started = true;
    const forbidden = chunk.search(FORBIDDEN_CHARACTERS);
    this.#scan(forbidden < 0 ? chunk : chunk.slice(0, forbidden), start);
    if (forbidden >= 0) throw new XmlError('not-well-formed', 'forbidden character');
  }

  #scan(chunk: string, start: number): void {
    let position = start;
    while (position < chunk.length) {
      if (this.#mode === 'text') position = this.#scanText(chunk, position);
      else if (this.#mode === 'opened') this.#mode = this.#kindOfMarkup(chunk.charCodeAt(position));
      else if (this.#mode === 'declared') position = this.#scanDeclared(chunk, position);
      else if (this.#mode === 'tag') position = this.#scanTag(chunk, position);
      else position = this.#scanCdata(chunk, position);
    }
  }

  #scanText(chunk: string, from: number): number {
    const end = chunk.indexOf('<', from);
    const piece = end < 0 ? chunk.slice(from) : chunk.slice(from, end);
    if (this.#handler.betweenElements()) {
      if (piece !== '') this.#declarationAllowed = false;
      this.#handler.text(piece);
    } else {
      this.#handler.consumed(piece, 0);
      if (end < 0) {
        this.#pieces.add(piece);
      } else {
        const text = this.#pieces.take(piece);
        if (text !== '') this.#handler.text(resolveText(text));
      }
    }
    if (end < 0) return chunk.length;
    this.#mode = 'opened';
    return end + 1;
  }

  #kindOfMarkup(first: number): Mode {
    this.#quote = 0;
    this.#head = '';
    if (first === BANG) return 'declared';
    if (first === QUESTION && !this.#declarationAllowed) throw new XmlError('restricted-xml', 'processing instruction');
    return 'tag';
  }

  #scanDeclared(chunk: string, from: number): number {
    const end = from + CDATA_OPENING.length - this.#head.length;
    this.#head += chunk.slice(from, end);
    if (!CDATA_OPENING.startsWith(this.#head)) throw new XmlError('restricted-xml', 'comment or DTD');
    if (this.#head.length === CDATA_OPENING.length) {
      this.#handler.consumed(this.#head, 1);
      this.#mode = 'cdata';
      this.#tail = '';
    }
    return Math.min(chunk.length, end);
  }

  #scanTag(chunk: string, from: number): number {
    const end = this.#findTagEnd(chunk, from);
    const piece = end < 0 ? chunk.slice(from) : chunk.slice(from, end);
    this.#handler.consumed(piece, end < 0 ? 0 : 2);
    if (end < 0) {
      this.#pieces.add(piece);
      return chunk.length;
    }
    this.#mode = 'text';
    this.#finishTag(this.#pieces.take(piece));
    return end + 1;
  }

  /** Position of the `>` that ends the tag; -1 if it is not in this chunk. */
  #findTagEnd(chunk: string, from: number): number {
    let position = from;
    for (;;) {
      if (this.#quote !== 0) {
        const closing = chunk.indexOf(this.#quote === QUOTE ? '"' : "'", position);
        if (closing < 0) return -1;
        this.#quote = 0;
        position = closing + 1;
      }
      for (; position < chunk.length; position += 1) {
        const code = chunk.charCodeAt(position);
        if (code === GREATER_THAN) return position;
        if (code === LESS_THAN) throw new XmlError('not-well-formed', '"<" inside a tag');
        if (code === QUOTE || code === APOSTROPHE) {
          this.#quote = code;
          break;
        }
      }
      if (position >= chunk.length) return -1;
      position += 1;
    }
  }

  #scanCdata(chunk: string, from: number): number {
    // The three closing characters may be split over chunks: look at the last two once more.
    const text = this.#tail + chunk.slice(from);
    const end = text.indexOf(CDATA_CLOSING);
    if (end < 0) {
      const keep = Math.max(0, text.length - (CDATA_CLOSING.length - 1));
      this.#pieces.add(text.slice(0, keep));
      this.#handler.consumed(text.slice(0, keep), 0);
      this.#tail = text.slice(keep);
      return chunk.length;
    }
    this.#handler.consumed(text.slice(0, end), CDATA_CLOSING.length);
    const content = this.#pieces.take(text.slice(0, end));
    const next = from + end + CDATA_CLOSING.length - this.#tail.length;
    this.#tail = '';
    this.#mode = 'text';
    this.#handler.text(normalizeLineEnds(content));
    return next;
  }

  #finishTag(tag: string): void {
    const first = tag.charCodeAt(0);
    if (first === QUESTION) {
      const declaration = XML_DECLARATION.exec(tag);
      if (declaration === null) throw new XmlError('restricted-xml', 'processing instruction');
      const encoding = declaration.groups?.['encoding'];
      if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
        throw new XmlError('unsupported-encoding', 'not UTF-8');
      this.#declarationAllowed = false;
      return;
    }
    this.#declarationAllowed = false;
    if (first === SLASH) {
      this.#handler.close(endTagName(tag));
      return;
    }
    const selfClosing = tag.charCodeAt(tag.length - 1) === SLASH;
    const name = this.#openTag(selfClosing ? tag.slice(0, -1) : tag);
    if (selfClosing) this.#handler.close(name);
  }

  #openTag(tag: string): string {
    if (tag.includes('<')) throw new XmlError('not-well-formed', '"<" in an attribute value');
    // Most tags need neither; asking once a tag is cheaper than once a value.
    const plain = !NEEDS_RESOLVING.test(tag);
    let position = nameEnd(tag, 0);
    const name = tag.slice(0, position);
    checkName(name);
    const attributes: Record<string, string> = {};
    let count = 0;
    for (;;) {
      const start = skipSpace(tag, position);
      if (start >= tag.length) break;
      if (start === position) throw new XmlError('not-well-formed', 'no space before an attribute');
      const end = nameEnd(tag, start);
      const attribute = tag.slice(start, end);
      const equals = skipSpace(tag, end);
      if (tag.charCodeAt(equals) !== EQUALS) throw new XmlError('not-well-formed', 'attribute without a value');
      const opening = skipSpace(tag, equals + 1);
      const closing = closingQuote(tag, opening);
      checkName(attribute);
      if (Object.hasOwn(attributes, attribute)) throw new XmlError('not-well-formed', 'attribute given twice');
      const value = tag.slice(opening + 1, closing);
      setOwn(attributes, attribute, plain ? value : resolveAttribute(value));
      count += 1;
      if (count > MAX_ATTRIBUTES) throw new XmlError('policy-violation', 'too many attributes');
      position = closing + 1;
    }
    this.#handler.open(name, attributes, count);
    return name;
  }
}

/** "__proto__" must become a plain property like any other name. */
function setOwn(target: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function skipSpace(tag: string, from: number): number {
  let position = from;
  while (position < tag.length && isSpace(tag.charCodeAt(position))) position += 1;
  return position;
}

function nameEnd(tag: string, from: number): number {
  let position = from;
  for (; position < tag.length; position += 1) {
    const code = tag.charCodeAt(position);
    if (code === EQUALS || isSpace(code)) break;
  }
  return position;
}

function endTagName(tag: string): string {
  let end = tag.length;
  while (isSpace(tag.charCodeAt(end - 1))) end -= 1;
  return tag.slice(1, end);
}

function closingQuote(tag: string, opening: number): number {
  const quote = tag.charCodeAt(opening);
  const closing = quote === QUOTE || quote === APOSTROPHE ? tag.indexOf(quote === QUOTE ? '"' : "'", opening + 1) : -1;
  if (closing < 0) throw new XmlError('not-well-formed', 'attribute value without quotes');
  return closing;
}

/** Names seen before and found good: a stream says the same few thousands of times. */
const goodNames = new Set<string>();
const MAX_GOOD_NAMES = 1_000;

function checkName(name: string): void {
  if (goodNames.has(name)) return;
  if (!ASCII_NAME.test(name) && !ANY_NAME.test(name)) throw new XmlError('not-well-formed', 'not a name');
  if (name.length <= 32 && goodNames.size < MAX_GOOD_NAMES) goodNames.add(name);
}

function normalizeLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/gu, '\n') : text;
}

function resolveText(raw: string): string {
  if (raw.includes(CDATA_CLOSING)) throw new XmlError('not-well-formed', '"]]>" in text');
  return resolveReferences(normalizeLineEnds(raw));
}

/** XML 1.0 §3.3.3: white space in a value becomes a space; a character reference to it does not. */
function resolveAttribute(raw: string): string {
  return resolveReferences(/[\t\n\r]/u.test(raw) ? raw.replace(/\r\n|[\t\n\r]/gu, ' ') : raw);
}

function resolveReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (_whole, hex?: string, decimal?: string, named?: string) => {
    if (named !== undefined) return PREDEFINED.get(named) ?? '';
    if (hex === undefined && decimal === undefined) throw new XmlError('restricted-xml', 'entity reference');
    const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
    if (!isCharacter(code)) throw new XmlError('not-well-formed', 'reference to a forbidden character');
    return String.fromCodePoint(code);
  });
}

/** XML 1.0 §2.2 Char. */
function isCharacter(code: number): boolean {
  return (
    code === 0x09 ||
    code === 0x0a ||
    code === 0x0d ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
