/**
 * Private XML Storage — XEP-0049, version 1.2.
 * https://xmpp.org/extensions/xep-0049.html
 *
 * Left out: several elements in one request (§2.1), which servers answer differently. What is stored cannot
 * be listed: whoever does not know a name cannot ask for it.
 */
import { NS_PRIVATE } from '../ns';
import { child, xml, type Element } from '../xml';

/** What a piece of data is stored under (§2.2). */
export interface PrivateName {
  readonly element: string;
  readonly ns: string;
}

export function buildPrivateGet(name: PrivateName): Element {
  return xml('iq', { type: 'get' }, xml('query', { xmlns: NS_PRIVATE }, emptyPrivate(name)));
}

/** Puts `data` in place of what is stored under its name and namespace (§2.1). */
export function buildPrivateSet(data: Element): Element {
  return xml('iq', { type: 'set' }, xml('query', { xmlns: NS_PRIVATE }, data));
}

/** Stored in place of something, it takes that away. */
export function emptyPrivate({ element, ns }: PrivateName): Element {
  return xml(element, { xmlns: ns });
}

/** What is stored under a name, an empty element where nothing is; undefined where the result does not hold it. */
export function parsePrivate(iq: Element, { element, ns }: PrivateName): Element | undefined {
  const query = child(iq, 'query', NS_PRIVATE);
  return query === undefined ? undefined : child(query, element, ns);
}

/** Whether something is stored: an element or text within, or an attribute. */
export function holdsSomething(data: Element): boolean {
  const attributes = Object.keys(data.attrs).filter((name) => name !== 'xmlns' && !name.startsWith('xmlns:'));
  return data.getChildElements().length > 0 || data.text().trim() !== '' || attributes.length > 0;
}
