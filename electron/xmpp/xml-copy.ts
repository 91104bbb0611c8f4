/** Copies of elements that mean the same wherever they stand, and a text by which two are compared. */
import { createHash } from 'node:crypto';
import { Element } from './xml';

/** A copy that can be changed and stand elsewhere: namespaces that it inherited are declared on it. */
export function detached(element: Element): Element {
  const copy = cloned(element);
  for (const [name, uri] of inherited(element)) if (!(name in copy.attrs)) copy.attrs[name] = uri;
  return copy;
}

/** Equal for two elements that mean the same: namespaces resolved, attributes sorted, layout between elements dropped. */
export function canonicalText(element: Element): string {
  return JSON.stringify(canonical(element));
}

/** SHA-256 of `canonicalText`, lower-case hex. */
export function fingerprint(element: Element): string {
  return createHash('sha256').update(canonicalText(element), 'utf8').digest('hex');
}

export function removeChild(parent: Element, gone: Element): void {
  parent.children = parent.children.filter((one) => one !== gone);
}

/** `first`: right before everything else. */
export function insertChild(parent: Element, added: Element, after: Element | 'first' | 'last'): void {
  const place = after === 'first' ? 0 : after === 'last' ? parent.children.length : parent.children.indexOf(after) + 1;
  added.parent = parent;
  parent.children.splice(place, 0, added);
}

/** Its text and nothing else. */
export function setText(element: Element, text: string): void {
  element.children = [text];
}

function cloned(element: Element): Element {
  const copy = new Element(element.name, { ...element.attrs });
  for (const one of element.children) {
    if (typeof one === 'object') insertChild(copy, cloned(one), 'last');
    else copy.children.push(one);
  }
  return copy;
}

function inherited(element: Element): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const ns = element.getNS();
  if (ns !== undefined && !element.name.includes(':')) found.set('xmlns', ns);
  for (let above = element.parent; above !== null; above = above.parent)
    for (const [name, uri] of Object.entries(above.attrs))
      if (name.startsWith('xmlns:') && !found.has(name) && typeof uri === 'string') found.set(name, uri);
  return found;
}

type Canonical = readonly [name: string, ns: string, attributes: readonly string[], ...children: unknown[]];

function canonical(element: Element): Canonical {
  const attributes = Object.entries(element.attrs)
    .filter(([name, value]) => !/^xmlns(?::|$)/u.test(name) && value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${String(value)}`)
    .sort();
  const hasElements = element.children.some((one) => typeof one === 'object');
  const children: unknown[] = [];
  for (const one of element.children) {
    if (typeof one === 'object') children.push(canonical(one));
    else if (!hasElements || one.trim() !== '') children.push(one);
  }
  return [element.getName(), element.getNS() ?? '', attributes, ...children];
}
