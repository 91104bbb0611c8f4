import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noticeOf, packageFolder, writeLibraryNotices } from '../../../build/package/library-notices';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-notices-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function library(name: string, manifest: object, files: Record<string, string> = {}): Promise<string> {
  const place = path.join(folder, 'node_modules', name);
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...manifest }));
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(place, file), text);
  return place;
}

describe('packageFolder', () => {
  it('finds the innermost package of a module, with and without a scope', () => {
    expect(packageFolder('/r/node_modules/saxes/saxes.js')).toBe('/r/node_modules/saxes');
    expect(packageFolder('/r/node_modules/@xmpp/xml/lib/x.js')).toBe('/r/node_modules/@xmpp/xml');
    expect(packageFolder('/r/node_modules/a/node_modules/b/index.js')).toBe('/r/node_modules/a/node_modules/b');
    expect(packageFolder(String.raw`C:\r\node_modules\@xmpp\xml\x.js`)).toBe(String.raw`C:\r\node_modules\@xmpp\xml`);
  });

  it('sees through what the bundler adds', () => {
    expect(packageFolder('\0/r/node_modules/saxes/saxes.js?commonjs-module')).toBe('/r/node_modules/saxes');
  });

  it("leaves the application's own modules out", () => {
    expect(packageFolder('/r/electron/main.ts')).toBeUndefined();
    expect(packageFolder('\0rolldown/runtime.js')).toBeUndefined();
  });
});

describe('noticeOf', () => {
  it('gives name, version, licence and the whole text', async () => {
    const place = await library('a', { license: 'MIT' }, { LICENSE: 'Copyright (c) A\n', 'index.js': '' });
    expect(await noticeOf(place)).toBe('a 1.2.3, licence MIT\n\nCopyright (c) A');
  });

  it('names the author where a package brings no text', async () => {
    const place = await library('a', { license: 'ISC', author: { name: 'Ada' } });
    expect(await noticeOf(place)).toBe('a 1.2.3, licence ISC\n\nBy Ada');
  });

  it('understands how old packages say it', async () => {
    expect(await noticeOf(await library('a', { license: { type: 'MIT/X11' } }))).toContain('licence MIT/X11');
    expect(await noticeOf(await library('b', { licenses: [{ type: 'MIT' }, { type: 'Apache2' }] }))).toContain(
      'licence MIT or Apache2',
    );
    expect(await noticeOf(await library('c', {}, { LICENCE: 'As you like it' }))).toBe('c 1.2.3\n\nAs you like it');
  });

  it('refuses a package that says nothing of its licence', async () => {
    await expect(noticeOf(await library('a', {}))).rejects.toThrow('a 1.2.3 does not say');
  });
});

describe('writeLibraryNotices', () => {
  it('joins bundles and native packages, each library once', async () => {
    for (const name of ['keytar', 'libsql', '@neon-rs/load', 'detect-libc']) await library(name, { license: 'MIT' });
    for (const bundle of ['main', 'renderer']) {
      await mkdir(path.join(folder, 'out', bundle), { recursive: true });
      await writeFile(
        path.join(folder, 'out', bundle, 'libraries.txt'),
        await noticeOf(await library('both', { license: 'ISC' })),
      );
    }
    const file = path.join(folder, 'notices.txt');
    await writeLibraryNotices(path.join(folder, 'out'), path.join(folder, 'node_modules'), file);
    const headings = (await readFile(file, 'utf8')).match(/^.*, licence .*$/gmu);
    expect(headings).toEqual([
      '@neon-rs/load 1.2.3, licence MIT',
      'both 1.2.3, licence ISC',
      'detect-libc 1.2.3, licence MIT',
      'keytar 1.2.3, licence MIT',
      'libsql 1.2.3, licence MIT',
    ]);
  });
});
