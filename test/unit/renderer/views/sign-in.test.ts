import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { prepareWindow, startWindow } from '../dom';
import { someAccount, someSnapshot } from '../../../support/records';

prepareWindow();

const signedOut = someSnapshot({ accounts: [] });
const jid = () => screen.getByRole('textbox', { name: 'Jabber ID' });
const password = () => screen.getByLabelText<HTMLInputElement>('Password');
const submit = () => screen.getByRole('button', { name: 'Sign in' });

describe('sign-in', () => {
  it('signs in with what was typed and lets go of the password', async () => {
    const { bridge, user } = await startWindow(signedOut);
    bridge.refuse('accounts.signIn', { code: 'timeout' });
    await user.type(jid(), ' juliet@example.org ');
    await user.type(password(), 'secret{Enter}');
    expect(bridge.callsOf('accounts.signIn')).toEqual([
      {
        jid: 'juliet@example.org',
        password: 'secret',
        remember: true,
        connection: { host: '', port: 0, encryption: 'automatic' },
        allowPlain: false,
      },
    ]);
    expect(await screen.findByRole('alert')).toHaveTextContent('example.org did not answer in time.');
    expect(password().value).toBe('');
    expect(jid()).toHaveValue(' juliet@example.org ');
    await waitFor(() => expect(password()).toHaveFocus());
  });

  it('sends nothing while something is missing, and says what', async () => {
    const { bridge, user } = await startWindow(signedOut);
    await user.type(jid(), 'juliet');
    await user.click(submit());
    expect(screen.getByText(/The part with @ is missing/u)).toBeVisible();
    expect(screen.getByText('Type your password.')).toBeVisible();
    expect(jid()).toHaveFocus();
    expect(jid()).toBeInvalid();
    expect(bridge.callsOf('accounts.signIn')).toEqual([]);
  });

  it('takes server, port and encryption', async () => {
    const { bridge, user } = await startWindow(signedOut);
    await user.type(jid(), 'juliet@example.org');
    await user.type(password(), 'secret');
    await user.click(screen.getByText('Connection settings'));
    await user.type(screen.getByRole('textbox', { name: 'Server host' }), '127.0.0.1');
    await user.type(screen.getByRole('textbox', { name: 'Port' }), '52220');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Encryption' }), 'Direct TLS');
    await user.click(submit());
    expect(bridge.callsOf('accounts.signIn')[0]?.connection).toEqual({
      host: '127.0.0.1',
      port: 52220,
      encryption: 'direct-tls',
    });
  });

  it('refuses a port that is none', async () => {
    const { bridge, user } = await startWindow(signedOut);
    await user.type(jid(), 'juliet@example.org');
    await user.type(password(), 'secret');
    await user.click(screen.getByText('Connection settings'));
    await user.type(screen.getByRole('textbox', { name: 'Port' }), '99999');
    await user.click(submit());
    expect(screen.getByText('A port is a number from 1 to 65535.')).toBeVisible();
    expect(bridge.callsOf('accounts.signIn')).toEqual([]);
  });

  it('asks before the service sees the password, and sends it only then', async () => {
    const { bridge, user } = await startWindow(signedOut);
    bridge.refuse('accounts.signIn', { code: 'plain-needs-consent' });
    await user.type(jid(), 'juliet@example.org');
    await user.type(password(), 'secret{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Let example.org see your password?' });
    bridge.refuse('accounts.signIn', undefined);
    await user.type(within(dialog).getByLabelText('Password'), 'secret');
    await user.click(within(dialog).getByRole('button', { name: 'Send my password' }));
    expect(bridge.callsOf('accounts.signIn').map((call) => call.allowPlain)).toEqual([false, true]);
  });

  it('says when there is no keychain, and does not offer it', async () => {
    const { bridge, user } = await startWindow(
      someSnapshot({ accounts: [], secretStorage: { kind: 'memory', why: 'no-keychain' } }),
    );
    const box = screen.getByRole('checkbox', { name: 'Remember password in the system keychain' });
    expect(box).toBeDisabled();
    expect(box).not.toBeChecked();
    expect(box).toHaveAccessibleDescription(/you type it at each start/u);
    await user.type(jid(), 'juliet@example.org');
    await user.type(password(), 'secret{Enter}');
    expect(bridge.callsOf('accounts.signIn')[0]?.remember).toBe(false);
  });

  it.each(['locked', 'timed-out'] as const)('offers to start anew with a keychain that was %s', async (why) => {
    const { bridge, user } = await startWindow(someSnapshot({ accounts: [], secretStorage: { kind: 'memory', why } }));
    expect(screen.getByRole('checkbox', { name: /Remember password/u })).toHaveAccessibleDescription(/restart Candor/u);
    await user.click(screen.getByRole('button', { name: 'Restart Candor' }));
    expect(bridge.callsOf('desktop.restart')).toHaveLength(1);
  });

  it('says so where it could not start anew', async () => {
    const secretStorage = { kind: 'memory', why: 'locked' } as const;
    const { bridge, user } = await startWindow(someSnapshot({ accounts: [], secretStorage }));
    bridge.refuse('desktop.restart', { code: 'unexpected' });
    await user.click(screen.getByRole('button', { name: 'Restart Candor' }));
    expect(await screen.findByText('Something went wrong.')).toBeVisible();
  });

  it('says so where the attempt could not be cancelled', async () => {
    const { bridge, user } = await startWindow(signedOut);
    bridge.answer('accounts.signIn', () => new Promise(() => undefined));
    bridge.refuse('accounts.cancelSignIn', { code: 'unexpected' });
    await user.type(jid(), 'juliet@example.org');
    await user.type(password(), 'secret{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('Something went wrong.')).toBeVisible();
  });

  it('does not offer that where there is no keychain', async () => {
    await startWindow(someSnapshot({ accounts: [], secretStorage: { kind: 'memory', why: 'no-keychain' } }));
    expect(screen.queryByRole('button', { name: 'Restart Candor' })).not.toBeInTheDocument();
  });

  it('explains history at the first sign-in, with the preset chosen', async () => {
    const { bridge, user } = await startWindow(signedOut);
    bridge.announce('accountChanged', { account: someAccount({ historyExplained: false }) });
    const dialog = await screen.findByRole('dialog', { name: 'History on this computer' });
    expect(within(dialog).getByRole('radio', { name: 'Keep them for 30 days' })).toBeChecked();
    await user.click(within(dialog).getByRole('radio', { name: 'Keep nothing' }));
    await user.keyboard('{Escape}');
    expect(dialog).toBeInTheDocument();
    bridge.refuse('accounts.setHistoryPolicy', { code: 'storage-failed' });
    await user.click(within(dialog).getByRole('button', { name: 'Continue' }));
    expect(bridge.callsOf('accounts.setHistoryPolicy')).toEqual([
      { account: 'juliet@jabber.example', policy: 'keep-nothing' },
    ]);
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('cannot use its files');
  });
});
