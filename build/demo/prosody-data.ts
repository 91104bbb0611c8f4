/** Accounts, rosters and waiting messages in the form in which Prosody's `internal` storage keeps them. */
import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const deriveKey = promisify(pbkdf2);

export interface SeedRosterItem {
  /** Bare JID. */
  readonly jid: string;
  readonly name?: string;
  readonly groups?: readonly string[];
  /** Preset: both. */
  readonly subscription?: 'none' | 'to' | 'from' | 'both';
  /** A request of the account's own waits for an answer. */
  readonly ask?: boolean;
}

export interface SeedMessage {
  readonly from: string;
  readonly body: string;
  readonly at: Date;
}

export interface SeedAccount {
  /** Local part of the JID. */
  readonly user: string;
  readonly password: string;
  readonly roster?: readonly SeedRosterItem[];
  /** What clients compare with the roster they have (XEP-0237). Preset: 1. */
  readonly rosterVersion?: number;
  /** Messages that wait on the server until the account signs in (XEP-0160). */
  readonly offline?: readonly SeedMessage[];
  /** What the account's archive holds (XEP-0313), oldest first; for a server with the module "mam". */
  readonly archive?: readonly SeedMessage[];
}

export type ScramHash = 'SHA-1' | 'SHA-256';

export interface SeedOptions {
  /** Prosody's `data_path`. */
  readonly dataDir: string;
  readonly domain: string;
  readonly hash: ScramHash;
  readonly iterations: number;
}

/** Writes accounts while the server is down, or before it first loads them. */
export async function seedAccounts(accounts: readonly SeedAccount[], options: SeedOptions): Promise<void> {
  for (const account of accounts) {
    await write(options, 'accounts', account.user, 'dat', `return ${await credentials(account.password, options)};\n`);
    await write(options, 'roster', account.user, 'dat', `return ${roster(account)};\n`);
    for (const store of ['offline', 'archive'] as const) {
      const messages = account[store] ?? [];
      const to = `${account.user}@${options.domain}`;
      const list = messages.map((message, index) => `item(${keptMessage(message, { to, store, index })});\n`);
      if (list.length > 0) await write(options, store, account.user, 'list', list.join(''));
    }
  }
}

/** `count` contacts in twenty groups, none of which exists: for measuring with large rosters. */
export function manyContacts(count: number): SeedRosterItem[] {
  return Array.from({ length: count }, (_, index) => ({
    jid: `contact${String(index)}@contacts.invalid`,
    name: `Contact Number ${String(index)}`,
    groups: [`Group ${String(index % 20)}`],
  }));
}

async function write(
  options: SeedOptions,
  store: string,
  user: string,
  extension: 'dat' | 'list',
  content: string,
): Promise<void> {
  const dir = path.join(options.dataDir, encodeName(options.domain), store);
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, `${encodeName(user)}.${extension}`), content, { mode: 0o600 });
}

/** Prosody's file names: every byte that is no ASCII letter or digit as `%xx`. */
function encodeName(name: string): string {
  return [...Buffer.from(name, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

/** RFC 5802 §3: only StoredKey and ServerKey are kept, as hexadecimal. */
async function credentials(password: string, options: SeedOptions): Promise<string> {
  const digest = options.hash === 'SHA-1' ? 'sha1' : 'sha256';
  const length = options.hash === 'SHA-1' ? 20 : 32;
  const salt = randomBytes(16).toString('hex');
  const salted = await deriveKey(password, salt, options.iterations, length, digest);
  const clientKey = createHmac(digest, salted).update('Client Key').digest();
  return luaTable({
    stored_key: createHash(digest).update(clientKey).digest('hex'),
    server_key: createHmac(digest, salted).update('Server Key').digest('hex'),
    salt,
    iteration_count: options.iterations,
  });
}

function roster({ roster: items = [], rosterVersion = 1 }: SeedAccount): string {
  const entries = items.map((item) => {
    const groups = (item.groups ?? []).map((group) => `[${luaString(group)}] = true;`).join(' ');
    const name = item.name === undefined ? '' : ` name = ${luaString(item.name)};`;
    const ask = item.ask === true ? ' ask = "subscribe";' : '';
    const subscription = luaString(item.subscription ?? 'both');
    return `[${luaString(item.jid)}] = { subscription = ${subscription};${name}${ask} groups = { ${groups} } };`;
  });
  // The entry under `false` holds the roster's version (XEP-0237) and who waits for approval.
  return `{\n[false] = { version = ${String(rosterVersion)}; pending = {} };\n${entries.join('\n')}\n}`;
}

function keptMessage(
  message: SeedMessage,
  { to, store, index }: { readonly to: string; readonly store: 'offline' | 'archive'; readonly index: number },
): string {
  const seconds = Math.floor(message.at.getTime() / 1000);
  const key = `${store}-${String(index)}`;
  const stamp = new Date(seconds * 1000).toISOString().replace('.000', '');
  const attributes = luaTable({ type: 'chat', id: key, from: message.from, to, stamp });
  const body = `{ name = "body"; attr = {}; ${luaString(message.body)} }`;
  const peer = store === 'archive' ? (message.from.split('/')[0] ?? '') : '';
  return `{ name = "message"; attr = ${attributes}; ${body}; key = "${key}"; when = ${String(seconds)}; with = ${luaString(peer)} }`;
}

function luaTable(fields: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(fields).map(
    ([name, value]) => `${name} = ${typeof value === 'string' ? luaString(value) : String(value)};`,
  );
  return `{ ${entries.join(' ')} }`;
}

/** A Lua string literal; what is no plain printable ASCII becomes a three-digit decimal escape. */
export function luaString(text: string): string {
  const escaped = [...Buffer.from(text, 'utf8')].map((byte) => {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    return plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
