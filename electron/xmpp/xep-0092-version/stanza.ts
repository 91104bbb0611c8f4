/**
 * Software Version — XEP-0092, version 1.1.
 * https://xmpp.org/extensions/xep-0092.html
 *
 * Left out: the operating system is never told (§5).
 */
import { NS_VERSION } from '../ns';
import { boundLine } from '../text';
import { child, childText, xml, type Element } from '../xml';

const MAX_VERSION_TEXT = 256;

export interface SoftwareVersion {
  readonly name: string;
  readonly version: string;
  /** Only ever of others. */
  readonly os?: string;
}

/** Of an iq result; undefined where it names no software. */
export function parseVersionResult(iq: Element): SoftwareVersion | undefined {
  const query = child(iq, 'query', NS_VERSION);
  const text = (name: string): string =>
    query === undefined ? '' : boundLine(childText(query, name, NS_VERSION) ?? '', MAX_VERSION_TEXT);
  const [name, version, os] = [text('name'), text('version'), text('os')];
  if (name === '') return undefined;
  return { name, version, ...(os !== '' && { os }) };
}

/** The payload of an answer. */
export function buildVersion(software: SoftwareVersion): Element {
  return xml(
    'query',
    { xmlns: NS_VERSION },
    xml('name', {}, software.name),
    xml('version', {}, software.version),
    ...(software.os === undefined ? [] : [xml('os', {}, software.os)]),
  );
}

export function buildVersionGet(to: string): Element {
  return xml('iq', { type: 'get', to }, xml('query', { xmlns: NS_VERSION }));
}
