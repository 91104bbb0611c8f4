/**
 * Message Archive Management Preferences — XEP-0441, version 0.2.0.
 * https://xmpp.org/extensions/xep-0441.html
 *
 * Left out: configuration by ad-hoc commands (§2.2).
 */
import { anyJid, type BareJid, type FullJid } from '../jid';
import { NS_MAM } from '../ns';
import { attr, child, children, xml, type Element } from '../xml';

/** More addresses of one list are not read. */
const MAX_ADDRESSES = 10_000;

export const defaultBehaviours = ['always', 'roster', 'never'] as const;

export interface ArchivePreferences {
  /** For those in neither list; undefined: something that is not of the three. */
  readonly byDefault: (typeof defaultBehaviours)[number] | undefined;
  readonly always: readonly (BareJid | FullJid)[];
  readonly never: readonly (BareJid | FullJid)[];
}

export function buildPreferencesGet(): Element {
  return xml('iq', { type: 'get' }, xml('prefs', { xmlns: NS_MAM }));
}

export function buildPreferencesSet({ byDefault, always, never }: ArchivePreferences): Element {
  const list = (name: string, jids: readonly string[]): Element =>
    xml(name, {}, ...jids.map((jid) => xml('jid', {}, jid)));
  return xml(
    'iq',
    { type: 'set' },
    xml('prefs', { xmlns: NS_MAM, default: byDefault }, list('always', always), list('never', never)),
  );
}

/** Undefined where the result holds none. */
export function parsePreferences(iq: Element): ArchivePreferences | undefined {
  const prefs = child(iq, 'prefs', NS_MAM);
  if (prefs === undefined) return undefined;
  const byDefault = attr(prefs, 'default');
  return {
    byDefault: defaultBehaviours.find((known) => known === byDefault),
    always: parseList(prefs, 'always'),
    never: parseList(prefs, 'never'),
  };
}

function parseList(prefs: Element, name: string): readonly (BareJid | FullJid)[] {
  const list = child(prefs, name, NS_MAM);
  if (list === undefined) return [];
  const jids = children(list, 'jid', NS_MAM)
    .slice(0, MAX_ADDRESSES)
    .map((jid) => anyJid(jid.text().trim()))
    .filter((jid) => jid !== undefined);
  return [...new Set(jids)];
}
