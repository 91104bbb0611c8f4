import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { someThisApp, someWorld } from '../../../../support/privacy-world';
import { someSettings } from '../../../../support/records';
import { prepareWindow } from '../../dom';
import { openPrivacy } from './privacy-window';

prepareWindow();

const account = 'juliet@jabber.example';

describe('this app', () => {
  it('says where password and history are kept, as they really are', async () => {
    await openPrivacy('This app');
    const kept = await screen.findByRole('region', { name: 'What stays on this computer' });
    expect(kept).toHaveTextContent('Your password is in the keychain of the system.');
    expect(kept).toHaveTextContent('Its key is in the keychain of the system.');
    expect(kept).toHaveTextContent('1,234 messages are on this computer.');
    expect(within(kept).getAllByText('measured')).toHaveLength(3);
  });

  it('says so where there is no keychain', async () => {
    const now = Date.now();
    await openPrivacy(
      'This app',
      someWorld(now, {
        thisApp: someThisApp(now, {
          secretStorage: { kind: 'memory', why: 'no-keychain' },
          passwordRemembered: false,
          historyKey: 'memory',
        }),
      }),
    );
    const kept = await screen.findByRole('region', { name: 'What stays on this computer' });
    expect(kept).toHaveTextContent('Your password is in memory only.');
    expect(kept).toHaveTextContent('Nothing of them is on the disk.');
    expect(kept).toHaveTextContent('This computer has no keychain that Candor can use.');
    expect(within(kept).queryByRole('button', { name: /Forget/u })).toBeNull();
  });

  it('counts what was sent, and has the switch beside it', async () => {
    const { bridge, user } = await openPrivacy('This app');
    const sent = await screen.findByRole('region', { name: 'What Candor sent by itself' });
    expect(sent).toHaveTextContent('31 times');
    await user.click(within(sent).getByRole('checkbox', { name: 'Typing' }));
    expect(bridge.callsOf('settings.change')[0]).toMatchObject({ sending: { typing: false, receipts: true } });
    await waitFor(() => expect(within(sent).getByRole('checkbox', { name: 'Typing' })).not.toBeChecked());
  });

  it('shows each time on demand, page by page', async () => {
    const { bridge, user } = await openPrivacy('This app');
    const now = Date.now();
    bridge.answer('privacy.ledger', ({ before }) =>
      before === undefined
        ? {
            entries: [{ key: 9, at: now, kind: 'receipts', what: 'receipt', to: 'romeo@example.net', xep: 'XEP-0184' }],
            hasMore: true,
          }
        : {
            entries: [{ key: 4, at: now, kind: 'receipts', what: 'brand-new', to: 'contacts', xep: 'XEP-0184' }],
            hasMore: false,
          },
    );
    const receipts = await screen.findByRole('group', { name: 'Delivery receipts' });
    await user.click(within(receipts).getByRole('button', { name: 'Show each' }));
    expect(await screen.findByText('that a message arrived, to romeo@example.net')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show earlier ones' }));
    expect(await screen.findByText('something else, to everyone who sees your status')).toBeVisible();
    expect(bridge.callsOf('privacy.ledger')).toEqual([
      { account, kinds: ['receipts'] },
      { account, kinds: ['receipts'], before: 9 },
    ]);
    await user.click(within(receipts).getByRole('button', { name: 'Hide each' }));
    expect(screen.queryByText(/that a message arrived/u)).toBeNull();
  });

  it('stops all of it in one click, and brings it back', async () => {
    const now = Date.now();
    const { bridge, user } = await openPrivacy('This app');
    await user.click(await screen.findByRole('button', { name: 'Send nothing by itself' }));
    expect(bridge.callsOf('privacy.sendNothing')).toEqual([{ on: true }]);
    bridge.answer('privacy.thisApp', () => someThisApp(now, { sendsNothing: true, canSendAgain: true }));
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByText('Nothing is sent by itself.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Send again as before' }));
    expect(bridge.callsOf('privacy.sendNothing').at(-1)).toEqual({ on: false });
  });

  it('shows the preview before a tune is shared for the first time', async () => {
    const { bridge, user } = await openPrivacy('This app', someWorld(), { settings: someSettings() });
    await user.click(await screen.findByRole('checkbox', { name: 'What I’m listening to' }));
    expect(await screen.findByRole('dialog', { name: 'Share what you are listening to?' })).toBeVisible();
    expect(bridge.callsOf('settings.change')).toEqual([]);
  });

  it('counts what the window asked for', async () => {
    const now = Date.now();
    const requests = { allowed: 12, blocked: 2, cookies: 0 };
    await openPrivacy('This app', someWorld(now, { thisApp: someThisApp(now, { requests }) }));
    const page = await screen.findByRole('region', { name: 'What this window loads' });
    expect(page).toHaveTextContent('12 files of its own');
    expect(page).toHaveTextContent('2 requests to the outside were stopped before they left.');
    expect(page).toHaveTextContent('There are no cookies.');
  });

  it('shortens the history only after asking', async () => {
    const { bridge, user } = await openPrivacy('This app');
    await user.click(await screen.findByRole('radio', { name: 'Keep nothing' }));
    expect(bridge.callsOf('accounts.setHistoryPolicy')).toEqual([]);
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete and change' }));
    expect(bridge.callsOf('accounts.setHistoryPolicy')).toEqual([{ account, policy: 'keep-nothing' }]);
  });

  it('says why it could not be read', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    bridge.refuse('privacy.thisApp', { code: 'storage-failed' });
    await user.click(screen.getByRole('tab', { name: 'This app' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot use its files');
  });
});
