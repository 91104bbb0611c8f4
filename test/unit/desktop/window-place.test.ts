import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noMemory, parseMemory, placeOnScreens, WindowMemoryFile } from '../../../electron/desktop/window-place';

const left = { x: 0, y: 24, width: 1920, height: 1056 };
const right = { x: 1920, y: 0, width: 1280, height: 1024 };

describe('placeOnScreens', () => {
  it('puts the first window in the middle of the first screen', () => {
    expect(placeOnScreens(undefined, [left])).toEqual({ x: 410, y: 192, width: 1100, height: 720 });
  });

  it('leaves a window where it was', () => {
    const bounds = { x: 2000, y: 100, width: 900, height: 700 };
    expect(placeOnScreens(bounds, [left, right])).toEqual(bounds);
  });

  it('brings a window back from a screen that is gone', () => {
    expect(placeOnScreens({ x: 2000, y: 100, width: 900, height: 700 }, [left])).toEqual({
      x: 510,
      y: 202,
      width: 900,
      height: 700,
    });
  });

  it.each([
    ['above the screen', { x: 100, y: -200, width: 800, height: 600 }],
    ['below the screen', { x: 100, y: 1070, width: 800, height: 600 }],
    ['left of it, with less than a grip to be seen', { x: -760, y: 100, width: 800, height: 600 }],
  ])('brings back a window whose title bar is %s', (_where, bounds) => {
    const placed = placeOnScreens(bounds, [left]);
    expect(placed.x).toBeGreaterThanOrEqual(0);
    expect(placed.y).toBeGreaterThanOrEqual(24);
    expect(placed).toMatchObject({ width: 800, height: 600 });
  });

  it('lets a window hang over an edge while it can be caught', () => {
    const bounds = { x: -500, y: 100, width: 800, height: 600 };
    expect(placeOnScreens(bounds, [left])).toEqual(bounds);
  });

  it('fits the size to the screen and to the least one', () => {
    expect(placeOnScreens({ x: 1920, y: 0, width: 5000, height: 5000 }, [left, right])).toMatchObject(right);
    expect(placeOnScreens({ x: 10, y: 30, width: 1, height: 1 }, [left])).toMatchObject({ width: 640, height: 420 });
  });
});

describe('parseMemory', () => {
  it.each(['', 'null', '[]', '{', '"x"', '{"bounds":{"x":1}}', '{"bounds":{"x":1,"y":"2","width":3,"height":4}}'])(
    'takes %j for nothing',
    (text) => {
      expect(parseMemory(text)).toEqual(noMemory);
    },
  );

  it('refuses a ground that is no colour', () => {
    expect(parseMemory('{"ground":"red"}')).toEqual(noMemory);
    expect(parseMemory('{"ground":"#121817"}').ground).toBe('#121817');
  });
});

describe('WindowMemoryFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'candor-place-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps what it was told across starts', async () => {
    const file = path.join(folder, 'window.json');
    const memory = new WindowMemoryFile(file);
    const bounds = { x: 1, y: 2, width: 900, height: 700 };
    await Promise.all([
      memory.update({ bounds, maximized: true }),
      memory.update({ closeExplained: true }),
      memory.update({ maximized: false }),
    ]);
    expect(new WindowMemoryFile(file).memory).toEqual({ bounds, maximized: false, closeExplained: true });
    expect(readFileSync(file, 'utf8')).not.toContain('undefined');
  });

  it('starts anew with a broken file', () => {
    const file = path.join(folder, 'window.json');
    writeFileSync(file, '\0');
    expect(new WindowMemoryFile(file).memory).toEqual(noMemory);
  });

  it('tells of a failed write and writes the next one', async () => {
    const memory = new WindowMemoryFile(path.join(folder, 'not', 'there', 'window.json'));
    await expect(memory.update({ maximized: true })).rejects.toThrow('ENOENT');
    expect(memory.memory.maximized).toBe(true);
  });
});
