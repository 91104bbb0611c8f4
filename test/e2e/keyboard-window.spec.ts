/** Closing the window, and links from outside, by keyboard alone: no test here touches the mouse. */
import { closeWindow, type Candor } from '../support/candor';
import { expectSignInForm } from '../support/screens';
import { FakeTray } from '../support/status-notifier-watcher';
import { signInByKeyboard, use } from './keyboard-steps';
import { expect, test } from './fixtures';

let tray: FakeTray | undefined;

test.afterEach(async () => {
  await tray?.stop();
  tray = undefined;
});

/** As the system hands over a link. */
function receive({ app }: Candor, link: string): Promise<unknown> {
  return app.evaluate(
    ({ app: electron }, url) => electron.emit('open-url', { preventDefault: () => undefined }, url),
    link,
  );
}

test('the first close is declined, then agreed to', async ({ launch }) => {
  tray = await FakeTray.start();
  const candor = await launch();
  await tray.item();
  const window = await candor.window();
  const isVisible = (): Promise<boolean> =>
    candor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() === true);
  await expectSignInForm(window);
  const explanation = window.getByRole('dialog', { name: 'Candor keeps running in the tray' });

  await closeWindow(candor);
  await expect(explanation).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(explanation).toBeHidden();
  expect(await isVisible()).toBe(true);

  await closeWindow(candor);
  await use(window, explanation.getByRole('button', { name: 'Keep running' }));
  await expect.poll(isVisible).toBe(false);
});

test('without a tray the close is declined, then agreed to', async ({ launch, prosody }) => {
  const candor = await launch();
  const window = await signInByKeyboard(candor, 'juliet@localhost', prosody.port);
  const question = window.getByRole('dialog', { name: 'Quit Candor?' });

  await closeWindow(candor);
  await use(window, question.getByRole('button', { name: 'Keep open' }));
  await expect(question).toBeHidden();
  await closeWindow(candor);
  await expect(question.getByRole('button', { name: 'Quit Candor' })).toBeFocused();
  const gone = candor.app.waitForEvent('close');
  // The key is answered by the end of the app.
  await window.keyboard.press('Enter').catch(() => undefined);
  await gone;
});

test('what a link asks for is declined, or agreed to', async ({ launch, ownServer, peer }) => {
  const server = await ownServer();
  const romeo = await peer('romeo', 'second', server);
  const tybalt = await peer('tybalt', 'second', server);
  const candor = await launch({ caFile: server.caFile });
  const window = await signInByKeyboard(candor, 'juliet@localhost', server.port);
  const question = window.getByRole('dialog', { name: 'Open link?' });

  await receive(candor, 'xmpp:romeo@localhost?remove');
  await expect(question).toContainText('romeo@localhost');
  await window.keyboard.press('Escape');
  await expect(question).toBeHidden();

  await receive(candor, 'xmpp:romeo@localhost?message;body=Hist!%20Romeo');
  await use(window, question.getByRole('button', { name: 'Open' }));
  await expect(window.getByRole('textbox', { name: 'Message' })).toHaveValue('Hist! Romeo');
  await expect(window.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await window.keyboard.press('Enter');
  await romeo.wait('message', { body: 'Hist! Romeo' });

  await receive(candor, 'xmpp:tybalt@localhost?subscribe');
  await use(window, question.getByRole('button', { name: 'Add contact…' }));
  const adding = window.getByRole('dialog', { name: 'Add contact' });
  await expect(adding.getByRole('textbox', { name: 'Jabber ID' })).toHaveValue('tybalt@localhost');
  await use(window, adding.getByRole('button', { name: 'Add', exact: true }));
  await tybalt.wait('subscription', { kind: 'subscribe', frm: 'juliet@localhost' });
  await expect(adding).toBeHidden();

  await receive(candor, 'xmpp:romeo@localhost?remove');
  await use(window, question.getByRole('button', { name: 'Remove contact' }));
  await romeo.wait('subscription', { kind: 'unsubscribe', frm: 'juliet@localhost' });
});
