/** The databases that a history can be in, each with all the tables. */
import { AccountsTable } from './accounts-table';
import { ArchivesTable } from './archives-table';
import { AudiencesTable } from './audiences-table';
import { ConversationsTable } from './conversations-table';
import type { Database } from './database';
import { EarlyReportsTable } from './early-reports-table';
import { LedgerTable } from './ledger-table';
import { ManagedSessionsTable } from './managed-sessions-table';
import { MarksTable } from './marks-table';
import { MessagesTable } from './messages-table';
import { FIRST_KEY } from './migrations';
import { OutboxTable } from './outbox-table';
import { PicturesTable } from './pictures-table';
import { RemovalsTable } from './removals-table';
import { RosterTable } from './roster-table';
import { SearchTable } from './search-table';
import { ServiceNoticesTable } from './service-notices-table';
import { Sweep } from './sweep';

export class Place {
  readonly messages: MessagesTable;
  readonly outbox: OutboxTable;
  readonly conversations: ConversationsTable;
  readonly marks: MarksTable;
  readonly earlyReports: EarlyReportsTable;
  readonly ledger: LedgerTable;
  readonly search: SearchTable;
  readonly notices: ServiceNoticesTable;
  readonly pictures: PicturesTable;
  readonly removals: RemovalsTable;
  readonly sweep: Sweep;

  constructor(
    readonly db: Database,
    nextKey: () => number,
  ) {
    this.messages = new MessagesTable(db, nextKey);
    this.outbox = new OutboxTable(db);
    this.conversations = new ConversationsTable(db);
    this.marks = new MarksTable(db);
    this.earlyReports = new EarlyReportsTable(db);
    this.ledger = new LedgerTable(db);
    this.pictures = new PicturesTable(db);
    this.search = new SearchTable(db);
    this.notices = new ServiceNoticesTable(db);
    this.removals = new RemovalsTable(db);
    this.sweep = new Sweep(db, this);
  }

  /** All of it or nothing. */
  transaction<R>(work: () => R): R {
    return this.db.transaction(work);
  }

  /** The same for what the end of the power, though not that of the process, may take away. */
  lightly<R>(work: () => R): R {
    return this.db.lightly(work);
  }

  /** Nothing of a conversation, or of all, is to go out any more. Positions of the messages that went with it. */
  forgetOutgoing(account: string, peer?: string): number[] {
    this.marks.forgetPending(account, peer);
    return this.outbox.remove(account, peer);
  }

  /** All of an account; its messages go piece by piece, but for those that the server may not have. */
  removeAccount(account: string): void {
    this.db.transaction(() => {
      this.removals.add({ account, peer: '', upTo: this.messages.reserve() });
      this.conversations.removeAccount(account);
      this.earlyReports.removeAccount(account);
      this.ledger.removeAccount(account);
      this.pictures.removeAccount(account);
      this.notices.removeAccount(account);
    });
  }
}

/** What tells whom the user wrote to and what: where that is depends on the policy. */
export type History = Omit<Place, 'db' | 'removals' | 'sweep' | 'forgetOutgoing' | 'removeAccount'>;

/** The database that outlives the run, with the tables that no policy moves. */
export class MainPlace extends Place {
  readonly accounts: AccountsTable;
  readonly roster: RosterTable;
  readonly archives: ArchivesTable;
  readonly audiences: AudiencesTable;
  readonly managedSessions: ManagedSessionsTable;

  constructor(db: Database, nextKey: () => number) {
    super(db, nextKey);
    this.accounts = new AccountsTable(db);
    this.roster = new RosterTable(db);
    this.archives = new ArchivesTable(db);
    this.audiences = new AudiencesTable(db);
    this.managedSessions = new ManagedSessionsTable(db);
  }

  /** The highest position that was given out and means something: to a message, or to a conversation that was deleted. */
  get lastKey(): number {
    const given = this.db.one<{ seq: number }>(`select seq from sqlite_sequence where name = 'messages'`)?.seq;
    const deleted = this.db.one<{ seq: number | null }>('select max(deleted_up_to) as seq from conversations')?.seq;
    return Math.max(given ?? FIRST_KEY, deleted ?? FIRST_KEY);
  }
}
