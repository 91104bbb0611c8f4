/**
 * Service Discovery — XEP-0030, version 2.5.0, with the forms of XEP-0128 as far as capabilities
 * (XEP-0115) need them.
 * https://xmpp.org/extensions/xep-0030.html
 *
 * Left out: offering items; this client has none.
 */
import { anyJid, type BareJid, type FullJid } from '../jid';
import { NS_DATA_FORM, NS_DISCO_INFO, NS_DISCO_ITEMS } from '../ns';
import { boundId, MAX_SHORT_TEXT } from '../text';
import { attr, child, children, xml, type Element } from '../xml';

const MAX_IDENTITIES = 64;
const MAX_FEATURES = 1024;
const MAX_FORMS = 16;
const MAX_FIELDS = 64;
const MAX_VALUES = 64;
/** A reply may list this many items; more are left out. */
export const MAX_ITEMS = 1000;

export interface DiscoIdentity {
  readonly category: string;
  readonly type: string;
  /** Empty if none. */
  readonly name: string;
  /** `xml:lang`; empty if none. */
  readonly lang: string;
}

export interface DiscoField {
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
}

/** Extended information (XEP-0128): the fields of one form, `FORM_TYPE` among them. */
export interface DiscoForm {
  readonly fields: readonly DiscoField[];
}

/** In the order and number of the reply, doubles kept: a verification (XEP-0115 §5.4) has to see them. */
export interface DiscoInfo {
  readonly node?: string;
  readonly identities: readonly DiscoIdentity[];
  readonly features: readonly string[];
  readonly forms: readonly DiscoForm[];
}

export interface DiscoItem {
  readonly jid: BareJid | FullJid;
  readonly node?: string;
  /** Empty if none. */
  readonly name: string;
}

/** The information in an iq result; undefined where there is none. */
export function parseDiscoInfo(iq: Element): DiscoInfo | undefined {
  const query = child(iq, 'query', NS_DISCO_INFO);
  if (query === undefined) return undefined;
  return {
    ...parseNode(query),
    identities: children(query, 'identity', NS_DISCO_INFO).slice(0, MAX_IDENTITIES).map(parseIdentity),
    features: children(query, 'feature', NS_DISCO_INFO)
      .slice(0, MAX_FEATURES)
      .map((feature) => short(attr(feature, 'var')))
      .filter((feature) => feature !== ''),
    forms: children(query, 'x', NS_DATA_FORM).slice(0, MAX_FORMS).map(parseForm),
  };
}

/** The items in an iq result, those that can be read; undefined where there is no list. */
export function parseDiscoItems(iq: Element): readonly DiscoItem[] | undefined {
  const query = child(iq, 'query', NS_DISCO_ITEMS);
  return query === undefined
    ? undefined
    : children(query, 'item', NS_DISCO_ITEMS)
        .slice(0, MAX_ITEMS)
        .map(parseItem)
        .filter((item) => item !== undefined);
}

/** The payload of an answer. */
export function buildDiscoInfo(info: DiscoInfo): Element {
  return xml(
    'query',
    { xmlns: NS_DISCO_INFO, ...nodeAttr(info.node) },
    ...info.identities.map(buildIdentity),
    ...info.features.map((feature) => xml('feature', { var: feature })),
    ...info.forms.map(buildForm),
  );
}

/** The payload of an answer. */
export function buildDiscoItems(items: readonly DiscoItem[], node?: string): Element {
  return xml(
    'query',
    { xmlns: NS_DISCO_ITEMS, ...nodeAttr(node) },
    ...items.map((item) =>
      xml('item', { jid: item.jid, ...nodeAttr(item.node), ...(item.name !== '' && { name: item.name }) }),
    ),
  );
}

export function buildDiscoGet(ns: typeof NS_DISCO_INFO | typeof NS_DISCO_ITEMS, to: string, node?: string): Element {
  return xml('iq', { type: 'get', to }, xml('query', { xmlns: ns, ...nodeAttr(node) }));
}

/** The node a request or reply is about; absent for the entity itself. */
export function parseNode(query: Element): { readonly node?: string } {
  const node = boundId(attr(query, 'node'));
  return node === undefined ? {} : { node };
}

function parseIdentity(element: Element): DiscoIdentity {
  return {
    category: short(attr(element, 'category')),
    type: short(attr(element, 'type')),
    name: short(attr(element, 'name')),
    lang: short(attr(element, 'xml:lang')),
  };
}

function buildIdentity(identity: DiscoIdentity): Element {
  const { category, type, name, lang } = identity;
  return xml('identity', { category, type, ...(name !== '' && { name }), ...(lang !== '' && { 'xml:lang': lang }) });
}

function parseForm(element: Element): DiscoForm {
  const fields = children(element, 'field', NS_DATA_FORM)
    .slice(0, MAX_FIELDS)
    .map((field) => ({
      name: short(attr(field, 'var')),
      type: short(attr(field, 'type')),
      values: children(field, 'value', NS_DATA_FORM)
        .slice(0, MAX_VALUES)
        .map((value) => short(value.text())),
    }));
  return { fields };
}

function buildForm(form: DiscoForm): Element {
  return xml(
    'x',
    { xmlns: NS_DATA_FORM, type: 'result' },
    ...form.fields.map(({ name, type, values }) =>
      xml('field', { var: name, ...(type !== '' && { type }) }, ...values.map((value) => xml('value', {}, value))),
    ),
  );
}

function parseItem(element: Element): DiscoItem | undefined {
  const jid = anyJid(attr(element, 'jid'));
  return jid === undefined ? undefined : { jid, ...parseNode(element), name: short(attr(element, 'name')) };
}

function nodeAttr(node: string | undefined): { readonly node?: string } {
  return node === undefined ? {} : { node };
}

/** Cut, but not cleaned: a verification hashes the very text that was sent. For comparison, not for show. */
function short(text: string | undefined): string {
  return (text ?? '').slice(0, MAX_SHORT_TEXT);
}
