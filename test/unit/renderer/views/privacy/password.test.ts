import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { SERVICE } from '../../../../support/privacy-world';
import { prepareWindow, type Started } from '../../dom';
import { openPrivacy } from './privacy-window';

prepareWindow();

const account = `juliet@${SERVICE}`;
const secret = 'correct horse battery staple';

async function openDialog(): Promise<Started> {
  const started = await openPrivacy('Service');
  await started.user.click(await screen.findByRole('button', { name: 'Make a new password' }));
  await screen.findByRole('dialog', { name: `A new password for ${SERVICE}` });
  return started;
}

const box = (): HTMLElement => screen.getByLabelText('New password');

describe('a new password', () => {
  it('is reminded of with what the policy says', async () => {
    await openDialog();
    const dialog = screen.getByRole('dialog');
    expect(dialog).toHaveTextContent('Use it nowhere else.');
    expect(await within(dialog).findByText('policy says')).toBeVisible();
    expect(dialog).toHaveTextContent('Your password is stored readable.');
  });

  it('is judged in words while it is typed', async () => {
    const { bridge, user } = await openDialog();
    bridge.answer('password.judge', () => ({
      score: 1,
      guessesLog10: 4,
      secondsOffline: 3600,
      warnings: ['common-password'],
    }));
    await user.type(box(), 'secret');
    expect(await screen.findByText('Many people use it.')).toBeVisible();
    expect(screen.getByText(/From a well kept copy it would take 1 hour to guess/u)).toBeVisible();
    expect(screen.getByRole('meter', { name: 'Strength' })).toHaveAttribute('value', '1');
    expect(bridge.callsOf('password.judge').at(-1)).toEqual({ account, password: 'secret' });
  });

  it('can be suggested, and is then shown', async () => {
    const { bridge, user } = await openDialog();
    bridge.answer('password.generate', () => secret);
    expect(box()).toHaveAttribute('type', 'password');
    await user.click(screen.getByRole('button', { name: 'Suggest words' }));
    await waitFor(() => expect(box()).toHaveValue(secret));
    expect(box()).toHaveAttribute('type', 'text');
    expect(bridge.callsOf('password.generate')).toEqual([{ kind: 'words' }]);
  });

  it('is changed, and only a sign-in counts as proof', async () => {
    const { bridge, user } = await openDialog();
    await user.type(box(), `${secret}{Enter}`);
    expect(bridge.callsOf('password.change')).toEqual([{ account, password: secret }]);
    expect(await screen.findByText(/A sign-in with the new one worked/u)).toBeVisible();
    expect(screen.queryByLabelText('New password')).toBeNull();
    expect(screen.getByRole('button', { name: 'Close' })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says that the old one holds where the service refused', async () => {
    const { bridge, user } = await openDialog();
    bridge.answer('password.change', () => ({ outcome: 'refused', detail: 'not-allowed' }));
    await user.type(box(), `${secret}{Enter}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('Your old password holds.');
    expect(box()).toHaveValue(secret);
  });

  it('holds the focus while the service is asked', async () => {
    const { bridge, user } = await openDialog();
    let answer: () => void = () => undefined;
    const refused = { outcome: 'refused', detail: 'not-allowed' } as const;
    bridge.answer('password.change', () => new Promise((resolve) => (answer = () => resolve(refused))));
    await user.type(box(), `${secret}{Enter}`);
    expect(await screen.findByText(/^Changing it/u)).toBeVisible();
    // A browser takes the focus from what is disabled.
    expect(box()).toBeEnabled();
    expect(screen.getByRole('button', { name: 'Change password' })).toBeEnabled();
    await user.keyboard('more{Enter}');
    expect(bridge.callsOf('password.change')).toHaveLength(1);
    answer();
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(box()).toHaveValue(secret);
    expect(box()).toHaveFocus();
  });

  it('is in doubt where the answer was lost, until a sign-in tells', async () => {
    const { bridge, user } = await openDialog();
    bridge.answer('password.change', () => ({ outcome: 'in-doubt' }));
    await user.type(box(), `${secret}{Enter}`);
    expect(await screen.findByText(/Nobody knows yet which of the two passwords holds/u)).toBeVisible();
    expect(screen.getByText(/Candor keeps both/u)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Find out now' }));
    expect(bridge.callsOf('password.settle')).toEqual([{ account }]);
    expect(await screen.findByText(/It is settled which password holds/u)).toBeVisible();
    expect(box()).toHaveFocus();
  });
});
