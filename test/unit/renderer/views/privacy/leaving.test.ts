import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { ExportReport, ImportPreview } from '../../../../../electron/contract/leaving';
import { someWorld } from '../../../../support/privacy-world';
import { prepareWindow } from '../../dom';
import { openPrivacy } from './privacy-window';

prepareWindow();

const account = 'juliet@jabber.example';
const report: ExportReport = {
  folder: 'candor-juliet-2026-11-26',
  files: ['account.xml', 'messages.json', 'index.html'],
  parts: [
    { part: 'roster', count: 9 },
    { part: 'messages', count: 100, missing: { code: 'timeout' } },
  ],
};
const preview: ImportPreview = {
  id: 'file-1',
  from: 'juliet@old.example',
  parts: [
    { part: 'roster', adds: 7, has: 2, names: ['romeo@example.net', 'nurse@example.net'] },
    { part: 'vcard', adds: 0, has: 1, names: [] },
    { part: 'bookmarks', adds: 3, has: 0, names: ['balcony@rooms.example'] },
  ],
};

describe('leaving', () => {
  it('exports everything, with progress, and says what is missing', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    let finish: (value: ExportReport) => void = () => undefined;
    bridge.answer('desktop.exportEverything', () => new Promise((resolve) => (finish = resolve)));
    await user.click(await screen.findByRole('button', { name: 'Export everything' }));
    bridge.announce('leavingProgressed', {
      account,
      progress: { work: 'export', part: 'messages', done: 40, of: 100 },
    });
    expect(await screen.findByText('Messages on this computer: 40 of 100')).toBeVisible();
    finish(report);
    expect(await screen.findByText('The copy is in the folder “candor-juliet-2026-11-26”.')).toBeVisible();
    expect(screen.getByText('Contacts: 9')).toBeVisible();
    expect(
      screen.getByText('Messages on this computer: not complete. jabber.example did not answer in time.'),
    ).toBeVisible();
  });

  it('stops an export when told', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    let finish: (value: null) => void = () => undefined;
    bridge.answer('desktop.exportEverything', () => new Promise((resolve) => (finish = resolve)));
    await user.click(await screen.findByRole('button', { name: 'Export everything' }));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(bridge.callsOf('leaving.cancel')).toEqual([{ account }]);
    finish(null);
    expect(await screen.findByRole('button', { name: 'Export everything' })).toBeEnabled();
  });

  it('never says that there is nothing to delete where nothing could be looked at', async () => {
    const world = someWorld();
    const rows = world.rows.map((row) => ({
      ...row,
      state: { state: 'could-not-find-out', why: { code: 'timeout' } } as const,
      actions: { view: false, audience: [] },
    }));
    await openPrivacy('Leaving', { ...world, rows });
    const some = `${String(rows.length)} kinds of data could not be looked at.`;
    expect(await screen.findByText(new RegExp(some, 'u'))).toBeVisible();
    expect(screen.queryByText('There is nothing that can be deleted.')).toBeNull();
  });

  it('can be begun where the data is shown', async () => {
    const { bridge, user } = await openPrivacy('On the server');
    bridge.answer('desktop.exportEverything', () => report);
    await user.click(await screen.findByRole('button', { name: 'Export everything' }));
    expect(screen.getByRole('tab', { name: 'Leaving' })).toHaveAttribute('aria-selected', 'true');
    expect(await screen.findByText(/The copy is in the folder/u)).toBeVisible();
  });

  it('reads anew what the service keeps once a copy was put in', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    bridge.answer('desktop.openExport', () => preview);
    bridge.answer('leaving.import', () => ({ parts: [{ part: 'roster', added: 7, has: 2, failed: [] }] }));
    await user.click(await screen.findByRole('button', { name: 'Choose a copy…' }));
    expect(bridge.callsOf('inventory.refresh')).toEqual([]);
    await user.click(await screen.findByRole('button', { name: 'Put it in' }));
    expect(await screen.findByText('Contacts: 7 added, 2 were there already.')).toBeVisible();
    expect(bridge.callsOf('inventory.refresh')).toEqual([{ account }]);
  });

  it('shows what a copy would add before it adds anything', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    bridge.answer('desktop.openExport', () => preview);
    bridge.answer('leaving.import', () => ({
      parts: [{ part: 'roster', added: 6, has: 2, failed: [{ name: 'tybalt@example.net', why: { code: 'timeout' } }] }],
    }));
    await user.click(await screen.findByRole('button', { name: 'Choose a copy…' }));
    const dialog = await screen.findByRole('dialog', { name: `Put this copy into ${account}?` });
    expect(dialog).toHaveTextContent('It is a copy of juliet@old.example.');
    const contacts = within(dialog).getByRole('checkbox', { name: 'Contacts: 7 would be added' });
    expect(contacts).toBeChecked();
    expect(contacts).toHaveAccessibleDescription(
      'For example romeo@example.net and nurse@example.net. 2 are there already and stay as they are.',
    );
    expect(within(dialog).getByRole('checkbox', { name: 'Business card: 0 would be added' })).toBeDisabled();
    await user.click(within(dialog).getByRole('checkbox', { name: 'Bookmarked rooms: 3 would be added' }));
    expect(bridge.callsOf('leaving.import')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Put it in' }));
    expect(bridge.callsOf('leaving.import')).toEqual([{ account, id: 'file-1', parts: ['roster'] }]);
    expect(await screen.findByText('Contacts: 6 added, 2 were there already.')).toBeVisible();
    expect(screen.getByText(/“tybalt@example.net” could not be added/u)).toBeVisible();
    expect(screen.getByText(/Left out: who lets you see them/u)).toBeVisible();
  });

  it('refuses what is no copy', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    bridge.refuse('desktop.openExport', { code: 'import-failed' });
    await user.click(await screen.findByRole('button', { name: 'Choose a copy…' }));
    expect(await screen.findByRole('alert')).toBeVisible();
  });

  it('lists what stays with others, each with its mark', async () => {
    await openPrivacy('Leaving');
    const stays = await screen.findByRole('region', { name: 'What stays with others' });
    expect(await within(stays).findByText(/^7 contacts keep your address in lists of their own/u)).toBeVisible();
    expect(within(stays).getByText('not checkable')).toBeVisible();
  });

  it('cleans up row by row, with rows that can be deleted alone', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    const clean = await screen.findByRole('region', { name: 'Clean up' });
    const card = await within(clean).findByRole('row', { name: 'vCard' });
    expect(within(clean).queryByRole('row', { name: 'Message archive' })).toBeNull();
    await user.click(within(card).getByRole('button', { name: 'Delete' }));
    expect(bridge.callsOf('inventory.delete')).toEqual([{ account, row: 'vcard', word: '' }]);
  });
});
