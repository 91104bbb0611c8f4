/**
 * What the licences of the libraries in a package ask for: that their notices come along. The bundler knows which
 * libraries its bundles hold; those with machine code are named by hand.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';
import { NATIVE_PACKAGES } from './config';

/** Beside each bundle. */
const BESIDE_BUNDLE = 'libraries.txt';

/** Vite plugin: writes the notices of all libraries that the bundle holds beside it. */
export function libraryNotices(): Plugin {
  return {
    name: 'library-notices',
    async generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
      const notices = await Promise.all([...folders].map(noticeOf));
      if (folders.size > 0)
        this.emitFile({ type: 'asset', fileName: BESIDE_BUNDLE, source: notices.sort().join(RULE) });
    },
  };
}

/** Writes one file for a whole package: the bundles in `outDir`, and what stands beside them in `node_modules`. */
export async function writeLibraryNotices(outDir: string, nodeModules: string, file: string): Promise<void> {
  const bundled = await Promise.all(
    ['main', 'renderer'].map((bundle) => readFile(path.join(outDir, bundle, BESIDE_BUNDLE), 'utf8')),
  );
  const native = await Promise.all(NATIVE_PACKAGES.map((name) => noticeOf(path.join(nodeModules, name))));
  const notices = new Set([...bundled.flatMap((text) => text.split(RULE)), ...native]);
  await writeFile(file, `Candor holds these libraries.\n\n${[...notices].sort().join(RULE)}\n`);
}

const RULE = `\n\n${'-'.repeat(80)}\n\n`;

/** The folder of the package that a bundled module belongs to; undefined for the application's own. */
export function packageFolder(moduleId: string): string | undefined {
  // The bundler marks modules of its own making with NUL, and adds queries.
  const file = moduleId.replaceAll('\0', '').replace(/\?.*$/u, '');
  return /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/u.exec(file)?.[0];
}

type Named = string | { readonly type: string };

interface Manifest {
  readonly name: string;
  readonly version: string;
  /** Old packages have an object, or a list. */
  readonly license?: Named | readonly Named[];
  readonly licenses?: readonly Named[];
  readonly author?: string | { readonly name: string };
}

/** @throws where a package says nothing of its licence: then it may not be shipped. */
export async function noticeOf(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name, version } = manifest;
  const licences = [manifest.license ?? manifest.licenses ?? []].flat().map(nameOf);
  const files = (await readdir(folder)).filter((entry) => /^(?:licen[cs]e|notice|copying)/iu.test(entry)).sort();
  const texts = await Promise.all(files.map((entry) => readFile(path.join(folder, entry), 'utf8')));
  if (licences.length === 0 && texts.length === 0) {
    throw new Error(`${name} ${version} does not say under which licence it is.`);
  }
  const heading = [`${name} ${version}`, licences.join(' or ')].filter((part) => part !== '').join(', licence ');
  const { author } = manifest;
  const by =
    texts.length > 0 || author === undefined ? [] : [`By ${typeof author === 'string' ? author : author.name}`];
  return [heading, ...by, ...texts.map((text) => text.trim())].join('\n\n');
}

function nameOf(licence: Named): string {
  return typeof licence === 'string' ? licence : licence.type;
}
