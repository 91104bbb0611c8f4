import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emojiGroups, findEmojis, loadEmojis, newestDrawable } from '../../../../../renderer/views/emoji/emojis';

/** A computer without a colour font: jsdom has no canvas at all. */
beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});

describe('the table of emojis', () => {
  it('has every kind, each emoji once, and nothing that old fonts lack', async () => {
    const all = await loadEmojis();
    expect(new Set(all.map(({ group }) => group))).toEqual(new Set(emojiGroups));
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(1500);
    expect(all.some(({ text }) => text === '🫠')).toBe(false);
  });

  it('finds by the beginnings of words, whole words first', async () => {
    const all = await loadEmojis();
    const cats = findEmojis(all, 'cat');
    expect(cats.map(({ text }) => text)).toContain('🐱');
    expect(cats[0]?.words).toContain('cat');
    expect(findEmojis(all, 'red heart')[0]?.text).toBe('❤️');
    expect(findEmojis(all, '🎉').map(({ name }) => name)).toEqual(['party popper']);
    expect(findEmojis(all, 'nightingale')).toEqual([]);
  });
});

it('offers the newest version that the fonts draw, and never less than what all have', () => {
  expect(newestDrawable(() => true)).toBe(17);
  expect(newestDrawable((emoji) => emoji === '🫠' || emoji === '🥲')).toBe(14);
  expect(newestDrawable(() => false)).toBe(12.1);
});
