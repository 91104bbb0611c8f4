/** XML text to elements and back to something comparable, for tests. */
import { StreamParser, replyLimits } from '../../electron/xmpp/stream/parser';
import type { Element } from '../../electron/xmpp/xml';

const STREAM_OPENING = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

/** The one element in `text`, read by the stream parser as if a server had sent it: it inherits "jabber:client". */
export function parseXml(text: string): Element {
  const found: Element[] = [];
  const parser = new StreamParser();
  parser.limitsFor = () => replyLimits;
  parser.on('element', (element: Element) => found.push(element));
  parser.on('error', (error: Error) => {
    throw error;
  });
  parser.write(Buffer.from(`${STREAM_OPENING}${text.trim()}`, 'utf8'));
  const [element, ...more] = found;
  if (element === undefined || more.length > 0) throw new Error(`not exactly one element: ${text.slice(0, 200)}`);
  return element;
}

/** What two elements have in common if they mean the same: namespaces resolved, attributes sorted, layout dropped. */
export interface CanonicalElement {
  readonly name: string;
  readonly ns: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (string | CanonicalElement)[];
}

export function canonical(element: Element, inheritedNs = 'jabber:client'): CanonicalElement {
  const ns = element.getNS() ?? inheritedNs;
  const attributes = Object.entries(element.attrs)
    .filter(([name, value]) => !/^xmlns(?::|$)/u.test(name) && value !== undefined)
    .map(([name, value]) => [name, String(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hasElements = element.getChildElements().length > 0;
  const children = element.children
    .map((child) => (typeof child === 'object' ? canonical(child, ns) : child))
    .filter((child) => typeof child === 'object' || !hasElements || child.trim() !== '');
  return { name: element.getName(), ns, attributes: Object.fromEntries(attributes), children };
}
