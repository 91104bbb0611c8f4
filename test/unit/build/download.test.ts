import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { downloadElectron } from '../../../build/electron/download';

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'candor-download-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Plays the electron package: `script` is what its installer does. */
function start(script: string, limits = { quiet: 60_000, inAll: 60_000 }) {
  const packageDir = newFolder();
  const cacheDir = newFolder();
  writeFileSync(path.join(packageDir, 'install.js'), script);
  const lines: string[] = [];
  const result = downloadElectron({
    ...{ packageDir, cacheDir, limits, announceEvery: 5 },
    announce: (line) => lines.push(line),
  });
  return { result, lines, cacheDir };
}

const writesSomeAndWaits = `
  const file = require('node:path').join(require('node:os').tmpdir(), 'electron.zip');
  require('node:fs').writeFileSync(file, Buffer.alloc(34_000_000));
  setInterval(() => {}, 1000);
`;

describe('downloading Electron', () => {
  it('ends as its own installer does', async () => {
    await expect(start('process.exit(0)').result).resolves.toBe(true);
    await expect(start('process.exit(1)').result).resolves.toBe(false);
  });

  it('is given up where nothing comes, and says meanwhile that it waits', async () => {
    const { result, lines } = start('setInterval(() => {}, 1000);', { quiet: 200, inAll: 60_000 });
    await expect(result).resolves.toBe(false);
    expect(lines[0]).toMatch(/waiting for it \(\d+ s\)/u);
  });

  it('says how much has come, is given up where no more comes, and leaves nothing behind', async () => {
    const { result, lines, cacheDir } = start(writesSomeAndWaits, { quiet: 1000, inAll: 60_000 });
    await expect(result).resolves.toBe(false);
    expect(lines.at(-1)).toMatch(/34 MB so far \(\d+ s\)/u);
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  it('is bounded in all', async () => {
    await expect(start(writesSomeAndWaits, { quiet: 60_000, inAll: 100 }).result).resolves.toBe(false);
  });
});
