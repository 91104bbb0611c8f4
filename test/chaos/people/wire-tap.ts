/** What stream management (XEP-0198) said on the wires of one person: names, counters and ids, no content. */
import { NS_SM } from '../../../electron/xmpp/ns';
import type { XmppSession } from '../../../electron/xmpp/session-types';
import { attr, type Element } from '../../../electron/xmpp/xml';

/** Lines of stream management kept, and ids of stanzas a direction. */
const MOST_LINES = 40;
const MOST_IDS = 8;

interface Way {
  /** Stanzas since stream management was agreed on, those that were sent again included. */
  count: number;
  readonly lastIds: string[];
}

export class WireTap {
  readonly #lines: string[] = [];
  readonly #ways: Record<'in' | 'out', Way> = { in: newWay(), out: newWay() };

  watch(session: XmppSession): void {
    session.onTraffic((direction, element) => this.#see(direction, element));
    session.onState(({ state }) => this.#note(state));
  }

  /** Oldest first. */
  toString(): string {
    const ways = (['in', 'out'] as const).map((name) => {
      const { count, lastIds } = this.#ways[name];
      return `${name}: ${String(count)} stanzas, last ${lastIds.join(' ')}`;
    });
    return [...this.#lines, ...ways].map((line) => `  ${line}`).join('\n');
  }

  #see(direction: 'in' | 'out', element: Element): void {
    if (element.getNS() === NS_SM) {
      const { h, id, previd } = element.attrs as Readonly<Record<string, string | undefined>>;
      const said = Object.entries({ h, id, previd }).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${value}`],
      );
      this.#note(`${direction} <${element.getName()}> ${said.join(' ')}`);
      if (element.is('enabled')) for (const way of Object.values(this.#ways)) way.count = 0;
    } else if (element.is('message') || element.is('iq') || element.is('presence')) {
      const way = this.#ways[direction];
      way.count += 1;
      way.lastIds.push(`${element.getName()}:${attr(element, 'id') ?? '-'}`);
      if (way.lastIds.length > MOST_IDS) way.lastIds.shift();
    }
  }

  #note(line: string): void {
    this.#lines.push(`${new Date().toISOString().slice(11, 23)} ${line}`);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }
}

function newWay(): Way {
  return { count: 0, lastIds: [] };
}
