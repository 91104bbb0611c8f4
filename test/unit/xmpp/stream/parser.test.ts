import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import {
  negotiationLimits,
  replyLimits,
  stanzaLimits,
  StreamParser,
  type ElementLimits,
} from '../../../../electron/xmpp/stream/parser';
import type { XmlError } from '../../../../electron/xmpp/stream/xml-error';
import { attr, type Element } from '../../../../electron/xmpp/xml';

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

interface Seen {
  readonly elements: Element[];
  error: XmlError | undefined;
  ended: boolean;
}

function parse(chunks: readonly (string | Uint8Array)[], limits: ElementLimits = stanzaLimits, header = HEADER): Seen {
  const seen: Seen = { elements: [], error: undefined, ended: false };
  const parser = new StreamParser();
  parser.limitsFor = () => limits;
  parser.on('element', (element: Element) => seen.elements.push(element));
  parser.on('error', (error: XmlError) => (seen.error = error));
  parser.on('end', () => (seen.ended = true));
  for (const chunk of [header, ...chunks]) parser.write(chunk);
  return seen;
}

function texts(seen: Seen): string[] {
  return seen.elements.map((element) => element.toString());
}

describe('what it reads', () => {
  it.each([
    ['<message/>', '<message/>'],
    ['<message a = "1"\n\tb=\'2\' />', '<message a="1" b="2"/>'],
    ["<m a='&lt;&amp;&gt;&quot;&apos;'>&lt;&#65;&#x1F600;</m>", '<m a="&lt;&amp;&gt;&quot;&apos;">&lt;A😀</m>'],
    ['<m><![CDATA[<b>&amp;]]]]><![CDATA[>]]></m>', '<m>&lt;b&gt;&amp;amp;]]&gt;</m>'],
    ["<m a='1\n2\r\n3&#10;4'/>", '<m a="1 2 3\n4"/>'],
    ['<m>a\r\nb\rc</m>', '<m>a\nb\nc</m>'],
    ['<m a=">"/>', '<m a="&gt;"/>'],
    ['<élan/>', '<élan/>'],
    ["<x:m xmlns:x='urn:x' x:a='1'/>", '<x:m xmlns:x="urn:x" x:a="1"/>'],
    ["<m xml:lang='en'/>", '<m xml:lang="en"/>'],
    ['<m></m >', '<m/>'],
  ])('%s', (xml, expected) => {
    const seen = parse([xml]);
    expect(seen.error).toBeUndefined();
    expect(texts(seen)).toEqual([expected]);
  });

  it('takes white space between stanzas, of any amount', () => {
    const seen = parse([' \n\t', ' '.repeat(5_000_000), '<a/>', '\r\n', '<b/>', '</stream:stream>'], negotiationLimits);
    expect(seen.error).toBeUndefined();
    expect(texts(seen)).toEqual(['<a/>', '<b/>']);
    expect(seen.ended).toBe(true);
  });

  it('takes a byte order mark and a declaration at the very start', () => {
    expect(parse(['<a/>'], stanzaLimits, `\ufeff${HEADER}`).error).toBeUndefined();
    expect(parse(['<a/>'], stanzaLimits, HEADER.replace('?>', " encoding='utf-8'?>")).error).toBeUndefined();
  });

  it('keeps attributes with names of the language apart from the language', () => {
    const [element] = parse(["<m __proto__='a' constructor='b' hasOwnProperty='c'/>"]).elements;
    expect(element && attr(element, '__proto__')).toBe('a');
    expect(element && attr(element, 'constructor')).toBe('b');
    expect(element && attr(element, 'toString')).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('a');
  });

  it('gives top-level elements the namespaces of the stream', () => {
    const [element] = parse(['<stream:features><x/></stream:features>']).elements;
    expect(element?.getNS()).toBe('http://etherx.jabber.org/streams');
    expect(element?.getChild('x')?.getNS()).toBe('jabber:client');
  });

  it('hears nothing after stop', () => {
    const parser = new StreamParser();
    const seen: string[] = [];
    parser.on('element', (element: Element) => {
      seen.push(element.name);
      parser.stop();
    });
    parser.write(`${HEADER}<proceed/><injected/><!DOCTYPE x>`);
    parser.write('<more/>');
    expect(seen).toEqual(['proceed']);
  });
});

describe('what it refuses', () => {
  it.each([
    ['<!DOCTYPE a>', 'restricted-xml'],
    ['<!-- a -->', 'restricted-xml'],
    ['<m><!-- a --></m>', 'restricted-xml'],
    ['<m><!ELEMENT a></m>', 'restricted-xml'],
    ['<?pi?>', 'restricted-xml'],
    ["<?xml version='1.0'?>", 'restricted-xml'],
    ['<m>&foo;</m>', 'restricted-xml'],
    ["<m a='&foo;'/>", 'restricted-xml'],
    ['<m>&</m>', 'restricted-xml'],
    ['<m>&#0;</m>', 'not-well-formed'],
    ['<m>&#xD800;</m>', 'not-well-formed'],
    ['<m>&#x110000;</m>', 'not-well-formed'],
    ['<m>\0</m>', 'not-well-formed'],
    ['<m>\uffff</m>', 'not-well-formed'],
    ['<m>]]></m>', 'not-well-formed'],
    ['<a></b>', 'not-well-formed'],
    ['<a b/>', 'not-well-formed'],
    ['<a b=1/>', 'not-well-formed'],
    ["<a b='<'/>", 'not-well-formed'],
    ["<a b='1'c='2'/>", 'not-well-formed'],
    ["<a b='1' b='2'/>", 'not-well-formed'],
    ['<a <b/>', 'not-well-formed'],
    ['<1/>', 'not-well-formed'],
    ['< a/>', 'not-well-formed'],
    ['<>', 'not-well-formed'],
    ['<a:b:c/>', 'not-well-formed'],
    ['<x:a/>', 'bad-namespace-prefix'],
    ["<a x:b='1'/>", 'bad-namespace-prefix'],
    ["<a xmlns:x=''/>", 'bad-namespace-prefix'],
    ["<a xmlns:xml='urn:other'/>", 'bad-namespace-prefix'],
    ['text', 'bad-format'],
    ['<![CDATA[text]]>', 'bad-format'],
    ['<a>'.repeat(101), 'policy-violation'],
    [`<a ${Array.from({ length: 65 }, (_, n) => `a${String(n)}=''`).join(' ')}/>`, 'policy-violation'],
  ])('%s', (xml, condition) => {
    const seen = parse(['<before/>', xml, '<after/>']);
    expect(seen.error?.condition).toBe(condition);
    expect(texts(seen)).toEqual(['<before/>']);
  });

  it('another encoding', () => {
    const header = HEADER.replace('?>', " encoding='utf-16'?>");
    expect(parse([], stanzaLimits, header).error?.condition).toBe('unsupported-encoding');
  });

  it.each([
    ['overlong', [0xc0, 0xaf]],
    ['surrogate', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['lone continuation', [0x80]],
    ['cut short', [0xe2, 0x82, 0x3c]],
  ])('UTF-8 that is %s, in one chunk or in many', (_what, bytes) => {
    const whole = Buffer.concat([Buffer.from('<m>'), Buffer.from(bytes), Buffer.from('</m>')]);
    expect(parse([whole]).error?.condition).toBe('not-well-formed');
    expect(parse([...whole].map((byte) => Uint8Array.of(byte))).error?.condition).toBe('not-well-formed');
  });

  it.each([
    ['tag', "<m a='", 'x'],
    ['text', '<m>', 'x'],
    ['CDATA', '<m><![CDATA[', ']'],
    ['content', '<m>', '<a/>'],
    ['wide text', '<m>', '\u3042'],
  ])('a %s that does not end, as soon as it is too large', (_what, start, filler) => {
    const chunk = filler.repeat(1_000);
    let written = 0;
    const parser = new StreamParser();
    let error: XmlError | undefined;
    parser.limitsFor = () => ({ bytes: 100_000, nodes: 1e9 });
    parser.on('error', (found: XmlError) => (error = found));
    parser.write(HEADER + start);
    while (error === undefined && written < 1_000_000) {
      parser.write(chunk);
      written += Buffer.byteLength(chunk);
    }
    expect(error?.condition).toBe('policy-violation');
    // A start tag is bounded before anyone knows what it opens.
    expect(written).toBeLessThan(140_000);
  });

  it('counts anew for each stanza', () => {
    const seen = parse(
      Array.from({ length: 20 }, () => `<m>${'x'.repeat(90_000)}</m>`),
      { bytes: 100_000, nodes: 10 },
    );
    expect(seen.error).toBeUndefined();
    expect(seen.elements).toHaveLength(20);
  });
});

describe('how it is fed makes no difference', () => {
  const name = fc.constantFrom('a', 'message', 'x:b', 'body');
  const text = fc
    .string({ unit: 'binary', maxLength: 12 })
    .map((raw) => raw.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd]/gu, 'é😀'));
  const escaped = text.map((raw) => raw.replace(/[<>&"']/gu, (c) => `&#${String(c.codePointAt(0))};`));
  const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
    content: fc.oneof(
      { depthSize: 'small' },
      escaped,
      tie('element'),
      escaped.map((raw) => `<![CDATA[${raw}]]>`),
    ),
    element: fc
      .tuple(name, escaped, fc.array(tie('content'), { maxLength: 3 }))
      .map(([tag, value, inside]) => `<${tag} xmlns:x='urn:x' k='${value}'>${inside.join('')}</${tag}>`),
  }));

  it('whole, or cut anywhere, also inside a character', () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(400)), (stanzas, cuts) => {
        const bytes = Buffer.from(stanzas.join(' '));
        const borders = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
        const whole = parse([bytes]);
        expect(whole.error).toBeUndefined();
        expect(texts(parse(chunks))).toEqual(texts(whole));
        expect(texts(parse([...bytes].map((byte) => Uint8Array.of(byte))))).toEqual(texts(whole));
      }),
      { numRuns: 60 },
    );
  });

  it('reads what another parser reads', () => {
    fc.assert(
      fc.property(element, (stanza) => {
        const [read] = parse([stanza]).elements;
        expect(read === undefined ? undefined : outline(read)).toEqual(outlineBySaxes(stanza));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses random damage or reads it as another parser does', () => {
    const damage = fc.tuple(
      element,
      fc.nat(),
      fc.constantFrom('<', '>', '&', '"', "'", '/', '!', '?', ' ', '=', ']]>', '\0'),
    );
    fc.assert(
      fc.property(damage, ([stanza, at, extra]) => {
        const characters = Array.from(stanza);
        const broken = characters.toSpliced(at % characters.length, 0, extra).join('');
        const seen = parse([broken]);
        const reference = outlineBySaxes(broken);
        if (seen.error === undefined && seen.elements.length === 1 && reference !== undefined)
          expect(seen.elements.map(outline)).toEqual([reference]);
        // Whatever the reference parser calls ill-formed is never handed on as a stanza.
        if (reference === undefined) expect(seen.error !== undefined || seen.elements.length === 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

type Outline = readonly [
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly (Outline | string)[],
];

function outline(element: Element): Outline {
  const children = element.children.map((node) => (typeof node === 'object' ? outline(node) : node));
  return [element.name, { ...element.attrs }, children.filter((node) => node !== '')];
}

/** Undefined where the document is ill-formed. */
function outlineBySaxes(xml: string): Outline | undefined {
  interface Open {
    readonly name: string;
    readonly attributes: Record<string, string>;
    readonly children: (Outline | string)[];
  }
  const parser = new SaxesParser({ xmlns: false, fragment: false });
  const open: Open[] = [{ name: '', attributes: {}, children: [] }];
  const errors: Error[] = [];
  const addText = (text: string): void => {
    const siblings = open.at(-1)?.children ?? [];
    const last = siblings.at(-1);
    if (typeof last === 'string') siblings[siblings.length - 1] = last + text;
    else if (text !== '') siblings.push(text);
  };
  parser.on('error', (error) => errors.push(error));
  parser.on('opentag', ({ name, attributes }) => open.push({ name, attributes: { ...attributes }, children: [] }));
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed !== undefined) open.at(-1)?.children.push([closed.name, closed.attributes, closed.children]);
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(`<root xmlns:x='urn:x'>${xml}</root>`).close();
  const root = open[0]?.children[0];
  const inside = typeof root === 'object' ? root[2] : [];
  const only = inside.find((node) => typeof node === 'object');
  return errors.length > 0 || typeof only !== 'object' ? undefined : only;
}

it('reads 10,000 contacts within the limits of a reply', () => {
  const item = (n: number): string =>
    `<item jid='contact${String(n)}@example.org' name='Contact ${String(n)}' subscription='both' ask='subscribe'><group>A</group><group>B</group></item>`;
  const roster = Array.from({ length: 10_000 }, (_, n) => item(n)).join('');
  const seen = parse([`<iq type='result' id='1'><query xmlns='jabber:iq:roster'>${roster}</query></iq>`], replyLimits);
  expect(seen.error).toBeUndefined();
  expect(seen.elements[0]?.getChild('query')?.children).toHaveLength(10_000);
});
