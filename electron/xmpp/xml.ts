/** The element tree of @xmpp/xml, with namespace-aware look-ups (closes L13 of the library's faults). */
import xml, { Element } from '@xmpp/xml';

export { xml, Element };

/** First child with this name in this namespace, inherited namespaces counted. */
export function child(parent: Element, name: string, ns: string): Element | undefined {
  return parent.getChildElements().find((el) => localName(el) === name && el.getNS() === ns);
}

/** All children with this name in this namespace. */
export function children(parent: Element, name: string, ns: string): Element[] {
  return parent.getChildElements().filter((el) => localName(el) === name && el.getNS() === ns);
}

/** Text of such a child; undefined if there is none. */
export function childText(parent: Element, name: string, ns: string): string | undefined {
  return child(parent, name, ns)?.text();
}

/** An attribute as a string; undefined if absent. Own properties only, so "__proto__" is just a name. */
export function attr(el: Element, name: string): string | undefined {
  const attrs: Record<string, string | number | boolean | null | undefined> = el.attrs;
  if (!Object.hasOwn(attrs, name)) return undefined;
  const value = attrs[name];
  return value === undefined || value === null ? undefined : String(value);
}

function localName(el: Element): string {
  const colon = el.name.indexOf(':');
  return colon < 0 ? el.name : el.name.slice(colon + 1);
}
