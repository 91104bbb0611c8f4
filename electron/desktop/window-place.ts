/** Where the window stood, kept across starts and put right when a monitor is gone. */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { Rectangle } from 'electron';

export const MIN_SIZE = { width: 640, height: 420 } as const;
const FIRST_SIZE = { width: 1100, height: 720 } as const;
/** This much of the title bar has to be on a screen to catch hold of the window. */
const GRIP = { width: 96, height: 32 } as const;

export interface WindowMemory {
  /** In device-independent pixels of the whole desktop. */
  readonly bounds?: Rectangle;
  readonly maximized: boolean;
  /** The user has answered the question of the first close. */
  readonly closeExplained: boolean;
  /** Ground colour of the last theme: the window has it before the page is drawn. */
  readonly ground?: string;
}

export const noMemory: WindowMemory = { maximized: false, closeExplained: false };

/** What the file holds; anything unreadable is as good as nothing. */
export function parseMemory(text: string): WindowMemory {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return noMemory;
  }
  if (typeof data !== 'object' || data === null) return noMemory;
  const { bounds, maximized, closeExplained, ground } = data as Record<string, unknown>;
  return {
    ...(isRectangle(bounds) ? { bounds } : {}),
    ...(typeof ground === 'string' && /^#[0-9a-f]{6}$/iu.test(ground) ? { ground } : {}),
    maximized: maximized === true,
    closeExplained: closeExplained === true,
  };
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height } = value as Record<string, unknown>;
  return [x, y, width, height].every((part) => Number.isSafeInteger(part));
}

/**
 * Bounds that can be reached on the screens there are now: as remembered if enough of the title bar
 * is on one of them, else of the same size in the middle of the first. `workAreas` holds at least one.
 */
export function placeOnScreens(remembered: Rectangle | undefined, workAreas: readonly Rectangle[]): Rectangle {
  const wanted = remembered ?? { x: 0, y: 0, ...FIRST_SIZE };
  const home = remembered && workAreas.find((area) => holdsTitleBar(area, remembered));
  const area = home ?? workAreas[0];
  if (area === undefined) return wanted;
  const width = clamp(wanted.width, MIN_SIZE.width, Math.max(area.width, MIN_SIZE.width));
  const height = clamp(wanted.height, MIN_SIZE.height, Math.max(area.height, MIN_SIZE.height));
  if (home !== undefined) return { x: wanted.x, y: wanted.y, width, height };
  return {
    x: area.x + Math.max(0, Math.round((area.width - width) / 2)),
    y: area.y + Math.max(0, Math.round((area.height - height) / 2)),
    width,
    height,
  };
}

function holdsTitleBar(area: Rectangle, bounds: Rectangle): boolean {
  const across = Math.min(area.x + area.width, bounds.x + bounds.width) - Math.max(area.x, bounds.x);
  return across >= GRIP.width && bounds.y >= area.y && bounds.y + GRIP.height <= area.y + area.height;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** The memory's file; writes are put in a row and replace it whole. */
export class WindowMemoryFile {
  readonly #file: string;
  #memory: WindowMemory;
  #written = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
    this.#memory = readMemory(file);
  }

  get memory(): WindowMemory {
    return this.#memory;
  }

  /** Resolves once it is on disk; a failure only costs the memory and is left to the caller to log. */
  update(change: Partial<WindowMemory>): Promise<void> {
    this.#memory = { ...this.#memory, ...change };
    const text = JSON.stringify(this.#memory);
    const write = async (): Promise<void> => {
      await writeFile(`${this.#file}.new`, text, { mode: 0o600 });
      await rename(`${this.#file}.new`, this.#file);
    };
    const done = this.#written.then(write);
    this.#written = done.catch(() => undefined);
    return done;
  }
}

function readMemory(file: string): WindowMemory {
  try {
    return parseMemory(readFileSync(file, 'utf8'));
  } catch {
    return noMemory;
  }
}
