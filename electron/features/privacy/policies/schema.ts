/**
 * The shape of a policy pack. `policy-pack.schema.json` beside it is made from this, for those who write
 * packs; a test holds the two together. Every text is one line of plain text.
 */
import * as v from 'valibot';
import { checkNames, controlNames, probeNames, type PolicyPack } from '../../../contract/privacy';

/** Largest file that is read as a pack (bytes). */
export const MAX_PACK_BYTES = 256 * 1024;

// No control characters, and none that turn around what stands beside them.
const PLAIN = new RegExp(String.raw`^[^\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+$`);
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

const plain = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max), v.regex(PLAIN));
const date = v.pipe(v.string(), v.regex(DATE));

const clause = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/)),
  says: v.optional(plain(2000)),
  means: plain(2000),
  notCheckable: v.optional(plain(1000)),
  probes: v.pipe(v.array(v.picklist(probeNames)), v.maxLength(probeNames.length)),
  checks: v.pipe(v.array(v.picklist(checkNames)), v.maxLength(checkNames.length)),
  controls: v.pipe(v.array(v.picklist(controlNames)), v.maxLength(controlNames.length)),
});

const section = v.strictObject({
  number: v.pipe(v.string(), v.maxLength(16), v.regex(/^(?:\d+(?:\.\d+)*)?$/)),
  title: plain(120),
  clauses: v.pipe(v.array(clause), v.minLength(1), v.maxLength(40)),
});

export const policyPack = v.strictObject({
  format: v.literal(1),
  id: v.pipe(v.string(), v.maxLength(128), v.regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/)),
  services: v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(255))), v.maxLength(50)),
  title: plain(200),
  source: v.optional(
    v.strictObject({
      url: v.pipe(v.string(), v.maxLength(2000), v.regex(/^https:\/\/[^\s/]+(?:\/[^\s]*)?$/)),
      sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
    }),
  ),
  readOn: date,
  effectiveOn: v.nullable(date),
  contacts: v.pipe(v.array(plain(500)), v.maxLength(20)),
  sections: v.pipe(v.array(section), v.minLength(1), v.maxLength(60)),
});

/** The pack in a text, or the place in it that does not fit. */
export function readPack(text: string): { readonly pack: PolicyPack } | { readonly place: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { place: 'JSON' };
  }
  const parsed = v.safeParse(policyPack, json, { abortEarly: true });
  if (!parsed.success) return { place: v.getDotPath(parsed.issues[0]) ?? 'pack' };
  const pack = parsed.output as PolicyPack;
  const ids = pack.sections.flatMap(({ clauses }) => clauses.map(({ id }) => id));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? { pack } : { place: twice };
}
