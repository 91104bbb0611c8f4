import { screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { someAccountSnapshot, someSettings, someSnapshot } from '../../../support/records';
import { openSettings, prepareWindow, startWindow } from '../dom';
// Loaded beforehand: on a busy machine that takes longer than one waits for something to appear.
import '../../../../renderer/views/console/ConsoleView.svelte';

prepareWindow();

const account = 'juliet@jabber.example';
const settings = someSettings({ developerConsole: true });
const openConsole = (): HTMLElement => screen.getByRole('button', { name: 'XML console' });
const watch = (): Promise<HTMLElement> => screen.findByRole('checkbox', { name: 'Watch' });
const lines = (): readonly HTMLElement[] =>
  within(screen.getByRole('list', { name: 'Stanzas' })).queryAllByRole('listitem');

it('goes on with what an earlier window began to watch, and takes its lines once', async () => {
  const { bridge, user } = await startWindow(
    someSnapshot({ settings, accounts: [someAccountSnapshot({ consoleWatches: true })] }),
  );
  bridge.answer('console.watch', () => [{ at: 1, direction: 'in', xml: '<presence id="before"/>' }]);
  bridge.announce('stanzaSeen', { account, stanza: { at: 1, direction: 'in', xml: '<presence id="before"/>' } });
  await user.click(openConsole());
  expect(await watch()).toBeChecked();
  expect(await screen.findByText('<presence id="before"/>')).toBeVisible();
  expect(lines()).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Chats' }));
  await user.click(openConsole());
  expect(await watch()).toBeChecked();
  expect(bridge.callsOf('console.watch')).toEqual([{ account, on: true }]);
});

it('is not watching any more once it was turned off and on again', async () => {
  const { user } = await startWindow(someSnapshot({ settings }));
  await user.click(openConsole());
  await user.click(await watch());
  expect(await watch()).toBeChecked();
  await openSettings(user);
  const shown = screen.getByRole('checkbox', { name: 'Show the XML console' });
  await user.click(shown);
  await user.click(shown);
  await user.click(openConsole());
  expect(await watch()).not.toBeChecked();
});
