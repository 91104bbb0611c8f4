import { describe, expect, it } from 'vitest';
import {
  chooseElectron,
  ElectronRefused,
  isOlder,
  type Choice,
  type ElectronSources,
  type FoundElectron,
} from '../../../build/electron/choose-electron';

const wanted = '45.4.1';
const current: FoundElectron = { distDir: '/current', version: wanted };
const old: FoundElectron = { distDir: '/old', version: '25.1.1' };

function choose(
  purpose: Choice['purpose'],
  available: Partial<Record<keyof ElectronSources, FoundElectron>>,
  allowOutdated = false,
) {
  const announced: string[] = [];
  const asked: string[] = [];
  const source = (name: keyof ElectronSources) => () => {
    asked.push(name);
    return Promise.resolve(available[name]);
  };
  const result = chooseElectron({
    ...{ purpose, wanted, allowOutdated },
    sources: {
      override: source('override'),
      own: source('own'),
      download: source('download'),
      substitute: async () => (await source('substitute')()) ?? Promise.reject(new Error('no registry')),
    },
    announce: (line) => announced.push(line),
  });
  return { result, announced, asked };
}

describe('which Electron is used', () => {
  it('takes the named folder first and asks no other source', async () => {
    const { result, asked } = choose('start', { override: current, own: current });
    await expect(result).resolves.toEqual({ ...current, outdated: false });
    expect(asked).toEqual(['override']);
  });

  it('takes the electron package’s own before it downloads', async () => {
    const { result, asked } = choose('release', { own: current, download: current });
    await expect(result).resolves.toMatchObject({ outdated: false });
    expect(asked).toEqual(['override', 'own']);
  });

  it('develops on a substitute where nothing else can be had, and says so once', async () => {
    const { result, announced, asked } = choose('develop', { substitute: old });
    await expect(result).resolves.toEqual({ ...old, outdated: true });
    expect(asked).toEqual(['override', 'own', 'download', 'substitute']);
    expect(announced).toEqual([expect.stringMatching(/45\.4\.1 could not be downloaded.*25\.1\.1/)]);
  });

  it.each(['start', 'release'] as const)('never asks for the substitute to %s', async (purpose) => {
    const { result, asked } = choose(purpose, { substitute: old });
    await expect(result).rejects.toThrow(ElectronRefused);
    await expect(result).rejects.toThrow(/npx install-electron/);
    expect(asked).not.toContain('substitute');
  });

  it.each(['start', 'release'] as const)('refuses a named folder that is outdated to %s', async (purpose) => {
    const { result } = choose(purpose, { override: old, own: current });
    await expect(result).rejects.toThrow(/25\.1\.1; Candor needs 45\.4\.1/);
  });

  it('names the way out for a start, not for a release', async () => {
    await expect(choose('start', {}).result).rejects.toThrow(/CANDOR_ALLOW_OUTDATED_ELECTRON=1/);
    await expect(choose('release', {}).result).rejects.not.toThrow(/CANDOR_ALLOW_OUTDATED_ELECTRON/);
  });

  it('starts on an outdated one when the user allowed it', async () => {
    await expect(choose('start', { substitute: old }, true).result).resolves.toMatchObject({ outdated: true });
  });

  it('says why when there is no substitute either', async () => {
    await expect(choose('develop', {}).result).rejects.toThrow(/no registry/);
  });

  it.each([
    ['45.4.1', false],
    ['45.4.2', false],
    ['46.0.0', false],
    ['45.10.0', false],
    ['45.4.0', true],
    ['45.3.9', true],
    ['9.9.9', true],
    ['nonsense', true],
    [undefined, true],
  ])('compares %s by numbers', (version, older) => {
    expect(isOlder(version, wanted)).toBe(older);
  });
});
