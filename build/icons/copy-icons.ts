import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Puts the pictures that the running application shows beside its bundles: `icons/candor.png`, `icons/tray/`. */
export async function copyIcons(outDir: string): Promise<void> {
  const icons = path.join(outDir, 'icons');
  await rm(icons, { recursive: true, force: true });
  await mkdir(icons, { recursive: true });
  await cp(path.join(import.meta.dirname, 'tray'), path.join(icons, 'tray'), { recursive: true });
  await cp(path.join(import.meta.dirname, 'app/512.png'), path.join(icons, 'candor.png'));
}
