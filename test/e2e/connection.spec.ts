import { expectOnline, fillSignIn, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';

test('a server that goes away and comes back is found again', async ({ launch, ownServer }) => {
  const server = await ownServer();
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
  const connection = window.getByRole('status', { name: 'Connection' });
  await server.kill();
  await expect(connection).not.toContainText('Online');
  await server.restart();
  // The next attempt may start by itself before the button is reached.
  await window
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 2000 })
    .catch(() => undefined);
  await expectOnline(window);
});

test('a service that cannot be reached is named, with what to do', async ({ launch, ownServer }) => {
  const server = await ownServer();
  await server.stop();
  const candor = await launch();
  const window = await candor.window();
  await fillSignIn(window, { jid: 'juliet@localhost', password, port: server.port });
  await expect(window.getByRole('alert')).toContainText('localhost');
});

test('a password changed elsewhere is asked for once, and nothing is lost', async ({ launch, ownServer }) => {
  const server = await ownServer();
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
  await server.stop();
  await server.seed([{ user: 'juliet', password: 'a new one', roster: [] }]);
  await server.restart();
  const question = window.getByRole('dialog', { name: /password/iu });
  const tryNow = window.getByRole('button', { name: 'Try now' });
  await expect(question.or(tryNow).first()).toBeVisible({ timeout: 20_000 });
  // The next attempt may start by itself before the button is reached.
  await tryNow.click({ timeout: 2000 }).catch(() => undefined);
  await question.getByLabel('Password', { exact: true }).fill('a new one');
  await question.getByRole('button', { name: 'Connect' }).click();
  await expectOnline(window);
  await expect(question).toBeHidden();
});
