/** The parts of the catalogue, one language, as one. */
import { en } from './en';
import { enApp } from './en-app';
import { enDataPolicy } from './en-data-policy';
import { enFacts } from './en-facts';
import { enInventory } from './en-inventory';
import { enLeaving } from './en-leaving';
import { enPolicy } from './en-policy';
import { enPrivacy } from './en-privacy';
import { enProfile } from './en-profile';

export interface Plural {
  readonly one: string;
  readonly other: string;
}

/** Those that the first screen needs come first. Nothing stands in two of them. */
export const parts = [
  en,
  enProfile,
  enApp,
  enPrivacy,
  enInventory,
  enFacts,
  enPolicy,
  enLeaving,
  enDataPolicy,
] as const;

type Union<T> = (T extends unknown ? (part: T) => void : never) extends (all: infer All) => void ? All : never;
/** Texts by their keys. */
export type Catalogue = Union<(typeof parts)[number]>;

/** The text of a key, if there is one. Looked up part by part: making one object of them takes a fiftieth of a start. */
export function textOf(key: string): string | Plural | undefined {
  for (const part of parts as readonly Readonly<Record<string, string | Plural>>[]) {
    if (Object.hasOwn(part, key)) return part[key];
  }
  return undefined;
}
