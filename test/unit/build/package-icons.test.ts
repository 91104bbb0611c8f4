import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { icnsOf, icoOf, pngSize } from '../../../build/icons/containers';

const icons = path.join(import.meta.dirname, '../../../build/icons');
const read = (name: string): Buffer => readFileSync(path.join(icons, name));

/** Sizes of the PNG images that an ICO's own table leads to. */
function sizesInIco(ico: Buffer): number[] {
  expect(ico.readUInt16LE(0)).toBe(0);
  expect(ico.readUInt16LE(2)).toBe(1);
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const start = ico.readUInt32LE(entry + 12);
    const size = pngSize(ico.subarray(start, start + ico.readUInt32LE(entry + 8)));
    expect(ico.readUInt8(entry) || 256).toBe(size);
    return size;
  });
}

/** Type and pixels of each image in an ICNS, read to its very end. */
function imagesInIcns(icns: Buffer): [string, number][] {
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const images: [string, number][] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    images.push([icns.toString('latin1', at, at + 4), pngSize(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)))]);
  }
  return images;
}

describe('icon containers', () => {
  it('finds each image of a Windows icon again, smallest first', () => {
    const ico = icoOf([read('app/256.png'), read('app/16.png'), read('app/48.png')]);
    expect(sizesInIco(ico)).toEqual([16, 48, 256]);
    expect(ico.subarray(-read('app/256.png').length)).toEqual(read('app/256.png'));
  });

  it('finds each image of a macOS icon again, also those that stand for two sizes', () => {
    expect(imagesInIcns(icnsOf([read('app/32.png'), read('app/256.png')]))).toEqual([
      ['ic11', 32],
      ['ic13', 256],
      ['ic08', 256],
    ]);
  });

  it('refuses what the containers have no place for', () => {
    expect(() => icoOf([read('app/512.png')])).toThrow('at most 256');
    expect(() => icnsOf([read('app/48.png')])).toThrow('no place for 48');
    expect(() => icoOf([Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')])).toThrow('PNG');
    const wide = Buffer.from(read('app/16.png'));
    wide.writeUInt32BE(8, 20);
    expect(() => pngSize(wide)).toThrow('16 × 8');
  });
});

describe('committed icons', () => {
  it.each(readdirSync(path.join(icons, 'app')))('app/%s has the size of its name', (name) => {
    expect(`${pngSize(read(`app/${name}`))}.png`).toBe(name);
  });

  it('hold every size that the systems ask for', () => {
    expect(sizesInIco(read('icon.ico'))).toEqual([16, 24, 32, 48, 64, 128, 256]);
    expect(imagesInIcns(read('icon.icns')).map(([, size]) => size)).toEqual([32, 64, 128, 256, 256, 512, 512, 1024]);
  });

  it.each(['online', 'away', 'offline', 'unread'])('draw the tray state "%s" for every panel', (state) => {
    for (const panel of ['-light', '-dark']) {
      expect(pngSize(read(`tray/${state}${panel}.png`))).toBe(22);
      expect(pngSize(read(`tray/${state}${panel}@2x.png`))).toBe(44);
      expect(sizesInIco(read(`tray/${state}${panel}.ico`))).toEqual([16, 20, 24, 32, 48]);
    }
    expect(pngSize(read(`tray/${state}-Template.png`))).toBe(18);
    expect(pngSize(read(`tray/${state}-Template@2x.png`))).toBe(36);
  });

  it('differ from state to state on one panel, also without colour', () => {
    const templates = ['online', 'away', 'offline', 'unread'].map((state) => read(`tray/${state}-Template.png`));
    expect(new Set(templates.map(String)).size).toBe(4);
  });
});
