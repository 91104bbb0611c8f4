/** Small pieces: certificates of the environment, spelling, theme, menus, profile. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ContextMenuParams } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readExtraCertificates } from '../../../electron/desktop/extra-certificates';
import { applicationMenu, textMenu } from '../../../electron/desktop/menus';
import { prepareFolder, profileId } from '../../../electron/desktop/profile';
import { applySpelling } from '../../../electron/desktop/spelling';
import { ThemeService } from '../../../electron/desktop/theme';
import { RecordingLog } from '../../support/recording-log';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'candor-desktop-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('readExtraCertificates', () => {
  const certificate = (text: string): string => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`;

  it('splits the file into certificates', () => {
    const file = path.join(folder, 'ca.pem');
    writeFileSync(file, `# a comment\n${certificate('AAAA')}\n\n${certificate('BBBB')}\n`);
    expect(readExtraCertificates({ NODE_EXTRA_CA_CERTS: file }, new RecordingLog())).toEqual([
      certificate('AAAA'),
      certificate('BBBB'),
    ]);
  });

  it('goes on without, and says so', () => {
    const log = new RecordingLog();
    expect(readExtraCertificates({}, log)).toEqual([]);
    expect(log.lines).toEqual([]);
    expect(readExtraCertificates({ NODE_EXTRA_CA_CERTS: path.join(folder, 'none') }, log)).toEqual([]);
    writeFileSync(path.join(folder, 'empty'), '');
    expect(readExtraCertificates({ NODE_EXTRA_CA_CERTS: path.join(folder, 'empty') }, log)).toEqual([]);
    expect(log.lines).toHaveLength(2);
  });
});

describe('applySpelling', () => {
  const session = () => ({
    availableSpellCheckerLanguages: ['en-US', 'de'],
    setSpellCheckerEnabled: vi.fn(),
    setSpellCheckerLanguages: vi.fn(),
  });

  it.each([
    ['it is off', { spellChecking: false, spellCheckingLanguages: ['de'] }],
    ['no language was chosen', { spellChecking: true, spellCheckingLanguages: [] }],
    ['there is no such dictionary', { spellChecking: true, spellCheckingLanguages: ['tlh'] }],
  ])('sets no language, for which one would be fetched, when %s', (_why, settings) => {
    const made = session();
    applySpelling(made, settings, 'linux');
    expect(made.setSpellCheckerEnabled).toHaveBeenCalledExactlyOnceWith(false);
    expect(made.setSpellCheckerLanguages).toHaveBeenCalledExactlyOnceWith([]);
  });

  it('sets only the chosen ones', () => {
    const made = session();
    applySpelling(made, { spellChecking: true, spellCheckingLanguages: ['de', 'tlh'] }, 'linux');
    expect(made.setSpellCheckerLanguages).toHaveBeenCalledExactlyOnceWith(['de']);
    expect(made.setSpellCheckerEnabled).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('leaves the language to macOS', () => {
    const made = session();
    applySpelling(made, { spellChecking: true, spellCheckingLanguages: [] }, 'darwin');
    expect(made.setSpellCheckerLanguages).not.toHaveBeenCalled();
    expect(made.setSpellCheckerEnabled).toHaveBeenCalledExactlyOnceWith(true);
  });
});

describe('ThemeService', () => {
  const nativeTheme = (dark: boolean) => ({
    themeSource: 'system' as 'system' | 'light' | 'dark',
    get shouldUseDarkColors() {
      return this.themeSource === 'system' ? dark : this.themeSource === 'dark';
    },
  });

  it('follows the choice', () => {
    const native = nativeTheme(false);
    const theme = new ThemeService({ nativeTheme: native, platform: 'linux', environment: {} });
    theme.apply('dark');
    expect(native.themeSource).toBe('dark');
    expect(theme.ground).toBe('#121817');
    theme.apply('high-contrast');
    expect(native.themeSource).toBe('system');
    expect(theme.ground).toBe('#f6f7f7');
  });

  it('does not take the window’s theme for the panel’s', () => {
    const theme = new ThemeService({ nativeTheme: nativeTheme(false), platform: 'linux', environment: {} });
    theme.apply('dark');
    theme.systemChanged();
    expect(theme.panelIsDark).toBe(false);
  });

  it.each([true, false])('knows that Windows’ taskbar has a colour mode of its own (dark: %s)', (taskbarIsDark) => {
    const native = Object.assign(nativeTheme(!taskbarIsDark), {
      shouldUseDarkColorsForSystemIntegratedUI: taskbarIsDark,
    });
    const theme = new ThemeService({ nativeTheme: native, platform: 'win32', environment: {} });
    expect(theme.panelIsDark).toBe(taskbarIsDark);
    expect(theme.ground).toBe(taskbarIsDark ? '#f6f7f7' : '#121817');
  });

  it('takes the apps’ mode for the taskbar’s where Electron does not tell them apart', () => {
    const theme = new ThemeService({ nativeTheme: nativeTheme(true), platform: 'win32', environment: {} });
    expect(theme.panelIsDark).toBe(true);
  });

  it('knows that GNOME’s bar is dark', () => {
    const environment = { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' };
    expect(new ThemeService({ nativeTheme: nativeTheme(false), platform: 'linux', environment }).panelIsDark).toBe(
      true,
    );
  });
});

describe('menus', () => {
  const params = (change: Partial<ContextMenuParams>): ContextMenuParams =>
    ({
      isEditable: false,
      selectionText: '',
      misspelledWord: '',
      dictionarySuggestions: [],
      editFlags: { canCut: true, canCopy: true, canPaste: true, canSelectAll: true },
      ...change,
    }) as ContextMenuParams;
  const contents = { replaceMisspelling: vi.fn() };

  it('offer what can be done with the text', () => {
    expect(textMenu(params({}), contents)).toEqual([]);
    expect(textMenu(params({ selectionText: 'moon' }), contents)).toMatchObject([{ role: 'copy' }]);
    expect(textMenu(params({ isEditable: true }), contents).flatMap(({ role }) => role ?? [])).toEqual([
      'cut',
      'copy',
      'paste',
      'selectAll',
    ]);
  });

  it('replace a misspelled word', () => {
    const menu = textMenu(
      params({ isEditable: true, misspelledWord: 'mooon', dictionarySuggestions: ['moon', 'moan'] }),
      contents,
    );
    expect(menu.slice(0, 2).map(({ label }) => label)).toEqual(['moon', 'moan']);
    menu[1]?.click?.({} as never, undefined, {});
    expect(contents.replaceMisspelling).toHaveBeenCalledWith('moan');
  });

  it('hold the developer’s tools only while developing', () => {
    const text = (devTools: boolean): string => JSON.stringify(applicationMenu('linux', devTools));
    expect(text(false)).not.toMatch(/toggleDevTools|reload/u);
    expect(text(true)).toMatch(/toggleDevTools/u);
    expect(JSON.stringify(applicationMenu('darwin', false))).toContain('appMenu');
  });
});

describe('the profile', () => {
  it('is a folder for its owner only', () => {
    const made = prepareFolder(path.join(folder, 'a', 'b'));
    expect(statSync(made).mode & 0o777).toBe(0o700);
    expect(prepareFolder(made)).toBe(made);
  });

  it('keeps its id, and makes a new one for a broken file', () => {
    const id = profileId(folder);
    expect(id).toMatch(/^[0-9a-f]{16}$/u);
    expect(profileId(folder)).toBe(id);
    writeFileSync(path.join(folder, 'profile-id'), 'x');
    const next = profileId(folder);
    expect(next).toMatch(/^[0-9a-f]{16}$/u);
    expect(readFileSync(path.join(folder, 'profile-id'), 'utf8').trim()).toBe(next);
  });
});
