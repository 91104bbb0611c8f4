import type { Clock } from '../../contract/ports';
import { StanzaError } from '../errors';
import { domainOf, type BareJid } from '../jid';
import type { Disposer, InboundMessage, SessionContext } from '../module';
import { ModuleBase } from '../module-base';
import { OpenQuery } from './open-query';
import {
  buildArchiveQuery,
  parseArchiveResult,
  parseFin,
  queryIdOfResult,
  type ArchivedMessage,
  type ArchivePage,
  type ArchiveQuery,
} from './stanza';

export interface ArchiveQueryOptions {
  /** Called in the archive's order, before the query resolves, each message once. */
  readonly onMessage: (entry: ArchivedMessage) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds without a result or the end, after which it is given up. Preset: 60,000. */
  readonly patienceMs?: number;
}

/** Message Archive Management (XEP-0313): reads the account's own archive, page by page. */
export class ArchiveModule extends ModuleBase {
  override readonly name = 'XEP-0313';
  readonly #open = new Map<string, OpenQuery>();
  readonly #account: BareJid;
  readonly #clock: Clock;
  readonly #ownSide: readonly string[];

  constructor(account: BareJid, clock: Clock) {
    super();
    this.#account = account;
    this.#clock = clock;
    this.#ownSide = [account, domainOf(account)];
  }

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [
      session.on('archived', (result) => this.#receive(result)),
      // What comes after a resumption belongs to the same queries.
      session.on('interrupted', () => this.#forEach((query) => query.pause())),
      session.on('resumed', () => this.#forEach((query) => query.goOn())),
    ];
  }

  /**
   * Asks for one page, and lives on over a resumption of the session. Resolves when all of the page
   * was handed on. Rejects with `StanzaError` ("item-not-found" where the archive no longer has
   * `before` or `after`), or with `ConnectionError`; what was handed on until then is genuine.
   */
  async query(query: ArchiveQuery, { onMessage, signal, patienceMs }: ArchiveQueryOptions): Promise<ArchivePage> {
    const open = new OpenQuery({ max: query.max, clock: this.#clock, onMessage, signal, patienceMs });
    this.#open.set(open.id, open);
    try {
      const reply = await open.ask((options) => this.session.request(buildArchiveQuery(open.id, query), options));
      const page = parseFin(reply);
      if (page === undefined) throw new StanzaError('undefined-condition', 'cancel', '');
      return page;
    } finally {
      this.#open.delete(open.id);
    }
  }

  #receive(result: InboundMessage): void {
    const query = this.#open.get(queryIdOfResult(result, this.#account) ?? '');
    if (query === undefined) return;
    const reader = { account: this.#account, now: this.#clock.now(), ownSide: this.#ownSide };
    query.receive(parseArchiveResult(result.outer, reader));
  }

  #forEach(act: (query: OpenQuery) => void): void {
    for (const query of this.#open.values()) act(query);
  }
}
