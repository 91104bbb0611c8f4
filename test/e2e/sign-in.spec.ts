import { WRONG_HOST } from '../../build/demo/prosody';
import { contactItem, expectOnline, fillSignIn, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';

test('signs in over STARTTLS, remembers, and is back without typing after a restart', async ({ launch, prosody }) => {
  const first = await launch();
  const window = await first.window();
  await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await expect(contactItem(window, 'Romeo')).toBeVisible();
  await first.quit();

  const second = await launch({ profile: first.profile });
  const again = await second.window();
  await expectOnline(again);
  await expect(contactItem(again, 'Romeo')).toBeVisible();
});

test('signs in over direct TLS and shows what was measured', async ({ launch, prosody }) => {
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.directTlsPort, encryption: 'Direct TLS' });
  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Privacy' }).click();
  const page = window.getByRole('main');
  await expect(page.getByRole('heading', { name: 'Privacy' })).toBeVisible();
  await expect(page).toContainText(/TLS 1\.[23]/u);
  await expect(page).toContainText('SCRAM-SHA-256');
  await expect(page).toContainText('measured');
});

test('says that the service refused a wrong password, and keeps what was typed', async ({ launch, prosody }) => {
  const candor = await launch();
  const window = await candor.window();
  await fillSignIn(window, { jid: 'juliet@localhost', password: 'wrong', port: prosody.port });
  await expect(window.getByRole('alert')).toContainText('localhost');
  await expect(window.getByRole('textbox', { name: 'Jabber ID' })).toHaveValue('juliet@localhost');
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
});

test('"Forget password on this computer" asks again at the next start', async ({ launch, prosody }) => {
  const first = await launch();
  const window = await first.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click();
  await window.getByRole('button', { name: 'Forget password on this computer' }).click();
  await expect(window.getByText('The password is not kept on this computer.')).toBeVisible();
  await first.quit();

  const second = await launch({ profile: first.profile });
  const again = await second.window();
  const question = again.getByRole('dialog', { name: /password/iu });
  await question.getByLabel('Password', { exact: true }).fill(password);
  await question.getByRole('button', { name: 'Connect' }).click();
  await expectOnline(again);
  await expect(contactItem(again, 'Romeo')).toBeVisible();
});

for (const [certificate, words] of [
  ['expired', /expired/iu],
  ['not-yet-valid', /valid only from/iu],
  ['wrong-host', new RegExp(WRONG_HOST, 'u')],
  ['self-signed', /fingerprint/iu],
] as const) {
  test(`refuses a certificate that is ${certificate} and says why`, async ({ launch, ownServer }) => {
    const server = await ownServer({ certificate });
    const candor = await launch({ caFile: server.caFile });
    const window = await candor.window();
    await fillSignIn(window, { jid: 'juliet@localhost', password, port: server.port });
    await expect(window.getByRole('alert')).toContainText(words);
  });
}

test('asks before the service may see the password itself, and remembers the answer', async ({ launch, ownServer }) => {
  const server = await ownServer({ extraConfig: 'disable_sasl_mechanisms = { "SCRAM-SHA-1", "SCRAM-SHA-256" }' });
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await fillSignIn(window, { jid: 'juliet@localhost', password, port: server.port });
  const question = window.getByRole('dialog', { name: /password/iu });
  await expect(question).toContainText('localhost');
  // The window forgot it with the first try.
  await question.getByLabel('Password', { exact: true }).fill(password);
  await question.getByRole('button', { name: 'Send my password' }).click();
  await expectOnline(window);
  await candor.quit();

  const again = await launch({ caFile: server.caFile, profile: candor.profile });
  await expectOnline(await again.window());
});
