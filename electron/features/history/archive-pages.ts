/** Pages of the server's archive (XEP-0313): how they are asked for, and stored among what is here. */
import { StanzaError } from '../../xmpp/errors';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import type { ArchivedMessage, ArchivePage, ArchiveQuery } from '../../xmpp/xep-0313-mam/stanza';
import { Changes } from '../messages/changes';
import { Correlation } from '../messages/correlation';
import type { AccountServices } from '../services';
import { withoutDeleted } from './deleted';
import { placeBelow, type Firsts, type Places } from './page-places';

export interface AskedPage {
  readonly page: ArchivePage;
  /** Oldest first. */
  readonly entries: readonly ArchivedMessage[];
  /** Not what was asked for, but the end of the archive: it has forgotten where the page should end. */
  readonly fromEnd?: true;
}

export interface FoundPage {
  readonly ceiling: number;
  /** Oldest first. */
  readonly entries: readonly ArchivedMessage[];
  /** What stands further back was never news on this computer: everything up to it counts as read. */
  readonly newsFrom: number;
  /** Somebody looks for them, and a gap that is filled later may show that they are news. */
  readonly ahead?: boolean;
  /** It fills a gap, and this comes after it. */
  readonly after?: Firsts;
  /** Belongs to the same transaction. */
  readonly done?: (places: Places) => void;
}

export interface ArchivePagesOptions {
  readonly services: AccountServices;
  /** Stores what came live so far: the archive's pages are compared with it. */
  readonly flush: () => void;
  /** Missed messages that are stored now. */
  readonly missed: (messages: readonly ParsedMessage[]) => void;
}

export class ArchivePages {
  readonly #options: ArchivePagesOptions;
  /** Archive ids of what was stored ahead. */
  readonly #ahead = new Set<string>();

  constructor(options: ArchivePagesOptions) {
    this.#options = options;
  }

  /** Rejects with `StanzaError` or `ConnectionError`. */
  async ask(query: ArchiveQuery, signal?: AbortSignal): Promise<AskedPage> {
    const { archive } = this.#options.services.modules;
    const entries: ArchivedMessage[] = [];
    const options = { onMessage: (entry: ArchivedMessage) => entries.push(entry), ...(signal && { signal }) };
    try {
      return { page: await archive.query(query, options), entries };
    } catch (error) {
      // What the archive forgot meanwhile can't be asked for any more: from its end, then.
      if (!(error instanceof StanzaError) || error.condition !== 'item-not-found' || (query.before ?? '') === '')
        throw error;
      return { page: await archive.query({ ...query, before: '' }, options), entries, fromEnd: true };
    }
  }

  /** All of a page or nothing of it. `added` counts what is new. */
  store({ ceiling, entries, newsFrom, ahead = false, after, done }: FoundPage): {
    readonly added: number;
    readonly firsts: Firsts;
  } {
    this.#options.flush();
    const { services } = this.#options;
    const { account, clock } = services;
    const history = services.store.history(account);
    const changes = new Changes();
    const fresh: ParsedMessage[] = [];
    const { firsts } = history.transaction(() => {
      const correlation = new Correlation({ account, history, changes, now: clock.now() });
      const { messages } = history;
      const present = withoutDeleted(entries, { account, history, ceiling });
      const places = placeBelow(ceiling, present, {
        ...{ correlation, messages, newsFrom },
        ...(after === undefined ? {} : { after }),
      });
      for (const { entry, arrival, known } of places.placed) {
        correlation.store(entry.message, arrival);
        if (ahead && !known) this.#ahead.add(entry.id);
        if (!arrival.past && (!known || this.#ahead.delete(entry.id))) fresh.push(entry.message);
      }
      done?.(places);
      return places;
    });
    changes.tell(services);
    if (fresh.length > 0) this.#options.missed(fresh);
    return { added: changes.added.length, firsts };
  }

  /** Position of an entry that is stored already. */
  keyOf({ id, message }: ArchivedMessage): number | undefined {
    const { account, clock, store } = this.#options.services;
    const history = store.history(account);
    const correlation = new Correlation({ account, history, changes: new Changes(), now: clock.now() });
    return correlation.find(message, { by: 'archive', archiveId: id, place: 0, past: true });
  }
}
