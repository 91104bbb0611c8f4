/** Makes the packages of the system that this runs on. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { build, Platform } from 'electron-builder';
import type { Electron } from '../electron/resolve-electron';
import { outDir, rootDir } from '../shared/paths';
import { packagingConfig } from './config';
import { makeDebianPackage } from './debian';
import { writeLibraryNotices } from './library-notices';

export interface PackagingOptions {
  readonly electron: Electron;
  /** Packed tightly and in every format; a trial is packed quickly, in those that need no download. */
  readonly release: boolean;
  /** Only the folder with the application ready to run. */
  readonly folderOnly?: boolean;
  /** Where everything goes. */
  readonly output: string;
}

export interface Packages {
  /** The application ready to run. */
  readonly unpacked: string;
  /** What is handed on: archives and installers. */
  readonly files: readonly string[];
}

/** Formats that electron-builder makes, by system. Linux also has a Debian package, see `debian.ts`. */
function formats({ release, folderOnly }: PackagingOptions): string[] {
  if (folderOnly === true) return ['dir'];
  if (process.platform === 'darwin') return release ? ['dmg', 'zip'] : ['zip'];
  if (process.platform === 'win32') return ['nsis'];
  return release ? ['dir', 'tar.gz', 'AppImage'] : ['dir', 'tar.gz'];
}

const folders: Partial<Record<NodeJS.Platform, string>> = { darwin: 'mac', win32: 'win', linux: 'linux' };

/** The application has to be built into `out/` before. */
export async function packageApp(options: PackagingOptions): Promise<Packages> {
  const { electron, release, output } = options;
  useInstalledCompressor(release);
  const unpacked = unpackedFolder(output);
  await rm(unpacked, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const libraryNotices = path.join(output, 'libraries.txt');
  await writeLibraryNotices(outDir, path.join(rootDir, 'node_modules'), libraryNotices);
  const made = await build({
    projectDir: rootDir,
    publish: 'never',
    targets: Platform.current().createTarget(formats(options)),
    config: packagingConfig({
      platform: process.platform,
      electronVersion: electron.version ?? 'unknown',
      electronDist: electron.distDir,
      libraryNotices,
      output,
      signed: isSet('CSC_LINK'),
      notarize: isSet('CSC_LINK') && isSet('APPLE_API_KEY'),
    }),
  });
  const files = made.filter((file) => !file.endsWith('.blockmap'));
  if (process.platform === 'linux' && options.folderOnly !== true) {
    console.log('Making the Debian package…');
    const compression = release ? 'xz' : 'gzip';
    files.push(await makeDebianPackage({ ...manifest(), unpacked, output, arch: process.arch, compression }));
  }
  return { unpacked, files };
}

/** As electron-builder names it: the processor is named unless it is the usual one. */
function unpackedFolder(output: string): string {
  const system = folders[process.platform] ?? process.platform;
  const processor = process.arch === 'x64' ? '' : `-${process.arch}`;
  return path.join(output, process.platform === 'darwin' ? `${system}${processor}` : `${system}${processor}-unpacked`);
}

/** The names are electron-builder's: it reads the certificate and Apple's key from these variables. */
function isSet(variable: string): boolean {
  return (process.env[variable] ?? '') !== '';
}

/** What package.json says of version and maintainer. */
export function manifest(): { version: string; maintainer: string } {
  const text = readFileSync(path.join(rootDir, 'package.json'), 'utf8');
  const { version, author } = JSON.parse(text) as { version: string; author: string };
  return { version, maintainer: author };
}

/** electron-builder would download 7-Zip; the system's own does as well. */
function useInstalledCompressor(release: boolean): void {
  if (!release) process.env['ELECTRON_BUILDER_COMPRESSION_LEVEL'] ??= '1';
  if (process.platform !== 'linux') return;
  const installed = ['/usr/bin/7za', '/usr/bin/7z', '/usr/bin/7zz'].find((file) => existsSync(file));
  if (installed !== undefined) process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= installed;
}

/** In megabytes, for people. */
export async function fileSize(file: string): Promise<string> {
  return `${((await stat(file)).size / 1e6).toFixed(1)} MB`;
}
