/** What somebody else really gets of the profile, and what a service would lose of it, in the real app. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { makeCertificates } from '../../build/demo/certificates';
import { NODE_VCARD4, NS_VCARD4, NS_VCARD_TEMP } from '../../electron/xmpp/ns';
import { temporaryFolder } from '../support/candor';
import { ask, cardOf, publish } from '../support/peer-asks';
import { signIn } from '../support/screens';
import { expect, password, test } from './fixtures';
import { JULIET, openProfile, save, whole } from './profile-steps';

interface StrangersDomain {
  /** For the server's configuration. */
  readonly extraConfig: string;
  /** Writes its authority and another one into one file. */
  trustedWith(caFile: string): Promise<string>;
}

/** A domain of the same server that lets everybody in without a name. */
async function strangersDomain(): Promise<StrangersDomain> {
  const folder = await temporaryFolder('strangers');
  const made = await makeCertificates(folder, 'anon.localhost');
  const [certificate, key] = [made.certificateFile('good'), made.keyFile('good')];
  const host = `VirtualHost "anon.localhost"\n authentication = "anonymous"`;
  return {
    extraConfig: `${host}\n ssl = { certificate = "${certificate}", key = "${key}" }`,
    async trustedWith(caFile) {
      const both = path.join(folder, 'both.crt');
      await writeFile(both, [await readFile(caFile), await readFile(made.caFile)].join('\n'));
      return both;
    },
  };
}

async function look(window: Page, as: RegExp, fill: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const who = window.getByRole('combobox', { name: 'Who looks' });
  const label = await who.getByRole('option', { name: as }).textContent();
  await who.selectOption({ label: label ?? '' });
  await fill();
  await window.getByRole('button', { name: 'Look', exact: true }).click();
}

test('as a stranger sees it: by another account, by nobody in particular, or not checkable', async ({
  launch,
  ownServer,
  peer,
}) => {
  const strangers = await strangersDomain();
  const server = await ownServer({ ...whole, extraConfig: strangers.extraConfig });
  const other = await peer('juliet', 'slix', server);
  const told = `<FN>Juliet</FN><EMAIL><USERID>juliet@capulet.example</USERID></EMAIL><TZ>+01:00</TZ>`;
  await ask(other, 'set', `<vCard xmlns='${NS_VCARD_TEMP}'>${told}</vCard>`);
  const candor = await launch({ caFile: await strangers.trustedWith(server.caFile) });
  const window = await candor.window();
  await signIn(window, { jid: JULIET, password, port: server.port });
  await openProfile(window);
  // What is typed and not saved is nobody's to see.
  await window.getByRole('textbox', { name: 'Nickname' }).fill('Jule');
  const notes = window.getByRole('note', { name: 'Who can see this' });
  await expect(notes.nth(1)).toContainText('not checkable');
  await window.getByRole('tab', { name: 'As a stranger sees it' }).click();

  await look(window, /signs in anonymously at localhost/u);
  await expect(window.getByText('Not checkable from here: the service lets nobody in anonymously.')).toBeVisible();
  const lend = (secret: string) => async (): Promise<void> => {
    await window.getByRole('textbox', { name: 'Jabber ID of the other account' }).fill('tybalt@localhost');
    await window.getByLabel('Password of the other account').fill(secret);
  };
  await look(window, /^Another account/u, lend('not this one'));
  await expect(window.getByText(/^.*Not checkable from here: .* does not take this password/u)).toBeVisible();
  await look(window, /^Another account/u, lend(password));
  await expect(window.getByText(/tybalt@localhost.* looked at/u)).toBeVisible();
  await expect(window.getByText('Got 2 fields: Full name and Email.')).toBeVisible();
  await expect(window.getByLabel('Password of the other account')).toHaveValue('');
  await window.getByRole('tab', { name: 'The public card' }).click();
  await expect(notes.nth(1)).toContainText('measured');
  await expect(notes.nth(1)).toContainText('tybalt@localhost');

  await window.getByRole('tab', { name: 'As a stranger sees it' }).click();
  await look(window, /at another service/u, () =>
    window.getByRole('textbox', { name: 'Service that lets strangers in' }).fill('anon.localhost'),
  );
  await expect(window.getByText(/A stranger who signed in anonymously looked at/u)).toBeVisible();
  await expect(window.getByText('Got 2 fields: Full name and Email.')).toBeVisible();
  expect(await cardOf(other)).not.toContain('Jule<');
});

test('what a service that makes one card of both would lose is told before it is saved', async ({
  launch,
  ownServer,
  peer,
}) => {
  const server = await ownServer();
  const other = await peer('juliet', 'slix', server);
  const theirs = `<vcard xmlns='${NS_VCARD4}'><fn><text>Juliet</text></fn><lang><language-tag>it</language-tag></lang></vcard>`;
  await publish(other, NODE_VCARD4, theirs);
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: JULIET, password, port: server.port });
  await openProfile(window);
  await expect(window.getByText(/makes one card of both/u).first()).toBeVisible();
  await window.getByRole('tab', { name: 'The card for whom you choose' }).click();
  await window.getByRole('textbox', { name: 'Nickname' }).fill('Jule');
  await save(window);
  const dialog = window.getByRole('dialog', { name: 'Save this card?' });
  await expect(dialog).toContainText('These would not survive it: lang.');
  expect(await cardOf(other)).not.toContain('Jule');
  await dialog.getByRole('button', { name: 'Save anyway' }).click();
  await expect(window.getByText(/^Saved\. Fetched again at/u)).toBeVisible();
  expect(await cardOf(other)).toContain('Jule');
});
