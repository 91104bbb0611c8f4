/**
 * Last Activity — XEP-0012, version 2.0, §6: how long a server or service runs.
 * https://xmpp.org/extensions/xep-0012.html
 *
 * Left out: the last activity of people; it is neither asked for nor told.
 */
import { NS_LAST } from '../ns';
import { attr, child, xml, type Element } from '../xml';

export function buildUptimeGet(to: string): Element {
  return xml('iq', { type: 'get', to }, xml('query', { xmlns: NS_LAST }));
}

/** Seconds since the service was started; undefined where the result tells no whole number. */
export function parseUptime(iq: Element): number | undefined {
  const query = child(iq, 'query', NS_LAST);
  const seconds = query === undefined ? '' : (attr(query, 'seconds') ?? '');
  return /^\d{1,12}$/u.test(seconds) ? Number(seconds) : undefined;
}
