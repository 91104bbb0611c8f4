import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { prepareWindow, startWindow } from '../dom';
import { someAccount, someAccountSnapshot, someSnapshot, someSurroundings } from '../../../support/records';
import type { Account } from '../../../../electron/contract/account';
// Loaded beforehand: on a busy machine that takes longer than one waits for something to appear.
import '../../../../renderer/views/privacy/PrivacyView.svelte';

prepareWindow();

const account = 'juliet@jabber.example';
const withAccount = (change: Partial<Account>) =>
  someSnapshot({ accounts: [someAccountSnapshot({ account: someAccount(change) })] });

describe('the frame', () => {
  it('has the views that exist, and no others', async () => {
    const { user } = await startWindow(someSnapshot());
    const main = screen.getByRole('navigation', { name: 'Main' });
    expect(
      within(main)
        .getAllByRole('button')
        .map((button) => button.getAttribute('aria-label')),
    ).toEqual(['Chats', 'Privacy', 'Profile', 'Settings']);
    await user.click(within(main).getByRole('button', { name: 'Privacy' }));
    expect(await screen.findByRole('heading', { name: 'Privacy' })).toBeVisible();
    expect(screen.getByRole('tab', { name: 'Service' })).toHaveAttribute('aria-selected', 'true');
  });

  it('sets presence and status message', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    await user.click(screen.getByRole('button', { name: 'Account status' }));
    expect(screen.getByRole('menuitemradio', { name: 'Available' })).toHaveFocus();
    await user.type(screen.getByRole('textbox', { name: 'Status message' }), 'Busy');
    await user.click(screen.getByRole('menuitemradio', { name: 'Do not disturb' }));
    expect(bridge.callsOf('accounts.setAvailability')).toEqual([{ account, availability: 'dnd', statusText: 'Busy' }]);
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    expect(screen.getByRole('button', { name: 'Account status' })).toHaveFocus();
  });

  it.each<[string, Account['connection']]>([
    ['Online', { state: 'online' }],
    ['Connecting…', { state: 'connecting', attempt: 1 }],
    ['Offline: you chose to be offline', { state: 'offline', why: 'chosen' }],
    [
      'Offline: jabber.example cannot be reached.',
      { state: 'waiting', why: { code: 'service-unreachable' }, nextAttemptAt: Date.now() + 9000 },
    ],
  ])('says %j', async (words, connection) => {
    await startWindow(withAccount({ connection }));
    expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent(words);
  });

  it('tries now when asked', async () => {
    const { bridge, user } = await startWindow(
      withAccount({ connection: { state: 'waiting', why: { code: 'timeout' }, nextAttemptAt: Date.now() + 9000 } }),
    );
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    expect(bridge.callsOf('accounts.reconnect')).toEqual([{ account }]);
  });

  it('asks once for a password that was refused, and lets go of it', async () => {
    const { bridge, user } = await startWindow(
      withAccount({ connection: { state: 'stopped', why: { code: 'wrong-password' } } }),
    );
    const dialog = await screen.findByRole('dialog', { name: 'Password' });
    bridge.refuse('accounts.supplyPassword', { code: 'wrong-password' });
    await user.type(within(dialog).getByLabelText('Password'), 'new{Enter}');
    expect(await within(dialog).findByRole('alert')).toBeVisible();
    expect(within(dialog).getByLabelText('Password')).toHaveValue('');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    bridge.refuse('accounts.supplyPassword', undefined);
    await user.click(screen.getByRole('button', { name: 'Type the password' }));
    await user.type(within(await screen.findByRole('dialog')).getByLabelText('Password'), 'right{Enter}');
    expect(bridge.callsOf('accounts.supplyPassword').at(-1)).toEqual({
      account,
      password: 'right',
      remember: true,
      allowPlain: false,
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('asks for a password that the keychain does not give, or the keychain again', async () => {
    const { bridge, user } = await startWindow(
      withAccount({ connection: { state: 'stopped', why: { code: 'keychain-unavailable' } } }),
    );
    const dialog = await screen.findByRole('dialog', { name: 'Password' });
    expect(dialog).toHaveTextContent(`The system keychain does not give the password of ${account}.`);
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByRole('alert')).toHaveTextContent('It is locked, or does not answer.');
    expect(screen.getByRole('button', { name: 'Type the password' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    expect(bridge.callsOf('accounts.reconnect')).toEqual([{ account }]);
  });

  it.each([
    ['remember', 'The keychain did not take the password'],
    ['forget', 'An older password'],
  ] as const)('says that the keychain failed to %s a password', async (wanted, words) => {
    const { bridge } = await startWindow(someSnapshot());
    bridge.announce('passwordNotKeptAsChosen', { account, wanted });
    expect(await screen.findByText(new RegExp(`^${words} .*${account}`, 'u'))).toBeVisible();
  });

  it('offers a way on after a downgrade, once it has said what is lost by it', async () => {
    const why = { code: 'mechanism-downgraded', detail: 'SCRAM-SHA-1,PLAIN < SCRAM-SHA-512' } as const;
    const { bridge, user } = await startWindow(withAccount({ connection: { state: 'stopped', why } }));
    expect(screen.getByRole('button', { name: 'Try now' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Accept a weaker sign-in…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Sign in to jabber.example in a weaker way?' });
    expect(dialog).toHaveTextContent('by SCRAM-SHA-512. jabber.example now offers only: SCRAM-SHA-1, PLAIN.');
    expect(dialog).toHaveTextContent('guess your password with less effort');
    expect(within(dialog).getByRole('button', { name: 'Cancel' })).toHaveFocus();
    expect(bridge.callsOf('accounts.acceptWeakerMechanism')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Accept the weaker sign-in' }));
    expect(bridge.callsOf('accounts.acceptWeakerMechanism')).toEqual([{ account }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says of the password itself that it would be seen, and closes the question when it is answered', async () => {
    const why = { code: 'mechanism-downgraded', detail: 'PLAIN < SCRAM-SHA-1' } as const;
    const { bridge, user } = await startWindow(withAccount({ connection: { state: 'stopped', why } }));
    await user.click(screen.getByRole('button', { name: 'Accept a weaker sign-in…' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent('sees your password itself');
    bridge.announce('accountChanged', { account: someAccount({ connection: { state: 'online' } }) });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    bridge.announce('accountChanged', { account: someAccount({ connection: { state: 'stopped', why } }) });
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('explains a certificate that is refused', async () => {
    await startWindow(
      withAccount({
        connection: { state: 'stopped', why: { code: 'certificate-wrong-host', detail: 'evil.example' } },
      }),
    );
    const alert = screen.getByRole('alert');
    expect(alert).toHaveTextContent('it names evil.example');
    expect(alert).toHaveTextContent('do not go around this');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('keeps what is in the way on screen while it is tried again', async () => {
    const why = { code: 'certificate-expired', detail: '2026-02-14T00:00:00.000Z' } as const;
    const blocked = { state: 'blocked', why, nextAttemptAt: Date.now() + 9000 } as const;
    const { bridge, user } = await startWindow(withAccount({ connection: blocked }));
    const alert = screen.getByRole('alert');
    const status = screen.getByRole('status', { name: 'Connection' });
    const words = [alert, status].map(({ textContent }) => textContent);
    expect(alert).toHaveTextContent('expired on');
    expect(alert).toHaveTextContent('Candor keeps trying by itself.');
    expect(status.parentElement).toHaveTextContent('Next try in');
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    expect(bridge.callsOf('accounts.reconnect')).toEqual([{ account }]);
    bridge.announce('accountChanged', { account: someAccount({ connection: { state: 'blocked', why } }) });
    await waitFor(() => expect(status.parentElement).toHaveTextContent('Connecting…'));
    expect(screen.getByRole('alert')).toBe(alert);
    expect([alert, status].map(({ textContent }) => textContent)).toEqual(words);
    bridge.announce('accountChanged', { account: someAccount({ connection: { state: 'online' } }) });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(status).toHaveTextContent('Online');
  });

  it('goes round the parts of the window with F6', async () => {
    const { user } = await startWindow(someSnapshot());
    screen.getByRole('searchbox').focus();
    await user.keyboard('{Shift>}{F6}{/Shift}');
    expect(screen.getByRole('button', { name: 'Chats' })).toHaveFocus();
    await user.keyboard('{F6}');
    expect(screen.getByRole('searchbox')).toHaveFocus();
  });
});

describe('questions', () => {
  it('explains the tray at the first close', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    bridge.announce('closeQuestionRaised', { reason: 'first-close' });
    await user.click(await screen.findByRole('button', { name: 'Keep running' }));
    expect(bridge.callsOf('window.answerClose')).toEqual([{ answer: 'hide' }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('asks each time without a tray; Escape keeps the window', async () => {
    const { bridge, user } = await startWindow(
      someSnapshot({ surroundings: someSurroundings({ trayAvailable: false }) }),
    );
    bridge.announce('closeQuestionRaised', { reason: 'no-tray' });
    await screen.findByRole('dialog', { name: 'Quit Candor?' });
    await user.keyboard('{Escape}');
    expect(bridge.callsOf('window.answerClose')).toEqual([{ answer: 'stay' }]);
  });

  it('removes nobody for a link before the user agrees', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    const uri = { action: 'remove', jid: 'romeo@example.net', body: '', name: '' } as const;
    bridge.announce('xmppUriReceived', { uri });
    await screen.findByRole('dialog', { name: 'Open link?' });
    await user.keyboard('{Escape}');
    expect(bridge.callsOf('contacts.remove')).toEqual([]);
    bridge.announce('xmppUriReceived', { uri });
    await user.click(await screen.findByRole('button', { name: 'Remove contact' }));
    expect(bridge.callsOf('contacts.remove')).toEqual([{ account, with: 'romeo@example.net' }]);
    expect(await screen.findByRole('button', { name: 'Undo' })).toBeVisible();
  });

  it('puts the text of a link into the message box and sends nothing', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    bridge.announce('xmppUriReceived', {
      uri: { action: 'message', jid: 'romeo@example.net', body: 'Meet me', name: '' },
    });
    await user.click(await screen.findByRole('button', { name: 'Open' }));
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Message' })).toHaveValue('Meet me'));
    expect(bridge.callsOf('messages.send')).toEqual([]);
  });
});

describe('trouble with storing', () => {
  it('is told with what becomes of messages and what to do, as long as it lasts', async () => {
    const { bridge } = await startWindow(someSnapshot());
    expect(screen.queryByRole('alert')).toBeNull();
    bridge.announce('storageStateChanged', { storage: { state: 'failing', why: 'disk-full' } });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Nothing can be stored: the disk is full.');
    expect(alert).toHaveTextContent('kept by your service');
    expect(alert).toHaveTextContent('Make room');
    bridge.announce('storageStateChanged', { storage: { state: 'ok' } });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('names the file of a damaged history and counts what was saved, until it is dismissed', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    bridge.announce('noticeRaised', {
      notice: {
        kind: 'history-damaged',
        file: 'history-1.db',
        saved: { messages: 1200, lost: 1 },
        audiencesLost: true,
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('what you change goes to nobody until you choose again');
    expect(alert).toHaveTextContent('kept as history-1.db');
    expect(alert).toHaveTextContent('1,200 messages were saved. 1 message could not be read.');
    await user.click(within(alert).getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(bridge.callsOf('app.dismissNotice')).toEqual([{ kind: 'history-damaged', file: 'history-1.db' }]);
  });

  it('is dismissed also where main could not note it, and says so where it could not start anew', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    for (const name of ['app.dismissNotice', 'desktop.restart'] as const) bridge.refuse(name, { code: 'unexpected' });
    bridge.announce('noticeRaised', { notice: { kind: 'history-locked', file: 'history-1.db' } });
    await user.click(await screen.findByRole('button', { name: 'Restart Candor' }));
    expect(await screen.findByText('Something went wrong.')).toBeVisible();
    await user.click(within(screen.getByRole('alert')).getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});
