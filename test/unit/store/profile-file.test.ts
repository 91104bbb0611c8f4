import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILE_FILE, ProfileFile, type StoredAccount } from '../../../electron/store/profile-file';
import { currentStoreFile } from '../../../electron/store/store-files';
import { JULIET, NOW, temporaryFolder } from './helpers';

const account: StoredAccount = {
  jid: JULIET,
  connection: { host: '', port: 0, encryption: 'automatic' },
  pinnedMechanism: 'SCRAM-SHA-256',
  allowPlain: false,
  passwordRemembered: true,
  historyPolicy: 'keep',
  historyExplained: true,
  availability: 'dnd',
  statusText: 'On the balcony',
  priority: -5,
  tuneMayStand: false,
  resource: 'Candor.1a2b',
};

function damage(folder: string, text: string): void {
  writeFileSync(join(folder, PROFILE_FILE), text);
}

describe('profile.json', () => {
  it('begins with the presets and is there at once', () => {
    const folder = temporaryFolder();
    const { profile, setAside } = ProfileFile.open(folder, NOW);
    expect(setAside).toBeUndefined();
    expect(profile.accounts).toEqual([]);
    expect(profile.settings).toMatchObject({ theme: 'system', spellChecking: false, sending: { readMarkers: false } });
    expect(ProfileFile.open(folder, NOW).profile).toEqual(profile);
  });

  it('gives back what was changed', () => {
    const folder = temporaryFolder();
    const file = ProfileFile.open(folder, NOW);
    const notices = [{ kind: 'history-damaged', file: 'history-1.db', saved: { messages: 2, lost: 1 } }] as const;
    file.update({ accounts: [account], canaryWritten: true, notices });
    file.updateAccount(JULIET, { statusText: 'Away' });
    file.updateAccount('nobody@example.org', { statusText: 'Ghost' });
    const again = ProfileFile.open(folder, NOW).profile;
    expect(again).toEqual(file.profile);
    expect(again.accounts).toEqual([{ ...account, statusText: 'Away' }]);
    expect(readdirSync(folder)).toEqual([PROFILE_FILE]);
  });

  it.each(['', '{', '[]', 'null', '"text"', '\u0000\u0000\u0000'])(
    '%j is kept aside and the presets are used',
    (text) => {
      const folder = temporaryFolder();
      damage(folder, text);
      const file = ProfileFile.open(folder, NOW);
      expect(file.setAside).toBeDefined();
      expect(readFileSync(join(folder, file.setAside ?? ''), 'utf8')).toBe(text);
      expect(file.profile.settings.theme).toBe('system');
      expect(ProfileFile.open(folder, NOW).setAside).toBeUndefined();
    },
  );

  it('loses only the part that is damaged', () => {
    const folder = temporaryFolder();
    const file = ProfileFile.open(folder, NOW);
    file.update({ accounts: [account], settings: { ...file.profile.settings, theme: 'dark' } });
    const raw = JSON.parse(readFileSync(join(folder, PROFILE_FILE), 'utf8')) as Record<string, unknown>;
    damage(folder, JSON.stringify({ ...raw, settings: { theme: 'plaid' }, accounts: [account, { jid: 7 }] }));
    const mended = ProfileFile.open(folder, NOW);
    expect(mended.setAside).toBeDefined();
    expect(mended.profile).toMatchObject({
      profileId: file.profile.profileId,
      accounts: [account],
      settings: { theme: 'system' },
    });
  });

  it('finds its id again by the name of the store, so that the history is not lost with it', () => {
    const folder = temporaryFolder();
    const { profileId } = ProfileFile.open(folder, NOW).profile;
    writeFileSync(join(folder, currentStoreFile(folder, profileId)), 'encrypted');
    damage(folder, 'half a fi');
    expect(ProfileFile.open(folder, NOW).profile).toMatchObject({ profileId, canaryWritten: true });
  });

  it('opens whatever JSON lies there', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const folder = temporaryFolder();
        damage(folder, text);
        const { profile } = ProfileFile.open(folder, NOW);
        expect(profile.accounts).toEqual([]);
        expect(profile.profileId).toMatch(/^[0-9a-f]{16}$/u);
      }),
      { numRuns: 50 },
    );
  });
});
