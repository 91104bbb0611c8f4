/** Clients of one address that are online, best first. */
import type { Resource } from '../../contract/presence';
import type { FullJid } from '../../xmpp/jid';
import { resourceOf } from '../../xmpp/jid';
import type { ParsedAvailability } from '../../xmpp/rfc6121-presence/stanza';
import type { Caps } from '../../xmpp/xep-0115-caps/stanza';

/** More clients of one address than anybody uses; a flood of made-up ones must not fill the memory. */
const MAX_RESOURCES = 50;

const readiness: Readonly<Record<Resource['availability'], number>> = { chat: 0, available: 1, away: 2, xa: 3, dnd: 4 };

interface Entry {
  readonly resource: Resource;
  readonly jid: FullJid;
  readonly caps: Caps | undefined;
  /** Grows with each presence: the later one of equals is the better. */
  readonly order: number;
}

export class Resources {
  readonly #entries = new Map<string, Entry>();
  #order = 0;
  #sorted: readonly Entry[] | undefined;

  /** Whether anything changed. */
  apply(presence: ParsedAvailability): boolean {
    const name = resourceOf(presence.from);
    const { availability } = presence;
    if (availability === 'offline') {
      // "Unavailable" from a bare address means all of its clients (RFC 6121 §4.5.4).
      const changed = name === '' ? this.#entries.size > 0 : this.#entries.has(name);
      if (name === '') this.#entries.clear();
      else this.#entries.delete(name);
      this.#sorted = undefined;
      return changed;
    }
    if (this.#entries.size >= MAX_RESOURCES && !this.#entries.has(name)) return false;
    this.#order += 1;
    this.#entries.set(name, {
      resource: {
        resource: name,
        availability,
        statusText: presence.statusText,
        priority: presence.priority,
        ...(presence.idleSince === undefined ? {} : { idleSince: presence.idleSince }),
      },
      jid: presence.from as FullJid,
      caps: presence.caps,
      order: this.#order,
    });
    this.#sorted = undefined;
    return true;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  list(): readonly Resource[] {
    return this.#best().map((entry) => entry.resource);
  }

  /** Clients that said what they can do. */
  withCaps(): readonly { readonly jid: FullJid; readonly caps: Caps }[] {
    return this.#best().flatMap(({ jid, caps }) => (caps === undefined ? [] : [{ jid, caps }]));
  }

  #best(): readonly Entry[] {
    this.#sorted ??= [...this.#entries.values()].sort(
      (a, b) =>
        b.resource.priority - a.resource.priority ||
        readiness[a.resource.availability] - readiness[b.resource.availability] ||
        b.order - a.order,
    );
    return this.#sorted;
  }
}
