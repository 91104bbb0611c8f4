/** Reads of a gap, ahead of its turn, what belongs to the conversation that somebody looks at. */
import type { ArchiveGap } from '../../store/archives-table';
import type { History } from '../../store/store';
import { ConnectionError } from '../../xmpp/errors';
import type { BareJid } from '../../xmpp/jid';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { MOST_KNOWN_PAGES, SHOWN_PAGE, type AskedPage } from './archive-pages';
import type { KnownOfArchive } from './reading-older';
import { roomBelow } from './room';

export interface ReadingAheadOptions extends KnownOfArchive {
  readonly services: AccountServices;
}

interface Place {
  readonly gap: ArchiveGap;
  readonly peer: BareJid;
}

export class ReadingAhead {
  readonly #options: ReadingAheadOptions;
  /** By the key of a gap, the conversations of which all is here that lies in it. */
  readonly #done = new Map<number, Set<BareJid>>();
  readonly #underWay = new Set<string>();
  #life = new AbortController();

  constructor(options: ReadingAheadOptions) {
    this.#options = options;
  }

  /**
   * Reads the newest messages of a conversation that lie in a gap and are not here: the newest gap, or the one right
   * before the message at `before`. Resolves when some are here, or none are to be had; never rejects, since the gap
   * is filled in any case.
   */
  async read(peer: BareJid, before = Number.MAX_SAFE_INTEGER): Promise<void> {
    const gap = this.#gapBefore(before);
    if (gap === undefined || this.#done.get(gap.key)?.has(peer) === true) return;
    const reading = `${String(gap.key)} ${peer}`;
    if (this.#underWay.has(reading)) return;
    this.#underWay.add(reading);
    try {
      await this.#read({ gap, peer }, this.#life.signal);
    } catch (error) {
      this.#options.services.log.info('history', `nothing read ahead: ${reasonOf(error)}`);
    } finally {
      this.#underWay.delete(reading);
    }
  }

  /** A gap is closed. */
  closed(gap: number): void {
    this.#done.delete(gap);
  }

  /** The session is over, or another store holds the history: what is under way is given up. */
  end(): void {
    this.#life.abort(new ConnectionError('cancelled'));
    this.#life = new AbortController();
    this.#done.clear();
  }

  async #read(place: Place, signal: AbortSignal): Promise<void> {
    const { gap, peer } = place;
    const { account } = this.#options.services;
    const { messages } = this.#history;
    // Before something newer is here the gap may grow. Of what is older than everything here, `older` asks.
    const afterId = messages.newestStanzaId(account, peer, roomBelow(gap.ceiling).base);
    if (gap.olderId === undefined || gap.newerId === undefined || afterId === undefined) return;
    const next = messages.nextArchived(account, peer, this.#lowest(place) ?? gap.ceiling);
    // What the page brought of a newer gap would stand in this one.
    if (this.#gapBefore(next?.key ?? Number.MAX_SAFE_INTEGER)?.key !== gap.key) return;
    let before = next?.stanzaId ?? '';
    for (let pages = 0; pages < MOST_KNOWN_PAGES; pages += 1) {
      const asked = await this.#options.pages.ask({ with: peer, before, afterId, max: SHOWN_PAGE }, signal);
      // What is newer belongs elsewhere.
      if (signal.aborted || asked.fromEnd) return;
      const { added, isDone } = this.#store(place, asked, next?.key);
      if (isDone) this.#done.set(gap.key, (this.#done.get(gap.key) ?? new Set()).add(peer));
      if (isDone || added > 0 || asked.page.first === undefined) return;
      before = asked.page.first;
    }
  }

  #gapBefore(position: number): ArchiveGap | undefined {
    return this.#options.gaps().find(({ ceiling }) => roomBelow(ceiling).base < position);
  }

  /** `next`: position of what others said right after the page. */
  #store(
    { gap: { key }, peer }: Place,
    { page, entries }: AskedPage,
    next: number | undefined,
  ): { readonly added: number; readonly isDone: boolean } {
    const { pages, gaps } = this.#options;
    const gap = gaps().find((one) => one.key === key);
    // It was filled meanwhile.
    if (gap === undefined) return { added: 0, isDone: true };
    const { base, middle } = roomBelow(gap.ceiling);
    const here = entries.findLastIndex((entry) => (pages.keyOf(entry) ?? gap.ceiling) <= base);
    const { added } = pages.store({
      ceiling: Math.min(this.#lowest({ gap, peer }) ?? middle, gap.ceiling),
      entries: entries.slice(here + 1),
      newsFrom: 0,
      after: { incoming: next, own: new Map() },
    });
    return { added, isDone: here >= 0 || page.complete };
  }

  /** Position of the first message of the conversation that was read ahead into this gap. */
  #lowest({ gap, peer }: Place): number | undefined {
    const { base, middle } = roomBelow(gap.ceiling);
    return this.#history.messages.firstBetween(this.#options.services.account, peer, base, middle);
  }

  get #history(): History {
    const { store, account } = this.#options.services;
    return store.history(account);
  }
}
