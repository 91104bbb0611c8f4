/**
 * What the two forms of cards (XEP-0054, XEP-0292) have in common: which elements hold what. Reading
 * (`card-read.ts`) and changing (`card-edit.ts`) are the same for both.
 */
import type { PlaceKind } from '../contract/profile';
import type { Element } from './xml';

/** Longest text of a card that is read or written, in UTF-16 units; the contract's `MAX_CARD_TEXT`. */
export const MAX_CARD_TEXT = 8192;
/** Most entries of one kind that are read; the contract's of the same name. */
export const MAX_CARD_ENTRIES = 50;

export const placeKinds = ['home', 'work'] as const satisfies readonly PlaceKind[];

export const cardTexts = ['fullName', 'nickname', 'birthday', 'organization', 'title', 'role', 'about'] as const;
export type CardTextName = (typeof cardTexts)[number];

export const cardLists = ['emails', 'phones', 'homepages'] as const;
export type CardListName = (typeof cardLists)[number];

export const addressParts = ['postBox', 'extended', 'street', 'locality', 'region', 'postalCode', 'country'] as const;
export type AddressPart = (typeof addressParts)[number];

/** Where a value stands. */
export interface ValueForm {
  /** Names of elements that may hold it, the first is made where there is none. */
  readonly elements: readonly [string, ...string[]];
  /** Names of children that may hold the text, best first; none: it is the element's own. */
  readonly parts: readonly string[];
  /** Which of `parts` a new text goes into; absent: the first. */
  readonly partFor?: (value: string) => string;
  /** Between what is written and what is read. */
  readonly decode?: (written: string, part: string) => string;
  readonly encode?: (value: string, part: string) => string;
}

/** How an entry says whether it is of home or of work. */
export interface KindsForm {
  read(entry: Element): readonly PlaceKind[];
  /** Leaves alone what it does not know. */
  write(entry: Element, kinds: readonly PlaceKind[]): void;
}

export interface CardForm {
  readonly ns: string;
  readonly root: string;
  readonly texts: Readonly<Record<CardTextName, ValueForm>>;
  readonly lists: Readonly<Record<CardListName, ValueForm & { readonly kinds: KindsForm }>>;
  readonly address: {
    readonly element: string;
    /** Names of elements that may hold a part, the first is made where there is none. */
    readonly parts: Readonly<Record<AddressPart, readonly [string, ...string[]]>>;
    readonly kinds: KindsForm;
  };
  /** Name of the element that holds a picture. */
  readonly picture: string;
  /** What a new entry of this element holds beside its value, e.g. <INTERNET/>. */
  readonly companions: Readonly<Record<string, readonly string[]>>;
}

/** An element of the card's own namespace. */
export function isOf(form: CardForm, element: Element): boolean {
  return element.getNS() === form.ns;
}
