declare module 'emoji-picker-element-data/en/emojibase/data.json' {
  /** As emojibase has them, in the order of Unicode; skin tones left out. */
  const emojis: readonly {
    readonly emoji: string;
    /** Short name (CLDR). */
    readonly annotation: string;
    readonly tags?: readonly string[];
    readonly shortcodes: readonly string[];
    /** 0 to 9; 2 holds parts of others and never occurs. */
    readonly group: number;
    /** Version of Unicode's emojis that brought it. */
    readonly version: number;
  }[];
  export default emojis;
}
