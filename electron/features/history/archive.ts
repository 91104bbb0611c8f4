/**
 * The server's archive (XEP-0313) and what of it is here: missed messages are read at each new
 * session, newest first; older ones when somebody scrolls to them. What is not here is known as a gap
 * and survives a restart.
 */
import type { ArchiveProgress } from '../../contract/account';
import type { ArchiveGap } from '../../store/archives-table';
import { StoreError } from '../../store/errors';
import type { History } from '../../store/store';
import { ConnectionError } from '../../xmpp/errors';
import type { BareJid } from '../../xmpp/jid';
import type { ArchivedMessage, ArchivePage } from '../../xmpp/xep-0313-mam/stanza';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { ArchivePages, type ArchivePagesOptions } from './archive-pages';
import type { Firsts, Places } from './page-places';

/** Messages a query of the catch-up, and one for a conversation that somebody looks at. */
const PAGE = 200;
const SHOWN_PAGE = 60;
/** Where nothing is stored yet, so many of the newest messages fill the list of conversations. */
const FIRST_FILL = 400;
/** A query for older messages may meet pages that are here already; not for ever. */
const MOST_KNOWN_PAGES = 20;
/** After a failure with the connection still up, the catch-up goes on after this time (milliseconds). */
const RETRY_DELAY = 60_000;

export interface ArchiveOptions extends ArchivePagesOptions {
  /** Progress or gaps changed. */
  readonly changed: () => void;
  /** The conversation somebody looks at. */
  readonly onScreen: () => BareJid | undefined;
}

export class Archive {
  readonly #options: ArchiveOptions;
  readonly #pages: ArchivePages;
  #gaps: readonly ArchiveGap[] | undefined;
  #progress: ArchiveProgress | undefined;
  /** The account's server keeps an archive; told anew with each session. */
  #offered = false;
  /** Position that divides what was stored before this session from what comes in it. */
  #start: number | undefined;
  /** Ceiling of the newest gap where that could not be written: nothing newer may be noted before it is. */
  #owed: number | undefined;
  /** What is missing lies among what comes live: no live message ends the newest gap before its first page is read. */
  #missingAmongLive = false;
  #run: AbortController | undefined;
  /** By the key of a gap, what its last page told of what comes after the next one. */
  readonly #firsts = new Map<number, Firsts>();
  /** By the id before a gap, position of the last message of the archive that was here when the gap was opened. */
  readonly #floors = new Map<string, number>();
  #cancelRetry: () => void = () => undefined;

  constructor(options: ArchiveOptions) {
    this.#options = options;
    this.#pages = new ArchivePages(options);
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

  /** A session of an earlier run goes on: some of what comes now may be older than a gap which that run left. */
  sessionRecovered(): void {
    this.#missingAmongLive = true;
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
    this.#noteOwed();
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
    this.#offered = offered;
    try {
      this.#noteOwed();
      if (offered) this.#openFirstGap();
      // A service without an archive will never fill the gaps that another time left.
      else this.#services.store.archives.forget(this.#services.account);
    } catch (error) {
      this.#retryLater(error);
      return;
    }
    this.#gapsChanged();
    if (offered) await this.#fillGaps();
  }

  /** Nothing of the archive is known: it is missing as a whole. */
  #openFirstGap(): void {
    const { store, account } = this.#services;
    if (store.archives.newestId(account) === undefined && this.#allGaps.length === 0) {
      const ceiling = this.#start ?? this.#history.messages.reserve();
      // Known once, and forgotten while there was no archive: what is here is not read once more.
      const olderId = this.#history.messages.lastArchived(account, ceiling)?.stanzaId;
      store.archives.openGap(account, { olderId, newerId: undefined, ceiling });
    }
  }

  /** What could be saved of a damaged store is in another one now: the archive fills the holes. */
  async storeMoved(): Promise<void> {
    this.#run?.abort(new ConnectionError('cancelled'));
    this.#run = undefined;
    this.#start = this.#history.messages.reserve();
    this.#openNewestGap(this.#start);
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
      const { page, entries, fromEnd } = await this.#pages.ask({ with: peer, before, max: SHOWN_PAGE });
      if (fromEnd) isBeyond = oldest === undefined;
      // What is newer comes by itself, and belongs elsewhere.
      const met = isBeyond ? entries.length : entries.findIndex((entry) => this.#pages.keyOf(entry) === oldest?.key);
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
      this.#noteOwed();
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
    // Where nothing of the conversation is here, its last page may be as old as the archive.
    if (this.#history.messages.newestStanzaId(this.#services.account, peer, gap.ceiling) === undefined) return;
    const { entries } = await this.#pages.ask({ with: peer, before: '', max: SHOWN_PAGE }, signal);
    const here = entries.findLastIndex((entry) => (this.#pages.keyOf(entry) ?? gap.ceiling) < gap.ceiling);
    this.#pages.store({ ceiling: gap.ceiling, entries: entries.slice(here + 1), newsFrom: 0 });
  }

  async #fillGap(first: ArchiveGap, signal: AbortSignal): Promise<void> {
    let gap = first;
    // What is further back than anything that was ever here is no news, as much of it as there may be.
    const past = gap.olderId === undefined;
    const isFirstFill = past && (this.#lowestKey ?? gap.ceiling) >= gap.ceiling;
    let read = 0;
    while (!signal.aborted) {
      const { page, entries } = await this.#pages.ask({ before: gap.newerId ?? '', max: PAGE }, signal);
      signal.throwIfAborted();
      read += entries.length;
      const next = this.#storeGapPage(gap, { page, entries, past, enough: isFirstFill && read >= FIRST_FILL });
      const total = past ? totalOf(this.#progress, page, isFirstFill) : undefined;
      this.#show(next === undefined ? undefined : { read, ...(total !== undefined && { total }) });
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
    const floor = this.#floor(gap);
    const newsFrom = past ? Infinity : floor;
    let left: ArchiveGap | undefined;
    const done = ({ lowest }: Places): void => {
      if (page.last !== undefined && this.#isNewest(gap)) archives.setNewestId(this.#services.account, page.last);
      // Everything that was here before the gap stands below what was missing.
      const met = end >= 0 || page.complete || lowest <= floor || found.enough;
      // A server that gives the same page again has nothing more to give.
      if (met || page.first === undefined || page.first === gap.newerId) archives.closeGap(gap.key);
      else {
        left = { ...gap, newerId: page.first, ceiling: lowest };
        archives.narrowGap(gap.key, page.first, lowest);
      }
    };
    const { firsts } = this.#pages.store({ ceiling, entries, newsFrom, after: this.#after(gap), done });
    if (gap.newerId === undefined) this.#missingAmongLive = false;
    if (left === undefined) {
      this.#firsts.delete(gap.key);
      this.#floors.delete(gap.olderId ?? '');
    } else this.#firsts.set(gap.key, firsts);
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
    this.#owed = ceiling;
    try {
      this.#noteOwed();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#services.log.error('history', `not noted yet that messages are missing: ${reasonOf(error)}`);
    }
  }

  #noteOwed(): void {
    const ceiling = this.#owed;
    if (ceiling === undefined) return;
    const { store, account } = this.#services;
    const olderId = store.archives.newestId(account);
    const [newest] = this.#allGaps;
    if (newest !== undefined && newest.newerId === undefined) store.archives.raiseGap(newest.key, ceiling);
    else if (olderId !== undefined) {
      store.archives.openGap(account, { olderId, newerId: undefined, ceiling });
      this.#floors.set(olderId, this.#history.messages.lastArchived(account, ceiling)?.key ?? 0);
    }
    this.#owed = undefined;
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

  /**
   * Position of the last message before the gap, or of the one before it that was here when it was opened; 0: not
   * known. What is stored by now may have been read ahead of its turn, and says nothing.
   */
  #floor({ olderId }: ArchiveGap): number {
    if (olderId === undefined) return 0;
    const { messages } = this.#history;
    return messages.keyOfStanzaId(this.#services.account, olderId) ?? this.#floors.get(olderId) ?? 0;
  }

  get #lowestKey(): number | undefined {
    return this.#history.messages.lowestKey(this.#services.account);
  }

  #storeOlder(peer: BareJid, entries: readonly ArchivedMessage[], complete: boolean): number {
    const { messages, conversations } = this.#history;
    const { account } = this.#services;
    const [gap] = this.#allGaps;
    // Where nothing of a conversation is here, some of it may have been missed, and its gap is filled later.
    const ceiling = messages.oldest(account, peer)?.key ?? gap?.ceiling ?? this.#lowestKey ?? messages.reserve();
    const done = (): void => {
      if (complete) conversations.setArchiveComplete(account, peer);
    };
    return this.#pages.store({ ceiling, entries, newsFrom: Infinity, ahead: gap !== undefined, done }).added;
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

/**
 * The first answer tells how many there are; later ones count anew. Of a part of the archive nobody knows: many servers
 * count all of it, whatever part was asked for.
 */
function totalOf(
  before: ArchiveProgress | undefined,
  { count }: ArchivePage,
  isFirstFill: boolean,
): number | undefined {
  return before?.total ?? (count !== undefined && isFirstFill ? Math.min(count, FIRST_FILL) : count);
}
