import { existsSync } from 'node:fs';
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  trayFile,
  trayMenu,
  trayPicture,
  TrayService,
  trayTooltip,
  type TrayAccount,
  type TrayIcon,
  type TrayState,
} from '../../../electron/desktop/tray';

const online: TrayAccount = { chosen: 'available', shown: 'available', connection: 'online' };
const state = (change: Partial<TrayState> = {}): TrayState => ({
  accounts: [online],
  unread: 0,
  sharing: false,
  tune: undefined,
  startAtLogin: false,
  darkPanel: false,
  ...change,
});
const actions = {
  open: vi.fn(),
  setAvailability: vi.fn(),
  setSharing: vi.fn(),
  setStartAtLogin: vi.fn(),
  quit: vi.fn(),
};

describe('the picture and the tooltip', () => {
  it.each<[string, Partial<TrayState>, string, string]>([
    ['nobody signed in', { accounts: [] }, 'offline', 'Candor, Not signed in'],
    ['online', {}, 'online', 'Candor, Available'],
    ['away', { accounts: [{ ...online, chosen: 'away', shown: 'away' }] }, 'away', 'Candor, Away'],
    ['idle', { accounts: [{ ...online, shown: 'xa' }] }, 'away', 'Candor, Away'],
    ['busy', { accounts: [{ ...online, chosen: 'dnd', shown: 'dnd' }] }, 'away', 'Candor, Do not disturb'],
    [
      'connecting',
      { accounts: [{ chosen: 'available', shown: 'offline', connection: 'connecting' }] },
      'offline',
      'Candor, Connecting…',
    ],
    [
      'offline',
      { accounts: [{ chosen: 'offline', shown: 'offline', connection: 'offline' }] },
      'offline',
      'Candor, Offline',
    ],
    ['unread', { unread: 3 }, 'unread', 'Candor, Available, 3 unread'],
    ['unread while offline', { accounts: [], unread: 1 }, 'unread', 'Candor, Not signed in, 1 unread'],
  ])('%s', (_what, change, picture, tooltip) => {
    expect(trayPicture(state(change))).toBe(picture);
    expect(trayTooltip(state(change))).toBe(tooltip);
  });

  it.each([
    ['linux', false, '/icons/away-light.png'],
    ['linux', true, '/icons/away-dark.png'],
    ['win32', true, '/icons/away-dark.ico'],
    ['darwin', true, '/icons/away-Template.png'],
  ] as const)('lies in its file on %s', (platform, dark, file) => {
    expect(trayFile('/icons', 'away', dark, platform)).toBe(file);
  });

  it.each(['linux', 'win32', 'darwin'] as const)('is there for every state on %s', (platform) => {
    const folder = path.join(import.meta.dirname, '../../../build/icons/tray');
    for (const picture of ['online', 'away', 'offline', 'unread'] as const)
      for (const dark of [false, true]) expect(existsSync(trayFile(folder, picture, dark, platform))).toBe(true);
  });
});

describe('the menu', () => {
  const submenu = (menu: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    menu.find(({ label }) => label === 'Status')?.submenu as MenuItemConstructorOptions[];

  it('has the names that users and tests know', () => {
    const menu = trayMenu(state({ startAtLogin: true }), actions);
    expect(menu.flatMap(({ label }) => label ?? [])).toEqual([
      'Open Candor',
      'Status',
      "Share what I'm listening to",
      'Start at login',
      'Quit Candor',
    ]);
    expect(submenu(menu).map(({ label, checked }) => [label, checked])).toEqual([
      ['Available', true],
      ['Away', false],
      ['Do not disturb', false],
      ['Offline', false],
    ]);
    expect(menu.find(({ label }) => label === 'Start at login')).toMatchObject({ type: 'checkbox', checked: true });
  });

  it('says what is shared, as plain text, and shares no more at a click', () => {
    const sharing = state({ sharing: true, tune: { artist: 'Salt & Pepa', title: 'x'.repeat(300) } });
    const menu = trayMenu(sharing, actions);
    const at = menu.findIndex(({ label }) => label === "Share what I'm listening to");
    expect(menu[at]).toMatchObject({ type: 'checkbox', checked: true, enabled: true });
    expect(menu[at + 1]).toMatchObject({ enabled: false });
    expect(menu[at + 1]?.label).toMatch(/^♪ Salt && Pepa – x{60,}…$/u);
    (menu[at]?.click as unknown as () => void)();
    expect(actions.setSharing).toHaveBeenCalledWith(false);
  });

  it('shows what was chosen while others see "away"', () => {
    const menu = trayMenu(state({ accounts: [{ ...online, shown: 'away' }] }), actions);
    expect(submenu(menu).find(({ checked }) => checked)?.label).toBe('Available');
  });

  it('has no status to set while nobody is signed in', () => {
    const menu = trayMenu(state({ accounts: [] }), actions);
    expect(menu.find(({ label }) => label === 'Status')?.enabled).toBe(false);
  });
});

describe('TrayService', () => {
  let made: TrayIcon[];
  let service: TrayService;
  const makeIcon = (): TrayIcon => ({
    setImage: vi.fn(),
    setToolTip: vi.fn(),
    setContextMenu: vi.fn(),
    onClick: vi.fn(),
    destroy: vi.fn(),
  });
  beforeEach(() => {
    made = [];
    service = new TrayService({
      createTray: () => {
        const icon = makeIcon();
        made.push(icon);
        return icon;
      },
      pictures: '/icons',
      platform: 'linux',
      actions,
    });
  });

  it('is not there before there is a tray', () => {
    service.render(state());
    expect(made).toHaveLength(0);
    service.setAvailable(true);
    expect(made).toHaveLength(1);
    expect(made[0]?.setToolTip).toHaveBeenCalledWith('Candor, Available');
  });

  it('sends only what changed', () => {
    service.render(state());
    service.setAvailable(true);
    service.render(state());
    service.render(state({ unread: 1 }));
    expect(made[0]?.setContextMenu).toHaveBeenCalledTimes(1);
    expect(made[0]?.setImage).toHaveBeenCalledTimes(1);
    expect(made[0]?.setImage).toHaveBeenCalledWith('/icons/unread-light.png');
    expect(made[0]?.setToolTip).toHaveBeenCalledTimes(2);
  });

  it('comes and goes with the tray, and is drawn as things are then', () => {
    service.render(state());
    service.setAvailable(true);
    service.setAvailable(false);
    expect(made[0]?.destroy).toHaveBeenCalledOnce();
    service.render(state({ unread: 2 }));
    expect(made).toHaveLength(1);
    service.setAvailable(true);
    expect(made[1]?.setToolTip).toHaveBeenCalledWith('Candor, Available, 2 unread');
    service.destroy();
    expect(made[1]?.destroy).toHaveBeenCalledOnce();
  });
});
