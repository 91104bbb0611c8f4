/** What the user has read of policies, so that a later version can be compared with it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import type { PackChange, PolicyPack } from '../../../contract/privacy';
import { writeWhole } from '../../../store/write-whole';

const readClause = v.object({
  id: v.string(),
  section: v.string(),
  says: v.optional(v.string()),
  means: v.string(),
});
const readPacks = v.record(v.string(), v.object({ at: v.number(), hash: v.string(), clauses: v.array(readClause) }));

type ReadClause = v.InferOutput<typeof readClause>;
type ReadPack = v.InferOutput<typeof readPacks>[string];

export class ReadPacks {
  readonly #file: string;

  /** `file` need not exist. */
  constructor(file: string) {
    this.#file = file;
  }

  /** As it was when it was last marked as read. */
  get(id: string): ReadPack | undefined {
    return this.#all()[id];
  }

  mark(id: string, { pack, hash, at }: { pack: PolicyPack; hash: string; at: number }): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const all = { ...this.#all(), [id]: { at, hash, clauses: clausesOf(pack) } };
    writeWhole(this.#file, `${JSON.stringify(all)}\n`);
  }

  /** A file that cannot be read means that nothing was read. */
  #all(): v.InferOutput<typeof readPacks> {
    try {
      const parsed = v.safeParse(readPacks, JSON.parse(readFileSync(this.#file, 'utf8')));
      return parsed.success ? parsed.output : {};
    } catch {
      return {};
    }
  }
}

/** Clauses that are new, gone, or worded otherwise: first in the order of the new version, then those that went. */
export function changesSince(before: ReadPack, pack: PolicyPack): readonly PackChange[] {
  const old = new Map(before.clauses.map((clause) => [clause.id, clause]));
  const now = clausesOf(pack);
  const known = new Set(now.map(({ id }) => id));
  return [
    ...now.flatMap((clause) => changeOf(old.get(clause.id), clause)),
    ...before.clauses
      .filter(({ id }) => !known.has(id))
      .map((clause) => changeTo('removed', clause, { before: clause })),
  ];
}

function changeOf(before: ReadClause | undefined, after: ReadClause): PackChange[] {
  if (before === undefined) return [changeTo('added', after, { after })];
  if (before.says === after.says && before.means === after.means) return [];
  return [changeTo('changed', after, { before, after })];
}

function changeTo(
  kind: PackChange['kind'],
  { id, section }: ReadClause,
  texts: { before?: ReadClause; after?: ReadClause },
): PackChange {
  return {
    kind,
    clause: id,
    section,
    ...(texts.before !== undefined && { before: wordsOf(texts.before) }),
    ...(texts.after !== undefined && { after: wordsOf(texts.after) }),
  };
}

function wordsOf({ says, means }: Pick<ReadClause, 'says' | 'means'>): NonNullable<PackChange['before']> {
  return { ...(says !== undefined && { says }), means };
}

function clausesOf(pack: PolicyPack): ReadClause[] {
  return pack.sections.flatMap(({ title, clauses }) =>
    clauses.map((clause) => ({ id: clause.id, section: title, ...wordsOf(clause) })),
  );
}
