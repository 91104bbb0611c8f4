/** The shape of the store, step by step. A step that was released is never changed, only followed. */
import type { Database } from './database';
import { StoreError } from './errors';

/** Positions begin so high that the past fits below them. */
export const FIRST_KEY = 2 ** 40;
/** Between two messages that came one after the other there is room for so many that the archive gives later. */
export const KEY_SPACING = 2 ** 22;

/** What a message is found by beside its words: one word each for account, conversation, day, 30 days and 900 days. */
function facetsOf(row: string): string {
  return `(
    'a' || hex(${row}.account) || ' p' || hex(${row}.account || char(10) || ${row}.peer) ||
    ' d' || (${row}.at / 86400000) || ' m' || (${row}.at / 2592000000) || ' y' || (${row}.at / 77760000000))`;
}

const migrations: readonly string[] = [
  // 1: accounts, roster, conversations, messages, ledger
  `
  create table accounts (
    account text primary key,
    history_policy text not null,
    roster_version text not null default ''
  ) without rowid;

  create table roster (
    account text not null,
    jid text not null,
    name text not null,
    groups text not null,
    subscription text not null,
    pending_out integer not null,
    approved integer not null,
    primary key (account, jid)
  ) without rowid;

  create table conversations (
    account text not null,
    peer text not null,
    draft text not null default '',
    read_up_to integer not null default 0,
    unread integer not null default 0,
    last_key integer not null default 0,
    primary key (account, peer)
  ) without rowid;

  create table messages (
    key integer primary key autoincrement,
    account text not null,
    peer text not null,
    direction text not null,
    type text not null,
    resource text not null,
    id text not null,
    origin_id text,
    stanza_id text,
    body text not null,
    at integer not null,
    arrived integer not null,
    state text not null,
    failure_code text,
    failure_detail text,
    corrected_at integer,
    correction_id text,
    delayed integer not null,
    carbon integer not null,
    untrusted_correction integer not null,
    markable integer not null
  );
  create index messages_by_conversation on messages (account, peer, key);
  create index messages_by_id on messages (account, peer, id);
  create index messages_by_origin_id on messages (account, peer, origin_id) where origin_id is not null;
  create index messages_by_stanza_id on messages (account, peer, stanza_id) where stanza_id is not null;
  create index messages_by_arrival on messages (account, arrived);
  create index messages_waiting on messages (account, key) where state = 'waiting';

  create table ledger (
    key integer primary key,
    account text not null,
    at integer not null,
    kind text not null,
    recipient text not null,
    xep text not null
  );
  create index ledger_by_time on ledger (at);

  create table last_view (
    id integer primary key check (id = 1),
    account text not null,
    peer text not null
  );
  `,

  // 2: room between positions for what the archive gives later; replies, retractions, reactions; the
  // server's archive; what came before the message it belongs to; sessions that the server may still keep
  `
  update messages set key = ${String(FIRST_KEY)} + key * ${String(KEY_SPACING)};
  update conversations set
    read_up_to = case read_up_to when 0 then 0 else ${String(FIRST_KEY)} + read_up_to * ${String(KEY_SPACING)} end,
    last_key = case last_key when 0 then 0 else ${String(FIRST_KEY)} + last_key * ${String(KEY_SPACING)} end;
  update sqlite_sequence set seq = ${String(FIRST_KEY)} + seq * ${String(KEY_SPACING)} where name = 'messages';

  alter table conversations add column archive_complete integer not null default 0;

  alter table messages add column corrected_place integer;
  alter table messages add column retracted integer not null default 0;
  alter table messages add column reply_key integer;
  alter table messages add column reply_direction text;
  alter table messages add column reply_text text;
  alter table messages add column sent_count integer;
  alter table messages add column correction_pending integer not null default 0;
  alter table messages add column retraction_id text;
  create index messages_under_way on messages (account, key) where sent_count is not null;
  create index messages_marked on messages (account) where correction_pending = 1 or retraction_id is not null;
  create index messages_by_reply on messages (account, reply_key) where reply_key is not null;

  create index messages_by_archive_id on messages (account, stanza_id) where stanza_id is not null;

  create table reactions (
    account text not null,
    message integer not null,
    sender text not null,
    emojis text not null,
    place integer not null,
    pending_id text,
    primary key (account, message, sender)
  ) without rowid;
  create index reactions_pending on reactions (account) where pending_id is not null;

  create table archives (
    account text primary key,
    newest_id text
  ) without rowid;

  create table archive_gaps (
    key integer primary key,
    account text not null,
    older_id text,
    newer_id text,
    ceiling integer not null
  );
  create index archive_gaps_by_account on archive_gaps (account, ceiling);

  create table early_reports (
    key integer primary key,
    account text not null,
    peer text not null,
    target text not null,
    report text not null,
    arrived integer not null
  );
  create index early_reports_by_target on early_reports (account, peer, target);

  create table managed_sessions (
    account text primary key,
    id text not null,
    jid text not null,
    handled integer not null,
    hold_seconds integer not null,
    location text
  ) without rowid;
  `,

  // 3: full-text search
  `
  create view searched_messages as select m.key, m.body, ${facetsOf('m')} as facets from messages m;
  create virtual table message_words using fts5(
    body, facets, content = 'searched_messages', content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '3');
  insert into message_words (message_words, rank) values ('secure-delete', 1);
  insert into message_words (message_words) values ('rebuild');
  create trigger message_words_of_new after insert on messages begin
    insert into message_words (rowid, body, facets) values (new.key, new.body, ${facetsOf('new')});
  end;
  create trigger message_words_of_changed after update of key, account, peer, body, at on messages begin
    insert into message_words (message_words, rowid, body, facets)
      values ('delete', old.key, old.body, ${facetsOf('old')});
    insert into message_words (rowid, body, facets) values (new.key, new.body, ${facetsOf('new')});
  end;
  create trigger message_words_of_removed after delete on messages begin
    insert into message_words (message_words, rowid, body, facets)
      values ('delete', old.key, old.body, ${facetsOf('old')});
  end;
  `,

  // 4: conversations that were deleted here and that the server's archive still has
  `
  alter table conversations add column deleted_up_to integer not null default 0;
  alter table conversations add column deleted_traces text not null default '[]';
  `,

  // 5: who may see tune, mood, activity and nickname
  `
  create table audiences (
    account text not null,
    kind text not null,
    audience text not null,
    groups text not null,
    people text not null,
    primary key (account, kind)
  ) without rowid;
  `,

  // 6: own messages of long conversations are found without reading what others said
  `
  create index messages_own on messages (account, peer, key, state) where direction = 'out';
  `,

  // 7: what services tell their users
  `
  create table service_notices (
    key integer primary key autoincrement,
    account text not null,
    at integer not null,
    trace text not null,
    delivery text not null,
    subject text not null,
    body text not null,
    is_read integer not null,
    times integer not null
  );
  create unique index service_notices_by_trace on service_notices (account, trace);
  `,

  // 8: pictures of contacts
  `
  create table pictures (
    key integer primary key autoincrement,
    account text not null,
    hash text not null,
    type text,
    bytes integer,
    width integer,
    height integer,
    animated integer,
    data text
  );
  create unique index pictures_by_hash on pictures (account, hash);

  create table picture_owners (
    account text not null,
    jid text not null,
    way text not null,
    hash text not null,
    primary key (account, jid, way)
  ) without rowid;
  `,

  // 9: what was deleted goes piece by piece
  `
  create table removals (
    account text not null,
    peer text not null,
    up_to integer not null,
    primary key (account, peer)
  ) without rowid;

  create table removed_words (messages integer not null);
  insert into removed_words (messages) values (0);
  `,

  // 10: texts whose end is missing, since they were too long
  `
  alter table messages add column body_cut integer not null default 0;
  `,

  // 11: what was read and is not told yet, to the own devices and to those who asked for it
  `
  alter table conversations add column sync_due integer not null default 0;
  alter table conversations add column marker_from integer;
  `,

  // 12: bodies that are not to be styled
  `
  alter table messages add column unstyled integer not null default 0;
  `,

  // 13: whether the server of a session guards the ids that it stamps on messages
  `
  alter table managed_sessions add column stanza_ids_trusted integer not null default 0;
  `,

  // 14: the stanza that says something of a message is known until the next one, since it may come back
  `
  drop index messages_marked;
  update messages set retraction_id = correction_id where correction_pending = 1 and retraction_id is null;
  update messages set correction_pending = 1 where retraction_id is not null;
  alter table messages rename column retraction_id to mark_id;
  alter table messages rename column correction_pending to mark_pending;
  alter table messages add column mark_failure text;
  create index messages_marked on messages (account) where mark_pending = 1;
  create index messages_by_mark_id on messages (account, mark_id) where mark_id is not null;

  drop index reactions_pending;
  alter table reactions rename column pending_id to mark_id;
  alter table reactions add column mark_pending integer not null default 0;
  alter table reactions add column mark_failure text;
  update reactions set mark_pending = 1 where mark_id is not null;
  create index reactions_marked on reactions (account) where mark_pending = 1;
  create index reactions_by_mark_id on reactions (account, mark_id) where mark_id is not null;
  `,
];

export const SCHEMA_VERSION = migrations.length;

/** The shape a database has; 0 for one that was just made. Throws `StoreError` 'too-new' if it is beyond what this version knows. */
export function schemaVersion(db: Database): number {
  const version = db.one<{ user_version: number }>('pragma user_version')?.user_version ?? 0;
  if (version > SCHEMA_VERSION) throw new StoreError('too-new');
  return version;
}

/** Brings a database to the newest shape, or to an older one; all the steps or none. */
export function migrate(db: Database, to = SCHEMA_VERSION): void {
  const from = schemaVersion(db);
  if (from >= to) return;
  db.transaction(() => {
    for (const step of migrations.slice(from, to)) db.exec(step);
    db.exec(`pragma user_version = ${String(to)}`);
  });
}
