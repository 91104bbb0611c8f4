import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { someSnapshot } from '../../../support/records';
import { openSettings, prepareWindow, startWindow } from '../dom';

prepareWindow();

const account = 'juliet@jabber.example';

describe('settings', () => {
  it('changes at once, and says when it could not', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    await openSettings(user);
    await user.click(screen.getByRole('checkbox', { name: 'Start at login' }));
    expect(bridge.callsOf('settings.change')).toEqual([{ startAtLogin: true }]);
    await waitFor(() => expect(screen.getByRole('checkbox', { name: 'Start at login' })).toBeChecked());
    bridge.refuse('settings.change', { code: 'storage-failed' });
    await user.click(screen.getByRole('checkbox', { name: 'Start at login' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot use its files');
    expect(screen.getByRole('checkbox', { name: 'Start at login' })).toBeChecked();
  });

  it('has a switch for each thing that is sent by itself', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    await openSettings(user);
    await user.click(screen.getByRole('tab', { name: 'What this app sends' }));
    for (const name of ['Delivery receipts', 'Typing', 'Read markers', 'App version', 'Idle time'])
      expect(screen.getByRole('checkbox', { name })).toHaveAccessibleDescription(/\S/u);
    await user.click(screen.getByRole('checkbox', { name: 'Typing' }));
    expect(bridge.callsOf('settings.change')[0]?.sending).toEqual({
      receipts: true,
      typing: false,
      readMarkers: true,
      readSync: true,
      version: true,
      idleTime: true,
      tune: false,
    });
  });

  it('asks before stored messages are deleted', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    await openSettings(user);
    await user.click(screen.getByRole('radio', { name: 'Keep nothing' }));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(bridge.callsOf('accounts.setHistoryPolicy')).toEqual([]);
    expect(screen.getByRole('radio', { name: 'Keep them for 30 days' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Keep nothing' }));
    await user.click(await screen.findByRole('button', { name: 'Delete and change' }));
    expect(bridge.callsOf('accounts.setHistoryPolicy')).toEqual([{ account, policy: 'keep-nothing' }]);
  });

  it('forgets the password and signs out', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    await openSettings(user);
    await user.click(screen.getByRole('button', { name: 'Forget password on this computer' }));
    await waitFor(() => expect(screen.getByText('The password is not kept on this computer.')).toBeVisible());
    await user.click(screen.getByRole('button', { name: 'Sign out' }));
    await user.click(await screen.findByRole('button', { name: 'Sign out and delete' }));
    expect(bridge.callsOf('accounts.signOut')).toEqual([{ account }]);
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible();
  });

  it('takes a priority among the devices, within its bounds', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    await openSettings(user);
    const box = screen.getByRole('textbox', { name: 'Priority for new messages' });
    const type = async (text: string): Promise<void> => {
      await user.clear(box);
      await user.type(box, text);
      await user.tab();
    };
    expect(box).toHaveValue('0');
    for (const wrong of ['-129', '128', 'first', '1.5']) {
      await type(wrong);
      expect(box).toBeInvalid();
    }
    expect(box).toHaveAccessibleDescription(/Type a whole number from −128 to 127/u);
    expect(bridge.callsOf('accounts.setPriority')).toEqual([]);
    await type('−5');
    expect(bridge.callsOf('accounts.setPriority')).toEqual([{ account, priority: -5 }]);
    await waitFor(() => expect(box).toHaveValue('-5'));
    expect(box).toBeValid();
    bridge.refuse('accounts.setPriority', { code: 'storage-failed' });
    await type('5');
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot use its files');
    expect(box).toHaveValue('-5');
  });
});
