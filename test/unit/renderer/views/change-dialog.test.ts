import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { someSnapshot } from '../../../support/records';
import { openSettings, prepareWindow, startWindow } from '../dom';

prepareWindow();

it('a question whose answer is on its way holds the focus, and asks once', async () => {
  const { bridge, user } = await startWindow(someSnapshot());
  let answer: () => void = () => undefined;
  bridge.answer('accounts.signOut', () => new Promise((resolve) => (answer = () => resolve(null))));
  await openSettings(user);
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  const confirm = within(screen.getByRole('dialog')).getByRole('button', { name: 'Sign out and delete' });
  await user.click(confirm);
  // A browser takes the focus from what is disabled.
  expect(confirm).toBeEnabled();
  expect(confirm).toHaveAttribute('aria-disabled', 'true');
  await user.click(confirm);
  expect(bridge.callsOf('accounts.signOut')).toHaveLength(1);
  answer();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});
