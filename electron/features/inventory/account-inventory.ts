/** What the service keeps of one account, as far as it was read: its rows, and what is done to them. */
import type {
  ArchivingChoice,
  ChosenAudience,
  Inventory,
  InventoryRow,
  RowChange,
  RowContents,
} from '../../contract/inventory';
import { localOf } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';
import { FeatureError } from '../errors';
import { Gathered } from '../gathered';
import { archivingIs, setArchiving } from './archive-row';
import { failureOf, stateOf } from './failures';
import { makeReader, type Reader } from './reader';
import { emptyRow, rowOf } from './row';
import { readClients } from './sessions-row';
import type { Reading, RowSource } from './source';

/** How long a deletion can be taken back (milliseconds). */
const UNDO = 10_000;
/** Rows that change in quick succession are told at once (milliseconds). */
const TOLD_EVERY = 50;

interface Entry {
  readonly source: RowSource;
  row: InventoryRow;
  /** When it was last asked for. */
  askedAt: number | undefined;
  /** The last one, where it came to something. */
  reading: Reading | undefined;
  cancelDeletion: (() => void) | undefined;
}

export class AccountInventory {
  readonly #live: LiveAccount;
  readonly #entries = new Map<string, Entry>();
  readonly #changed: Gathered<string>;
  #stop = new AbortController();
  #asked = 0;
  #answered = 0;
  #readings = 0;

  constructor(live: LiveAccount, sources: readonly RowSource[]) {
    const { clock, hub } = live.services;
    this.#live = live;
    for (const source of sources) this.#add(source);
    this.#changed = new Gathered(clock, TOLD_EVERY, (ids) => {
      const rows = ids.map((id) => this.#entries.get(id)?.row);
      const { progress } = this.inventory;
      hub.emit('inventoryChanged', {
        account: live.jid,
        changed: rows.filter((row) => row !== undefined),
        removed: ids.filter((id) => !this.#entries.has(id)),
        ...(progress !== undefined && { progress }),
      });
    });
  }

  get inventory(): Inventory {
    const rows = [...this.#entries.values()].map(({ row }) => row);
    const progress = { done: this.#answered, of: this.#asked };
    return { account: this.#live.jid, rows, ...(this.#readings > 0 && { progress }) };
  }

  /** Reads what was never asked for, and what was asked for without a connection or by another one. */
  open(): Inventory {
    const since = this.#live.session.negotiated?.since;
    const isDue = ({ askedAt, row }: Entry): boolean =>
      askedAt === undefined || (since !== undefined && (askedAt < since || wasOffline(row)));
    void this.#readAll([...this.#entries.values()].filter(isDue));
    return this.inventory;
  }

  /** Reads one row again, or all. Throws `FeatureError` 'invalid-argument'. */
  refresh(id?: string): void {
    void this.#readAll(id === undefined ? [...this.#entries.values()] : [this.#get(id)]);
  }

  /** Stops reading. */
  cancel(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  /** The account or the program ends: nothing that waits is deleted any more. */
  end(): void {
    this.cancel();
    for (const entry of this.#entries.values()) entry.cancelDeletion?.();
  }

  /** Rejects with `FeatureError`, `StanzaError` or `ConnectionError`. */
  async view(id: string): Promise<RowContents> {
    const { source } = this.#get(id);
    if (source.view === undefined) throw new FeatureError('invalid-argument', 'row');
    const contents = await typed(source.view(this.#reader()));
    return { row: id, readAt: this.#live.services.clock.now(), ...contents };
  }

  async setAudience(id: string, audience: ChosenAudience, groups: readonly string[]): Promise<InventoryRow> {
    const entry = this.#get(id);
    const { setAudience, fits } = entry.source;
    if (!entry.row.actions.audience.includes(audience) || setAudience === undefined)
      throw new FeatureError('invalid-argument', 'audience');
    return this.#change(
      entry,
      'audience-changed',
      (reader) => setAudience(reader, audience, groups),
      (reading) => fits?.(reading, audience, groups, this.#live) === true,
    );
  }

  /** See `inventory.delete`. */
  async delete(id: string, word: string): Promise<InventoryRow> {
    const entry = this.#get(id);
    const guard = entry.row.actions.delete;
    if (guard === undefined) throw new FeatureError('invalid-argument', 'row');
    if (guard.guard === 'typed-word') {
      if (word.trim() !== guard.word) throw new FeatureError('invalid-argument', 'word');
      return this.#remove(entry);
    }
    const { clock } = this.#live.services;
    entry.cancelDeletion?.();
    const cancel = clock.after(UNDO, () => {
      entry.cancelDeletion = undefined;
      void this.#remove(entry);
    });
    entry.cancelDeletion = () => {
      cancel();
      entry.cancelDeletion = undefined;
    };
    return this.#put(entry, { ...entry.row, deletesAt: clock.now() + UNDO });
  }

  /** Throws `FeatureError` 'invalid-argument' where nothing waits any more. */
  undoDelete(id: string): InventoryRow {
    const entry = this.#get(id);
    if (entry.cancelDeletion === undefined) throw new FeatureError('invalid-argument', 'row');
    entry.cancelDeletion();
    return this.#put(entry, withoutDeletion(entry.row));
  }

  async setArchiving(archiving: ArchivingChoice): Promise<InventoryRow> {
    return this.#change(
      this.#get('archive'),
      'archiving-changed',
      (reader) => setArchiving(reader, archiving),
      ({ facts }) => archivingIs(facts, archiving),
    );
  }

  /** Rejects with `FeatureError` 'password-change-needed' where nothing else ends the session. */
  async endSession(session: string): Promise<InventoryRow> {
    const entry = this.#get('sessions');
    const isOn = async (reader: Reader): Promise<boolean> =>
      (await readClients(reader)).some(({ id, connected }) => id === session && connected);
    let still = true;
    const row = await this.#change(
      entry,
      'session-ended',
      async (reader) => {
        try {
          await reader.clientAccess.revoke(session);
        } finally {
          still = await isOn(reader);
        }
      },
      () => !still,
    );
    const { lastChange } = row;
    if (lastChange?.why?.code === 'refused-by-server' && lastChange.why.detail === 'service-unavailable')
      throw new FeatureError('password-change-needed');
    return row;
  }

  #remove(entry: Entry): Promise<InventoryRow> {
    const { remove, isGone } = entry.source;
    this.#put(entry, withoutDeletion(entry.row));
    return this.#change(
      entry,
      'deleted',
      async (reader) => remove?.(reader),
      (reading) => isGone?.(reading) === true,
    );
  }

  /** Does it, reads the row back and those in which the same stands, and says what was then seen. Never rejects for what the service does. */
  async #change(
    entry: Entry,
    change: RowChange['change'],
    act: (reader: Reader) => Promise<void>,
    isAsWanted: (reading: Reading) => boolean,
  ): Promise<InventoryRow> {
    const refusal = await act(this.#reader()).then(
      () => undefined,
      (error: unknown) => failureOf(error),
    );
    const also = entry.row.alsoIn.map((id) => this.#entries.get(id)).filter((other) => other !== undefined);
    const reading = await this.#readAll([entry, ...also]).then(() => entry.reading);
    const { state } = entry.row;
    const unread = state.state === 'could-not-find-out' ? state.why : undefined;
    const seen = reading === undefined ? 'unknown' : isAsWanted(reading) ? 'as-wanted' : 'differs';
    const why = refusal ?? unread;
    const at = this.#live.services.clock.now();
    return this.#put(entry, { ...entry.row, lastChange: { change, at, seen, ...(why !== undefined && { why }) } });
  }

  async #readAll(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const reader = this.#reader();
    if (this.#readings === 0) this.#asked = this.#answered = 0;
    this.#readings += 1;
    try {
      await Promise.all(entries.map((entry) => this.#read(entry, reader)));
    } finally {
      this.#readings -= 1;
      for (const { source } of entries) this.#changed.add(source.id);
    }
  }

  async #read(entry: Entry, reader: Reader): Promise<void> {
    const { source } = entry;
    entry.askedAt = this.#live.services.clock.now();
    this.#put(entry, { ...entry.row, state: { state: 'reading' } });
    try {
      const reading = await source.read(reader);
      entry.reading = reading;
      this.#put(entry, rowOf(entry.row, source, reading, this.#live.services.clock.now(), localOf(this.#live.jid)));
      if (reading.found !== undefined) await this.#found(source, reading.found, reader);
    } catch (error) {
      entry.reading = undefined;
      this.#put(entry, { ...emptyRow(source), ...kept(entry.row), state: stateOf(error) });
    }
  }

  /** Rows that a list told of. */
  async #found({ id }: RowSource, found: readonly RowSource[], reader: Reader): Promise<void> {
    const ids = new Set(found.map((source) => source.id));
    for (const [other, { source, cancelDeletion }] of this.#entries) {
      if (source.listedBy !== id || ids.has(other)) continue;
      cancelDeletion?.();
      this.#entries.delete(other);
      this.#changed.add(other);
    }
    const entries = found.map((source) => this.#entries.get(source.id) ?? this.#add(source));
    await Promise.all(entries.map((entry) => this.#read(entry, reader)));
  }

  #reader(): Reader {
    return makeReader({
      live: this.#live,
      signal: this.#stop.signal,
      counted: {
        asked: () => (this.#asked += 1),
        answered: () => (this.#answered += 1),
      },
    });
  }

  #add(source: RowSource): Entry {
    const entry: Entry = {
      source,
      row: emptyRow(source),
      askedAt: undefined,
      reading: undefined,
      cancelDeletion: undefined,
    };
    this.#entries.set(source.id, entry);
    return entry;
  }

  #get(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new FeatureError('invalid-argument', 'row');
    return entry;
  }

  #put(entry: Entry, row: InventoryRow): InventoryRow {
    entry.row = row;
    this.#changed.add(entry.source.id);
    return row;
  }
}

function wasOffline({ state }: InventoryRow): boolean {
  return state.state === 'could-not-find-out' && state.why.code === 'offline';
}

function withoutDeletion({ deletesAt: _, ...row }: InventoryRow): InventoryRow {
  return row;
}

/** What a row keeps when it could not be read. */
function kept({ lastChange, deletesAt }: InventoryRow): Pick<InventoryRow, 'lastChange' | 'deletesAt'> {
  return { ...(lastChange !== undefined && { lastChange }), ...(deletesAt !== undefined && { deletesAt }) };
}

/** Errors of the inventory in the words of the contract. */
async function typed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code, detail } = failureOf(error);
    throw new FeatureError(code, detail, { cause: error });
  }
}
