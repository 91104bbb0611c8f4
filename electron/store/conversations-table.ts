/** Table `conversations`: what is known of a conversation beside its messages. */
import type { Conversation } from '../contract/messages';
import type { Database } from './database';
import { messageColumns, toMessage, type MessageRow } from './message-row';
import { removedUpTo } from './removals-table';
import { archiveTrace, ownTrace } from './traces';

interface ConversationRow {
  readonly peer: string;
  readonly draft: string;
  readonly read_up_to: number;
  readonly unread: number;
}

/** A conversation was deleted here. */
export interface Deletion {
  /** What the archive has up to this position belongs to it. */
  readonly upTo: number;
  /** What its last messages are known by. */
  readonly traces: ReadonlySet<string>;
}

type JoinedRow = ConversationRow & MessageRow & { readonly c_peer: string; readonly c_key: number | null };

const joined = `
  select c.peer as c_peer, c.draft, c.read_up_to, c.unread, m.key as c_key, ${messageColumns('m')}
  from conversations c left join messages m on m.key = c.last_key and m.account = c.account and m.peer = c.peer`;

/** Of messages that are not on their way out. */
const ofConversation = `m.account = conversations.account and m.peer = conversations.peer
  and m.key > ${removedUpTo('conversations.account', 'conversations.peer')}`;

const lastKey = `coalesce((select max(m.key) from messages m where ${ofConversation}), 0)`;

const recounted = `
  last_key = ${lastKey},
  unread = (select count(*) from messages m where ${ofConversation}
            and m.key > conversations.read_up_to and m.direction = 'in')`;

/** Nothing is known of them any more. */
const isEmpty = `last_key = 0 and draft = '' and deleted_up_to = 0`;

/** So many of the last messages of a conversation are known again after it was deleted. */
const TRACED = 100;
/** Of conversations that were deleted more than once. */
const MOST_TRACES = 400;

export class ConversationsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Every conversation that has a message or a draft; the latest first. */
  list(account: string): Conversation[] {
    return this.#db
      .all<JoinedRow>(`${joined} where c.account = ? order by c.last_key desc`, [account])
      .filter((row) => row.c_key !== null || row.draft !== '')
      .map(toConversation);
  }

  /** A conversation nobody wrote in yet is an empty one. */
  get(account: string, peer: string): Conversation {
    const row = this.#db.one<JoinedRow>(`${joined} where c.account = ? and c.peer = ?`, [account, peer]);
    return row === undefined ? { with: peer, unread: 0, readUpTo: 0, draft: '' } : toConversation(row);
  }

  setDraft(account: string, peer: string, draft: string): void {
    this.#db.run(
      `insert into conversations (account, peer, draft) values (?, ?, ?)
       on conflict (account, peer) do update set draft = excluded.draft`,
      [account, peer, draft],
    );
  }

  /** Moves the reading position forward, never back; whether it moved. */
  markRead(account: string, peer: string, upTo: number): boolean {
    return this.#db.transaction(() => {
      const moved = this.#db.run(
        `update conversations set read_up_to = min(?, last_key)
         where account = ? and peer = ? and read_up_to < min(?, last_key)`,
        [upTo, account, peer, upTo],
      );
      if (moved === 0) return false;
      this.#db.run(
        `update conversations set unread = (
           select count(*) from messages m
           where m.account = conversations.account and m.peer = conversations.peer
             and m.key > conversations.read_up_to and m.direction = 'in')
         where account = ? and peer = ?`,
        [account, peer],
      );
      return true;
    });
  }

  /** The own devices are to hear how far it was read (XEP-0490). */
  oweSync(account: string, peer: string): void {
    this.#db.run('update conversations set sync_due = 1 where account = ? and peer = ?', [account, peer]);
  }

  /** Conversations of which the own devices are to hear. */
  syncsDue(account: string): string[] {
    return this.#db
      .all<{ peer: string }>('select peer from conversations where account = ? and sync_due = 1', [account])
      .map(({ peer }) => peer);
  }

  /** The own devices heard of this reading position. */
  synced(account: string, peer: string, upTo: number): void {
    this.#db.run('update conversations set sync_due = 0 where account = ? and peer = ? and read_up_to = ?', [
      account,
      peer,
      upTo,
    ]);
  }

  /** The other side is to hear that messages after this position were read (XEP-0333). */
  oweMarker(account: string, peer: string, from: number): void {
    this.#db.run('update conversations set marker_from = coalesce(marker_from, ?) where account = ? and peer = ?', [
      from,
      account,
      peer,
    ]);
  }

  /** What others are to hear: that what stands between two positions (after, up to) was read. */
  markersDue(account: string): { readonly peer: string; readonly from: number; readonly upTo: number }[] {
    return this.#db
      .all<{ peer: string; marker_from: number; read_up_to: number }>(
        'select peer, marker_from, read_up_to from conversations where account = ? and marker_from is not null',
        [account],
      )
      .map((row) => ({ peer: row.peer, from: row.marker_from, upTo: row.read_up_to }));
  }

  /** The other side heard of what was read up to this position, or is not to hear of it. */
  markerTold(account: string, peer: string, upTo: number): void {
    this.#db.run(
      `update conversations set marker_from = iif(read_up_to > ?3, ?3, null)
       where account = ?1 and peer = ?2 and marker_from is not null`,
      [account, peer, upTo],
    );
  }

  /** A message was stored: it is the newest one. Own messages, also from another session, mean that all before was read. */
  noteMessage(account: string, peer: string, key: number, direction: 'in' | 'out'): void {
    const out = direction === 'out' ? 1 : 0;
    this.#db.run(
      `insert into conversations (account, peer, last_key, unread, read_up_to) values (?1, ?2, ?3, 1 - ?4, ?3 * ?4)
       on conflict (account, peer) do update set
         last_key = ?3,
         unread = case ?4 when 1 then 0 else unread + 1 end,
         read_up_to = case ?4 when 1 then ?3 else read_up_to end`,
      [account, peer, key, out],
    );
  }

  /**
   * A message was stored that may stand before others. `read`: everything up to it counts as read, as an
   * own message says, or the past that was never news on this computer.
   */
  noteInserted(account: string, peer: string, key: number, read: boolean): void {
    this.#db.run(
      `insert into conversations (account, peer, last_key, unread, read_up_to)
         values (?1, ?2, ?3, case ?4 when 1 then 0 else 1 end, ?3 * ?4)
       on conflict (account, peer) do update set
         last_key = max(last_key, ?3),
         unread = unread + case when ?4 = 0 and ?3 > read_up_to then 1 else 0 end`,
      [account, peer, key, read ? 1 : 0],
    );
    if (read) this.markRead(account, peer, key);
  }

  /** Whether everything that the server's archive has of a conversation is here, back to its beginning. */
  archiveComplete(account: string, peer: string): boolean {
    const row = this.#db.one<{ archive_complete: number }>(
      'select archive_complete from conversations where account = ? and peer = ?',
      [account, peer],
    );
    return row?.archive_complete === 1;
  }

  setArchiveComplete(account: string, peer: string): void {
    this.#db.run(
      `insert into conversations (account, peer, archive_complete) values (?, ?, 1)
       on conflict (account, peer) do update set archive_complete = 1`,
      [account, peer],
    );
  }

  /**
   * Notes that it is deleted, before its messages are: what the archive has of it up to this position, or a late copy
   * brings, stays away, and what is further back is not asked for any more.
   */
  remove(account: string, peer: string, upTo: number): void {
    const before = this.deletion(account, peer)?.traces ?? [];
    const traces = [...this.#traces(account, peer), ...before].slice(0, MOST_TRACES);
    this.#db.run('delete from conversations where account = ? and peer = ?', [account, peer]);
    this.#db.run(
      `insert into conversations (account, peer, archive_complete, deleted_up_to, deleted_traces) values (?, ?, 1, ?, ?)`,
      [account, peer, upTo, JSON.stringify(traces)],
    );
  }

  /** Undefined: it never was deleted. */
  deletion(account: string, peer: string): Deletion | undefined {
    const row = this.#db.one<{ deleted_up_to: number; deleted_traces: string }>(
      'select deleted_up_to, deleted_traces from conversations where account = ? and peer = ? and deleted_up_to > 0',
      [account, peer],
    );
    if (row === undefined) return undefined;
    return { upTo: row.deleted_up_to, traces: new Set(JSON.parse(row.deleted_traces) as readonly string[]) };
  }

  #traces(account: string, peer: string): string[] {
    return this.#db
      .all<{ direction: 'in' | 'out'; id: string; stanza_id: string | null }>(
        `select direction, id, stanza_id from messages where account = ? and peer = ?
         order by key desc limit ${String(TRACED)}`,
        [account, peer],
      )
      .flatMap(({ direction, id, stanza_id: archiveId }) => [
        ...(archiveId === null ? [] : [archiveTrace(archiveId)]),
        ...(direction === 'out' && id !== '' ? [ownTrace(id)] : []),
      ]);
  }

  raiseDeletion(account: string, peer: string, upTo: number): void {
    this.#db.run('update conversations set deleted_up_to = max(deleted_up_to, ?) where account = ? and peer = ?', [
      upTo,
      account,
      peer,
    ]);
  }

  unreadTotal(account: string): number {
    return (
      this.#db.one<{ total: number }>('select coalesce(sum(unread), 0) as total from conversations where account = ?', [
        account,
      ])?.total ?? 0
    );
  }

  /** After messages went: counts again, and drops conversations that hold nothing any more. */
  recount(account: string): void {
    this.#db.transaction(() => {
      this.#db.run(`update conversations set ${recounted} where account = ?`, [account]);
      this.#db.run(`delete from conversations where account = ? and ${isEmpty}`, [account]);
      // What went can be had from the archive again, but for what the user deleted.
      this.#db.run('update conversations set archive_complete = 0 where account = ? and deleted_up_to = 0', [account]);
    });
  }

  /** How many of these messages count as not read, by conversation. */
  unreadAmong(
    account: string,
    messages: readonly { readonly key: number; readonly peer: string; readonly direction: 'in' | 'out' }[],
  ): Map<string, number> {
    const unread = new Map<string, number>();
    for (const peer of new Set(messages.map((message) => message.peer))) {
      const { readUpTo } = this.get(account, peer);
      const counted = messages.filter((one) => one.peer === peer && one.direction === 'in' && one.key > readUpTo);
      unread.set(peer, counted.length);
    }
    return unread;
  }

  /** Messages went, so many of them not read; a conversation that holds nothing any more is dropped. */
  noteRemoved(account: string, peer: string, unread: number): void {
    this.#db.run(
      `update conversations set last_key = ${lastKey}, unread = max(0, unread - ?3),
         archive_complete = iif(deleted_up_to = 0, 0, archive_complete)
       where account = ?1 and peer = ?2`,
      [account, peer, unread],
    );
    this.#db.run(`delete from conversations where account = ? and peer = ? and ${isEmpty}`, [account, peer]);
  }

  /** After single messages of a conversation went: counts again. */
  recountOne(account: string, peer: string): void {
    this.#db.run(`update conversations set ${recounted} where account = ? and peer = ?`, [account, peer]);
  }

  removeAccount(account: string): void {
    this.#db.run('delete from conversations where account = ?', [account]);
  }
}

function toConversation(row: JoinedRow): Conversation {
  return {
    with: row.c_peer,
    ...(row.c_key === null ? {} : { lastMessage: toMessage(row) }),
    unread: row.unread,
    readUpTo: row.read_up_to,
    draft: row.draft,
  };
}
