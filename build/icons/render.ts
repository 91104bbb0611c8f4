/**
 * Draws every icon from the SVG files in `source/`. Run it after changing one of them and commit what it writes:
 *
 *     npx tsx build/icons/render.ts
 *
 * It needs `rsvg-convert` (Debian: librsvg2-bin); building Candor doesn't.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { icnsOf, icoOf } from './containers';

const here = import.meta.dirname;
const source = path.join(here, 'source');

/** Up to this many pixels the application's icon is drawn with fewer, heavier strokes. */
const SMALL = 32;
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
const ICNS_SIZES = [32, 64, 128, 256, 512, 1024];
/** Share of a macOS icon's side that its body fills; the rest is left free, as Apple's template does. */
const MACOS_BODY = 824 / 1024;

const TRAY_STATES = ['online', 'away', 'offline', 'unread'];
/** Linux panels show 22 pixels; "@2x" is for dense screens. */
const TRAY_LINUX = 22;
const TRAY_MACOS = 18;
/** Windows picks by the scaling of the screen: 100, 125, 150, 200 and 300 %. */
const TRAY_WINDOWS = [16, 20, 24, 32, 48];

function render(svg: string, pixels: number, further: readonly string[] = []): Buffer {
  const args = [`--width=${pixels}`, `--height=${pixels}`, ...further, path.join(source, svg)];
  return execFileSync('rsvg-convert', args, { maxBuffer: 8 * 1024 * 1024 });
}

function appIcon(pixels: number): Buffer {
  return render(pixels <= SMALL ? 'app-small.svg' : 'app.svg', pixels);
}

function macosIcon(pixels: number): Buffer {
  const body = Math.round((pixels * MACOS_BODY) / 2) * 2;
  const margin = (pixels - body) / 2;
  return render(pixels <= SMALL ? 'app-small.svg' : 'app.svg', body, [
    `--page-width=${pixels}px`,
    `--page-height=${pixels}px`,
    `--left=${margin}px`,
    `--top=${margin}px`,
  ]);
}

function trayIcon(state: string, panel: string, pixels: number): Buffer {
  return render(`tray-${state}.svg`, pixels, [`--stylesheet=${path.join(source, `tray-${panel}.css`)}`]);
}

function write(name: string, content: Buffer): void {
  const file = path.join(here, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

for (const pixels of APP_SIZES) write(`app/${pixels}.png`, appIcon(pixels));
write('icon.ico', icoOf(ICO_SIZES.map(appIcon)));
write('icon.icns', icnsOf(ICNS_SIZES.map(macosIcon)));

for (const state of TRAY_STATES) {
  for (const panel of ['light', 'dark']) {
    write(`tray/${state}-${panel}.png`, trayIcon(state, panel, TRAY_LINUX));
    write(`tray/${state}-${panel}@2x.png`, trayIcon(state, panel, TRAY_LINUX * 2));
    write(`tray/${state}-${panel}.ico`, icoOf(TRAY_WINDOWS.map((pixels) => trayIcon(state, panel, pixels))));
  }
  write(`tray/${state}-Template.png`, trayIcon(state, 'template', TRAY_MACOS));
  write(`tray/${state}-Template@2x.png`, trayIcon(state, 'template', TRAY_MACOS * 2));
}
