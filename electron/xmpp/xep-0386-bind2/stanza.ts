/**
 * Bind 2 — XEP-0386, version 1.1.0.
 * https://xmpp.org/extensions/xep-0386.html
 *
 * Left out: client state within it (a client that signs in is looked at, or says so right after), and the
 * archive's metadata (the archive is asked).
 */
import { NS_BIND2, NS_CARBONS, NS_SM } from '../ns';
import { attr, child, children, xml, type Element } from '../xml';
import { buildCarbonsEnable } from '../xep-0280-carbons/stanza';
import { buildEnable, parseEnabled, type Enabled } from '../xep-0198-sm/stanza';

/** What can be had together with the resource. */
export interface SessionFeatures {
  readonly carbons: boolean;
  /** XEP-0198 §9.1 */
  readonly management: boolean;
}

/** What a server did. */
export interface Bound {
  /** Present where stream management was asked for and agreed to. */
  readonly management?: Enabled;
}

/** What `<inline/>` of the server's features offers; undefined where it can't bind within the sign-in. */
export function parseBind2Offer(inline: Element): SessionFeatures | undefined {
  const bind = child(inline, 'bind', NS_BIND2);
  if (bind === undefined) return undefined;
  const list = child(bind, 'inline', NS_BIND2);
  const names = list === undefined ? [] : children(list, 'feature', NS_BIND2).map((feature) => attr(feature, 'var'));
  return { carbons: names.includes(NS_CARBONS), management: names.includes(NS_SM) };
}

/** `tag` becomes part of the resource, which contacts see. */
export function buildBind2(tag: string, { carbons, management }: SessionFeatures): Element {
  return xml(
    'bind',
    { xmlns: NS_BIND2 },
    xml('tag', {}, tag),
    ...(carbons ? buildCarbonsEnable().getChildElements() : []),
    ...(management ? [buildEnable()] : []),
  );
}

/** The answer in a success; undefined where nothing was bound. The address stands beside it (XEP-0388). */
export function parseBound(success: Element): Bound | undefined {
  const bound = child(success, 'bound', NS_BIND2);
  if (bound === undefined) return undefined;
  const enabled = child(bound, 'enabled', NS_SM);
  return enabled === undefined ? {} : { management: parseEnabled(enabled) };
}
