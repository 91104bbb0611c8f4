/** Saves what can be read of a damaged store into a new file: row by row, whatever does not stand on a damaged page. */
import { renameSync } from 'node:fs';
import { ArchivesTable } from './archives-table';
import { AudiencesTable } from './audiences-table';
import { ConversationsTable } from './conversations-table';
import { Database, type SqlValue } from './database';
import { asStoreError, StoreError } from './errors';
import { migrate, schemaVersion } from './migrations';
import { removeStore } from './store-files';

/** What became of the messages. */
export interface Saved {
  readonly messages: number;
  /** Known to have been there, and lost. */
  readonly lost: number;
  /** Who may see mood, picture and the like could not all be read; what is not known is nobody's to see. */
  readonly audiencesLost: boolean;
}

type Row = Readonly<Record<string, SqlValue>>;

/** Rows asked for at once; where that fails, one after the other. */
const CHUNK = 200;

/** What is not taken over; every other table is, message by message or as a whole. */
const leftBehind: readonly string[] = [
  // Made anew (`openHoles`), so that the server's archive is looked through once more and fills the holes.
  'archives',
  'archive_gaps',
  // What a session that the server may keep has acknowledged may be among what is lost.
  'managed_sessions',
  // Of the index of words, which is made anew.
  'removed_words',
  // Contacts' pictures are told of and fetched again.
  'pictures',
  'picture_owners',
];

/** Each of them knows the position of every message, without the page that the message stands on. */
const messageIndexes: Readonly<Record<string, string>> = {
  messages_by_conversation: 'account, peer, key',
  messages_by_id: 'account, peer, id, key',
  messages_by_arrival: 'account, arrived, key',
};

export interface Target {
  /** Absolute path of the new file, and its key. */
  readonly into: string;
  readonly key: string;
  /** Bare JIDs that are known beside those in the file. */
  readonly accounts: readonly string[];
}

/** Saves what can be read of a damaged file into a new one. Throws `StoreError` where that cannot be written, or 'too-new'. */
export function saveDamaged(from: string, target: Target): Saved {
  let old: Database | undefined;
  try {
    return saveInto(target, () => (old = Database.damaged(from, target.key)));
  } finally {
    old?.abandon();
  }
}

/**
 * Makes the new file, which appears when it is complete. `openOld` gives the damaged one, its damage hidden
 * (`Database.hideDamage`); where even that fails, the new file is empty. Throws `StoreError` where it cannot be written.
 */
export function saveInto({ into: file, key, accounts }: Target, openOld: () => Database): Saved {
  const unfinished = file.replace(/\.db$/u, '.unfinished.db');
  // What an earlier try left, which ended in the middle.
  removeStore(unfinished);
  const db = Database.encrypted(unfinished, key);
  try {
    const old = openOrNothing(openOld);
    const saved = old === undefined ? nothingSaved : copyReadable(old, db);
    migrate(db);
    mendConversations(db);
    openHoles(db);
    if (saved.audiencesLost) noteLostAudiences(db, accounts);
    db.truncateLog();
    db.close();
    renameSync(`${unfinished}-sums`, `${file}-sums`);
    renameSync(unfinished, file);
    return saved;
  } catch (error) {
    db.abandon();
    throw asStoreError(error);
  }
}

function openOrNothing(openOld: () => Database): Database | undefined {
  try {
    return openOld();
  } catch (error) {
    if (error instanceof StoreError && (error.kind === 'damaged' || error.kind === 'unreadable')) return undefined;
    throw error;
  }
}

const nothingSaved: Saved = { messages: 0, lost: 0, audiencesLost: true };

function copyReadable(old: Database, db: Database): Saved {
  const version = versionOf(old);
  if (version === 0) return nothingSaved;
  migrate(db, version);
  const damaged = plainTables(db).filter((table) => !copyTable(old, db, table));
  // The server gives everything anew to who has no version of it (RFC 6121 §2.6).
  if (damaged.includes('roster')) db.run(`update accounts set roster_version = ''`);
  copyDrafts(old, db);
  return { ...copyMessages(old, db), audiencesLost: damaged.includes('audiences') };
}

/** 0 where it cannot be read. Throws `StoreError` 'too-new': what a newer Candor wrote is for that one to save. */
function versionOf(old: Database): number {
  try {
    return schemaVersion(old);
  } catch (error) {
    if (error instanceof StoreError && error.kind !== 'too-new') return 0;
    throw error;
  }
}

/** Those of the schema that are taken over as they are; what the index of words is made of is not among them. */
function plainTables(db: Database): string[] {
  return db
    .all<{ name: string }>(
      `select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'`,
    )
    .map(({ name }) => name)
    .filter((name) => name !== 'messages' && !leftBehind.includes(name));
}

function noteLostAudiences(db: Database, accounts: readonly string[]): void {
  const audiences = new AudiencesTable(db);
  const inFile = db.all<{ account: string }>('select account from accounts').map(({ account }) => account);
  for (const account of [...inFile, ...accounts]) audiences.noteLost(account);
}

/** From both ends up to what cannot be read; whether that was all of it. */
function copyTable(old: Database, db: Database, table: string): boolean {
  const keys = db.all<{ name: string }>('select name from pragma_table_info(?) where pk > 0 order by pk', [table]);
  return db.transaction(() => {
    let hollow = false;
    const take = (row: Row): void => {
      // On a damaged page that was in use before, SQLite finds as many rows as there were, of nothing.
      if (keys.some(({ name }) => row[name] === null)) hollow = true;
      else insert(db, table, row);
    };
    const order = (direction: string): string => keys.map(({ name }) => `${name} ${direction}`).join(', ');
    if (old.readable(`select * from ${table} order by ${order('asc')}`, take)) return !hollow;
    old.readable(`select * from ${table} order by ${order('desc')}`, take);
    return false;
  });
}

/** Those between two damaged pages, which a walk from either end does not reach. */
function copyDrafts(old: Database, db: Database): void {
  db.transaction(() => {
    for (const { account, jid } of db.all<{ account: string; jid: string }>('select account, jid from roster')) {
      const row = readOr(
        () => old.one<Row>('select * from conversations where account = ? and peer = ?', [account, jid]),
        undefined,
      );
      if (row !== undefined) insert(db, 'conversations', row);
    }
  });
}

function copyMessages(old: Database, db: Database): Omit<Saved, 'audiencesLost'> {
  const keys = [...messageKeys(old)].sort((a, b) => a - b);
  let messages = 0;
  db.transaction(() => {
    for (let at = 0; at < keys.length; at += CHUNK) {
      for (const row of messageRows(old, keys.slice(at, at + CHUNK))) {
        insert(db, 'messages', row);
        messages += 1;
      }
    }
  });
  return { messages, lost: keys.length - messages };
}

function messageKeys(old: Database): Set<number> {
  const keys = new Set<number>();
  const take = ({ key }: { readonly key: number }): unknown => keys.add(key);
  for (const [index, columns] of Object.entries(messageIndexes)) {
    const walk = (direction: string): boolean =>
      old.readable<{ readonly key: number }>(
        `select key from messages indexed by ${index} order by ${columns.replaceAll(/(?=,|$)/gu, ` ${direction}`)}`,
        take,
      );
    if (walk('asc')) return keys;
    walk('desc');
  }
  // Without any whole index: what the table itself gives from both ends.
  old.readable('select key from messages not indexed order by key asc', take);
  old.readable('select key from messages not indexed order by key desc', take);
  return keys;
}

function messageRows(old: Database, keys: readonly number[]): Row[] {
  const select = 'select * from messages where key in (select value from json_each(?))';
  const all = readOr(() => old.all<Row>(select, [JSON.stringify(keys)]), undefined);
  if (all !== undefined) return all;
  return keys.flatMap((key) => {
    const row = readOr(() => old.one<Row>('select * from messages where key = ?', [key]), undefined);
    return row === undefined ? [] : [row];
  });
}

/** A conversation whose own row is lost counts as read; the others are counted again. */
function mendConversations(db: Database): void {
  db.transaction(() => {
    db.run(
      `insert or ignore into conversations (account, peer, last_key, read_up_to)
       select account, peer, max(key), max(key) from messages group by account, peer`,
    );
    const conversations = new ConversationsTable(db);
    for (const { account } of db.all<{ account: string }>('select distinct account from conversations'))
      conversations.recount(account);
  });
}

/** Anything before the last message that the archive has may be missing: it is no news. What came after it, is. */
function openHoles(db: Database): void {
  db.transaction(() => {
    const archives = new ArchivesTable(db);
    const last = db.all<{ account: string; id: string; key: number }>(
      'select account, stanza_id as id, max(key) as key from messages where stanza_id is not null group by account',
    );
    for (const { account, id, key } of last) {
      archives.setNewestId(account, id);
      archives.openGap(account, { olderId: undefined, newerId: id, ceiling: key });
    }
  });
}

function insert(db: Database, table: string, row: Row): void {
  // The driver adds its own measurements to single rows.
  const entries = Object.entries(row).filter(([column]) => column !== '_metadata');
  const columns = entries.map(([column]) => column).join(', ');
  const marks = entries.map(() => '?').join(', ');
  db.run(
    `insert or ignore into ${table} (${columns}) values (${marks})`,
    entries.map(([, value]) => value),
  );
}

/** What cannot be read is `otherwise`. */
function readOr<T, O>(read: () => T, otherwise: O): T | O {
  try {
    return read();
  } catch (error) {
    if (error instanceof StoreError) return otherwise;
    throw error;
  }
}
