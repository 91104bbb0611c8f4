/**
 * The server's archive (XEP-0313) and what of it is here: missed messages are read at each new
 * session, newest first; older ones when somebody scrolls to them. What is not here is known as a gap
 * and survives a restart.
 */
import type { ArchiveProgress } from '../../contract/models';
import type { ArchiveGap } from '../../store/archives-table';
import type { History } from '../../store/store';
import { ConnectionError, StanzaError } from '../../xmpp/errors';
import type { BareJid } from '../../xmpp/jid';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import type { ArchivedMessage, ArchivePage, ArchiveQuery } from '../../xmpp/xep-0313-mam/stanza';
import { reasonOf } from '../errors';
import { Changes } from '../messages/changes';
import { Correlation } from '../messages/correlation';
import type { AccountServices } from '../services';
import { withoutDeleted } from './deleted';
import { placeBelow, type Firsts, type Places } from './page-places';

/** Messages a query of the catch-up, and one for a conversation that somebody looks at. */
const PAGE = 200;
const SHOWN_PAGE = 60;
/** Where nothing is stored yet, so many of the newest messages fill the list of conversations. */
const FIRST_FILL = 400;
/** A query for older messages may meet pages that are here already; not for ever. */
const MOST_KNOWN_PAGES = 20;
/** After a failure with the connection still up, the catch-up goes on after this time (milliseconds). */
const RETRY_DELAY = 60_000;

export interface ArchiveOptions {
  readonly services: AccountServices;
  /** Progress or gaps changed. */
  readonly changed: () => void;
  /** Stores what came live so far: the archive's pages are compared with it. */
  readonly flush: () => void;
  /** Missed messages that are stored now. */
  readonly missed: (messages: readonly ParsedMessage[]) => void;
  /** The conversation somebody looks at. */
  readonly onScreen: () => BareJid | undefined;
}

interface FoundPage {
  readonly ceiling: number;
  /** Oldest first. */
  readonly entries: readonly ArchivedMessage[];
  readonly past: boolean;
  /** It fills a gap, and this comes after it. */
  readonly after?: Firsts;
  /** Belongs to the same transaction. */
  readonly done?: (places: Places) => void;
}

export class Archive {
  readonly #options: ArchiveOptions;
  #gaps: readonly ArchiveGap[] | undefined;
  #progress: ArchiveProgress | undefined;
  /** The account's server keeps an archive; told anew with each session. */
  #offered = false;
  /** Position that divides what was stored before this session from what comes in it. */
  #start: number | undefined;
  /** What is missing lies among what comes live: no live message ends the newest gap before its first page is read. */
  #missingAmongLive = false;
  #run: AbortController | undefined;
  /** By the key of a gap, what its last page told of what comes after the next one. */
  readonly #firsts = new Map<number, Firsts>();
  #cancelRetry: () => void = () => undefined;

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  /** Undefined while nothing is read. */
  get progress(): ArchiveProgress | undefined {
    return this.#progress;
  }

  /** Positions right before which messages may be missing. */
  get gapPositions(): readonly number[] {
    return this.#allGaps.map(({ ceiling }) => ceiling);
  }

  /** A new session began, and nothing of it is stored yet: what came since the last one is missing. */
  sessionBegan(): void {
    this.#start = this.#history.messages.reserve();
    this.#missingAmongLive = false;
    this.#openNewestGap(this.#start);
  }

  /**
   * A session of an earlier run goes on and tells its presence anew. What comes between "unavailable" and
   * "available" never comes on the stream, though what comes before and after it does.
   */
  presenceBreaks(): void {
    this.#missingAmongLive = true;
    this.#openNewestGap(this.#history.messages.reserve());
  }

  sessionEnded(): void {
    this.#run?.abort(new ConnectionError('offline'));
    this.#run = undefined;
    this.#cancelRetry();
    this.#offered = false;
    this.#show(undefined);
  }

  /** A message with an id of the own archive came live and is stored: before the first of a session nothing is missing but the gap. */
  sawLive(first: string, last: string): void {
    const { store, account } = this.#services;
    if (!this.#offered && store.archives.newestId(account) === undefined) return;
    const [newest] = this.#allGaps;
    if (newest !== undefined && newest.newerId === undefined && !this.#missingAmongLive) {
      store.archives.narrowGap(newest.key, first, newest.ceiling);
      this.#gaps = undefined;
    }
    store.archives.setNewestId(account, last);
  }

  /** Reads what was missed, newest first. Resolves when all is here, or when that must wait; never rejects. */
  async catchUp(offered: boolean): Promise<void> {
    const { store, account } = this.#services;
    this.#offered = offered;
    if (!offered) {
      // A service without an archive will never fill the gaps that another time left.
      store.archives.forget(account);
      this.#gapsChanged();
      return;
    }
    if (store.archives.newestId(account) === undefined && this.#allGaps.length === 0) {
      const ceiling = this.#start ?? this.#history.messages.reserve();
      store.archives.openGap(account, { olderId: undefined, newerId: undefined, ceiling });
    }
    this.#gapsChanged();
    await this.#fillGaps();
  }

  /** What could be saved of a damaged store is in another one now: the archive fills the holes. */
  async storeMoved(): Promise<void> {
    this.#run?.abort(new ConnectionError('cancelled'));
    this.#run = undefined;
    this.#gaps = undefined;
    this.#start = undefined;
    if (this.#offered) await this.catchUp(true);
  }

  /** The connection is back, and the session with it. */
  async goOn(): Promise<void> {
    if (this.#offered) await this.#fillGaps();
  }

  /**
   * Reads messages of a conversation that are older than all that is here, until there are some.
   * Rejects with `StanzaError` or `ConnectionError`.
   */
  async readOlder(peer: BareJid): Promise<void> {
    const oldest = this.#history.messages.oldest(this.#services.account, peer);
    /** Everything that is read from here on is older than what is stored. */
    let isBeyond = oldest === undefined || oldest.stanzaId !== undefined;
    let before = oldest?.stanzaId ?? '';
    for (let pages = 0; pages < MOST_KNOWN_PAGES; pages += 1) {
      const { page, entries, fromEnd } = await this.#ask({ with: peer, before, max: SHOWN_PAGE });
      if (fromEnd) isBeyond = oldest === undefined;
      // What is newer comes by itself, and belongs elsewhere.
      const met = isBeyond ? entries.length : this.#indexOf(oldest?.key, entries);
      if (met >= 0) isBeyond = true;
      const added = this.#storeOlder(peer, entries.slice(0, Math.max(0, met)), page.complete);
      if (added > 0 || page.complete || page.first === undefined) return;
      before = page.first;
    }
  }

  /** What the archive has of a conversation beyond the oldest message that is here. */
  beyond(peer: BareJid): 'nothing' | 'readable' | 'unreachable' {
    const { account, store } = this.#services;
    if (this.#history.conversations.archiveComplete(account, peer)) return 'nothing';
    if (this.#offered) return 'readable';
    return store.archives.newestId(account) === undefined ? 'nothing' : 'unreachable';
  }

  async #fillGaps(): Promise<void> {
    if (this.#run !== undefined) return;
    const run = new AbortController();
    this.#run = run;
    try {
      if (this.#allGaps.length > 0) await this.#readOnScreen(run.signal);
      for (;;) {
        const [gap] = this.#allGaps;
        if (gap === undefined || run.signal.aborted) break;
        await this.#fillGap(gap, run.signal);
      }
    } catch (error) {
      if (!run.signal.aborted) this.#retryLater(error);
    } finally {
      if (this.#run === run) this.#run = undefined;
      this.#show(undefined);
    }
  }

  /** What somebody looks at comes before everything else. */
  async #readOnScreen(signal: AbortSignal): Promise<void> {
    const peer = this.#options.onScreen();
    const [gap] = this.#allGaps;
    if (peer === undefined || gap?.olderId === undefined) return;
    const { entries } = await this.#ask({ with: peer, before: '', max: SHOWN_PAGE }, signal);
    this.#storePage({ ceiling: gap.ceiling, entries, past: false });
  }

  async #fillGap(first: ArchiveGap, signal: AbortSignal): Promise<void> {
    let gap = first;
    // Nothing of this account is here yet: the newest messages are shown as the past that they are.
    const past = gap.olderId === undefined && this.#isEmpty;
    let read = 0;
    while (!signal.aborted) {
      const { page, entries } = await this.#ask({ before: gap.newerId ?? '', max: PAGE }, signal);
      signal.throwIfAborted();
      read += entries.length;
      const next = this.#storeGapPage(gap, { page, entries, past, enough: past && read >= FIRST_FILL });
      this.#show(next === undefined ? undefined : { read, ...total(this.#progress, page) });
      if (next === undefined) return;
      gap = next;
    }
  }

  /** Returns what is left of the gap. */
  #storeGapPage(
    gap: ArchiveGap,
    found: {
      readonly page: ArchivePage;
      readonly entries: readonly ArchivedMessage[];
      readonly past: boolean;
      readonly enough: boolean;
    },
  ): ArchiveGap | undefined {
    const { archives } = this.#services.store;
    const { page, past } = found;
    const end = found.entries.findIndex(({ id }) => id === gap.olderId);
    const entries = found.entries.slice(end + 1);
    const ceiling =
      this.#missingAmongLive && gap.newerId === undefined ? this.#history.messages.reserve() : gap.ceiling;
    let left: ArchiveGap | undefined;
    const done = ({ lowest }: Places): void => {
      if (page.last !== undefined && this.#isNewest(gap)) archives.setNewestId(this.#services.account, page.last);
      // Everything that was here before the gap stands below what was missing.
      const met = end >= 0 || page.complete || lowest <= this.#floor(gap) || found.enough;
      // A server that gives the same page again has nothing more to give.
      if (met || page.first === undefined || page.first === gap.newerId) archives.closeGap(gap.key);
      else {
        left = { ...gap, newerId: page.first, ceiling: lowest };
        archives.narrowGap(gap.key, page.first, lowest);
      }
    };
    const { firsts } = this.#storePage({ ceiling, entries, past, after: this.#after(gap), done });
    if (gap.newerId === undefined) this.#missingAmongLive = false;
    if (left === undefined) this.#firsts.delete(gap.key);
    else this.#firsts.set(gap.key, firsts);
    this.#gapsChanged();
    return left;
  }

  /** Its end is that of the archive, and no message of this session has told a newer id yet. */
  #isNewest({ key, olderId }: ArchiveGap): boolean {
    const { archives } = this.#services.store;
    const gap = archives.gaps(this.#services.account).find((one) => one.key === key);
    if (gap === undefined || gap.newerId !== undefined) return false;
    return !this.#missingAmongLive || archives.newestId(this.#services.account) === olderId;
  }

  #openNewestGap(ceiling: number): void {
    const { store, account } = this.#services;
    const olderId = store.archives.newestId(account);
    const [newest] = this.#allGaps;
    if (newest !== undefined && newest.newerId === undefined) store.archives.raiseGap(newest.key, ceiling);
    else if (olderId !== undefined) store.archives.openGap(account, { olderId, newerId: undefined, ceiling });
    this.#gapsChanged();
  }

  /**
   * What comes first after the gap, in its last page, which may begin with a receipt. What another run placed last
   * is the first of others that stands there: all that is newer stands above the gap, and what belongs into it but
   * came late stands higher still.
   */
  #after({ key, newerId, ceiling }: ArchiveGap): Firsts {
    const known = this.#firsts.get(key);
    if (known !== undefined) return known;
    const { messages } = this.#history;
    const { account } = this.#services;
    const place = newerId === undefined ? undefined : messages.keyOfStanzaId(account, newerId);
    const isUnknown = newerId !== undefined && place === undefined;
    return { incoming: isUnknown ? messages.firstIncomingFrom(account, ceiling) : place, own: new Map() };
  }

  /** Position of the last message before the gap; 0 where it is not here any more. */
  #floor({ olderId }: ArchiveGap): number {
    return olderId === undefined ? 0 : (this.#history.messages.keyOfStanzaId(this.#services.account, olderId) ?? 0);
  }

  #storeOlder(peer: BareJid, entries: readonly ArchivedMessage[], complete: boolean): number {
    const { messages, conversations } = this.#history;
    const { account } = this.#services;
    const ceiling = messages.oldest(account, peer)?.key ?? messages.lowestKey(account) ?? messages.reserve();
    const done = (): void => {
      if (complete) conversations.setArchiveComplete(account, peer);
    };
    return this.#storePage({ ceiling, entries, past: true, done }).added;
  }

  /** All of a page or nothing of it. `added` counts what is new. */
  #storePage({ ceiling, entries, past, after, done }: FoundPage): { readonly added: number; readonly firsts: Firsts } {
    this.#options.flush();
    const { account, clock } = this.#services;
    const history = this.#history;
    const changes = new Changes();
    const fresh: ParsedMessage[] = [];
    const { firsts } = history.transaction(() => {
      const correlation = new Correlation({ account, history, changes, now: clock.now() });
      const { messages } = history;
      const present = withoutDeleted(entries, { account, history, ceiling });
      const places = placeBelow(ceiling, present, {
        ...{ correlation, messages, past },
        ...(after === undefined ? {} : { after }),
      });
      for (const { entry, arrival, known } of places.placed) {
        correlation.store(entry.message, arrival);
        if (!known && !past) fresh.push(entry.message);
      }
      done?.(places);
      return places;
    });
    changes.tell(this.#services);
    if (fresh.length > 0) this.#options.missed(fresh);
    return { added: changes.added.length, firsts };
  }

  async #ask(
    query: ArchiveQuery,
    signal?: AbortSignal,
  ): Promise<{ readonly page: ArchivePage; readonly entries: readonly ArchivedMessage[]; readonly fromEnd?: true }> {
    const { modules } = this.#services;
    const entries: ArchivedMessage[] = [];
    const options = { onMessage: (entry: ArchivedMessage) => entries.push(entry), ...(signal && { signal }) };
    try {
      return { page: await modules.archive.query(query, options), entries };
    } catch (error) {
      // What the archive forgot meanwhile can't be asked for any more: from its end, then.
      if (!(error instanceof StanzaError) || error.condition !== 'item-not-found' || (query.before ?? '') === '')
        throw error;
      return { page: await modules.archive.query({ ...query, before: '' }, options), entries, fromEnd: true };
    }
  }

  /** Which entry is stored at a position already; -1: none of them. */
  #indexOf(key: number | undefined, entries: readonly ArchivedMessage[]): number {
    const { account, clock } = this.#services;
    const correlation = new Correlation({ account, history: this.#history, changes: new Changes(), now: clock.now() });
    return entries.findIndex(
      ({ id, message }) => correlation.find(message, { by: 'archive', archiveId: id, place: 0, past: true }) === key,
    );
  }

  get #isEmpty(): boolean {
    return this.#history.messages.lowestKey(this.#services.account) === undefined;
  }

  #retryLater(error: unknown): void {
    this.#services.log.warn('history', `the archive was not read to its end: ${reasonOf(error)}`);
    // Without a connection the next session goes on.
    if (this.#services.jid() === undefined) return;
    this.#cancelRetry = this.#services.clock.after(RETRY_DELAY, () => void this.#fillGaps());
  }

  #show(progress: ArchiveProgress | undefined): void {
    if (progress === undefined && this.#progress === undefined) return;
    this.#progress = progress;
    this.#options.changed();
  }

  #gapsChanged(): void {
    this.#gaps = undefined;
    this.#options.changed();
  }

  get #allGaps(): readonly ArchiveGap[] {
    this.#gaps ??= this.#services.store.archives.gaps(this.#services.account);
    return this.#gaps;
  }

  get #services(): AccountServices {
    return this.#options.services;
  }

  get #history(): History {
    return this.#services.store.history(this.#services.account);
  }
}

/** The first answer tells how many there are; later ones count anew. */
function total(before: ArchiveProgress | undefined, { count }: ArchivePage): { readonly total?: number } {
  const known = before?.total ?? count;
  return known === undefined ? {} : { total: known };
}
