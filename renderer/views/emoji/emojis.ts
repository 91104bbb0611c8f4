/** Emojis with their names, by kind. The table is large and is loaded when somebody first looks for an emoji. */

export const emojiGroups = [
  'smileys',
  'people',
  'nature',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const;
export type EmojiGroup = (typeof emojiGroups)[number];

export interface Emoji {
  readonly text: string;
  /** Unicode's short name, in English. */
  readonly name: string;
  /** What it is found by, in lower case. */
  readonly words: readonly string[];
  readonly group: EmojiGroup;
}

/** Numbers of the groups in emojibase. */
const GROUP_NUMBERS: readonly number[] = [0, 1, 3, 4, 5, 6, 7, 8, 9];

/** One of each version of Unicode's emojis, the newest first. */
const SAMPLES: readonly (readonly [version: number, emoji: string])[] = [
  [17, '🫪'],
  [16, '🫩'],
  [15.1, '🐦‍🔥'],
  [15, '🫨'],
  [14, '🫠'],
  [13.1, '😶‍🌫️'],
  [13, '🥲'],
];
/** What even old fonts have. */
const OLDEST = 12.1;

let loaded: Promise<readonly Emoji[]> | undefined;

/** All that this computer can draw. Rejects if the table can't be loaded; the next call tries again. */
export function loadEmojis(): Promise<readonly Emoji[]> {
  loaded ??= load();
  loaded.catch(() => (loaded = undefined));
  return loaded;
}

async function load(): Promise<readonly Emoji[]> {
  const { default: table } = await import('emoji-picker-element-data/en/emojibase/data.json');
  const newest = newestDrawable(drawsInColour);
  return table.flatMap(({ emoji, annotation, tags = [], shortcodes, group, version }) => {
    const kind = emojiGroups[GROUP_NUMBERS.indexOf(group)];
    if (kind === undefined || version > newest) return [];
    const words = [annotation, ...tags, ...shortcodes].flatMap((part) => part.toLowerCase().split(/[\s_]+/u));
    return [{ text: emoji, name: annotation, words: [...new Set(words)], group: kind }];
  });
}

/** Version of the newest emojis that the fonts of this computer have. */
export function newestDrawable(draws: (emoji: string) => boolean): number {
  return SAMPLES.find(([, emoji]) => draws(emoji))?.[0] ?? OLDEST;
}

/** Those whose name or tags have a word that begins so, for each word of the query; whole words come first. */
export function findEmojis(all: readonly Emoji[], query: string): readonly Emoji[] {
  const wanted = query
    .toLowerCase()
    .split(/\s+/u)
    .filter((part) => part !== '');
  const found = all.filter(({ words, text }) =>
    wanted.every((part) => part === text || words.some((word) => word.startsWith(part))),
  );
  const isWhole = ({ words }: Emoji): boolean => wanted.every((part) => words.includes(part));
  return [...found.filter(isWhole), ...found.filter((emoji) => !isWhole(emoji))];
}

/** A font without it draws a black box, or the parts of a joined one side by side. */
function drawsInColour(emoji: string): boolean {
  const size = 16;
  const canvas = document.createElement('canvas');
  canvas.width = size * 3;
  canvas.height = size * 2;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return false;
  context.font = `${size}px ${getComputedStyle(document.documentElement).getPropertyValue('--font-emoji')}`;
  context.textBaseline = 'top';
  if (context.measureText(emoji).width > size * 2) return false;
  context.fillText(emoji, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return true;
  return false;
}
