/** The privacy screens of the real app, on a real server; a second client sees what came of each change. */
import { readdir } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { axeViolations } from '../support/axe';
import { temporaryFolder } from '../support/candor';
import type { Peer } from '../support/peer';
import { contactItem, expectOnline, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';
import { answerWithPath, openTab } from './privacy-steps';

const NS_GEOLOC = 'http://jabber.org/protocol/geoloc';
const NS_PUBSUB = 'http://jabber.org/protocol/pubsub';
const MODULES = ['register', 'mam'];
const LONG = { timeout: 30_000 };

const stanza = async (peer: Peer, type: 'get' | 'set', payload: string, to?: string): Promise<string> =>
  JSON.stringify(await peer.do('iq', { type, payload, ...(to === undefined ? {} : { to }) }));

/** What Juliet's other client left there: where she is, open to everybody, a card, and notes of her own. */
async function plant(juliet: Peer): Promise<void> {
  const options = `<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>${NS_PUBSUB}#publish-options</value></field><field var='pubsub#access_model'><value>open</value></field><field var='pubsub#persist_items'><value>true</value></field></x></publish-options>`;
  const item = `<publish node='${NS_GEOLOC}'><item><geoloc xmlns='${NS_GEOLOC}'><locality>Verona</locality></geoloc></item></publish>`;
  await stanza(juliet, 'set', `<pubsub xmlns='${NS_PUBSUB}'>${item}${options}</pubsub>`);
  await stanza(juliet, 'set', `<vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN><NICKNAME>Jule</NICKNAME></vCard>`);
  await stanza(
    juliet,
    'set',
    `<query xmlns='jabber:iq:private'><storage xmlns='storage:rosternotes'><note jid='romeo@localhost'>Balcony</note></storage></query>`,
  );
}

const whereabouts = (romeo: Peer): Promise<string> =>
  stanza(romeo, 'get', `<pubsub xmlns='${NS_PUBSUB}'><items node='${NS_GEOLOC}'/></pubsub>`, 'juliet@localhost');
const card = (romeo: Peer): Promise<string> => stanza(romeo, 'get', `<vCard xmlns='vcard-temp'/>`, 'juliet@localhost');

async function expectAccessible(window: Page): Promise<void> {
  expect(await axeViolations(window)).toEqual([]);
}

test('each page is read from the live service, by keyboard, and axe finds nothing', async ({
  launch,
  ownServer,
  peer,
}) => {
  test.setTimeout(180_000);
  const server = await ownServer({ modules: MODULES });
  await plant(await peer('juliet', 'phone', server));
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });

  const page = await openTab(window, 'Service');
  const connection = page.getByRole('region', { name: 'How you are connected' });
  await expect(connection).toContainText('never saw your password', LONG);
  await expect(page.getByRole('region', { name: 'Who runs it' })).toContainText('Prosody', LONG);
  await expect(page.getByRole('region', { name: 'Who runs it' })).toContainText('admin@localhost');
  await expectAccessible(window);

  await window.keyboard.press('ArrowRight');
  await expect(window.getByRole('tab', { name: 'Policy' })).toHaveAttribute('aria-selected', 'true');
  await expect(page).toContainText('Candor knows no policy of localhost', LONG);
  await expect(page.getByRole('button', { name: 'Refresh' })).toBeVisible(LONG);
  const groups = page.getByRole('group', { name: 'Right now' });
  await expect(groups.first()).toBeVisible();
  for (const group of await groups.all())
    await expect(group.getByText(/^(?:measured|service says|policy says|not checkable)$/u).first()).toBeVisible();
  await expectAccessible(window);

  await window.getByRole('tab', { name: 'On the server' }).click();
  const row = (name: string): Locator => page.getByRole('row', { name, exact: true });
  await expect(row('Roster')).toContainText('2 people', LONG);
  await expect(row('vCard')).toContainText('measured', LONG);
  await expect(row(`PEP: ${NS_GEOLOC}`)).toContainText('Everyone', LONG);
  await expect(row('Private XML storage: storage:rosternotes')).toContainText('Your notes about contacts', LONG);
  await expect(row('Other sessions')).toContainText('1 other session', LONG);
  await row('Private XML storage: storage:rosternotes').getByRole('button', { name: 'View' }).click();
  await expect(window.getByRole('dialog')).toContainText('Balcony');
  await expectAccessible(window);
  await window.keyboard.press('Escape');
  await expectAccessible(window);

  await window.getByRole('tab', { name: 'This app' }).click();
  await expect(page.getByRole('region', { name: 'What stays on this computer' })).toContainText('encrypted file');
  await expect(page.getByRole('region', { name: 'What this window loads' })).toContainText('There are no cookies.');
  await page.getByRole('button', { name: 'Send nothing by itself' }).click();
  await expect(page).toContainText('Nothing is sent by itself.');
  await expect(page.getByRole('checkbox', { name: 'Typing' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Send again as before' }).click();
  await expect(page.getByRole('checkbox', { name: 'Typing' })).toBeChecked();
  await expectAccessible(window);

  await window.getByRole('tab', { name: 'Leaving' }).click();
  await expect(page.getByRole('region', { name: 'What stays with others' })).toContainText('not checkable', LONG);
  await expectAccessible(window);
});

test('an audience is changed, a deletion taken back and one carried out, as a contact sees', async ({
  launch,
  ownServer,
  peer,
}) => {
  test.setTimeout(180_000);
  const server = await ownServer({ modules: MODULES });
  await plant(await peer('juliet', 'phone', server));
  const romeo = await peer('romeo', 'second', server);
  const tybalt = await peer('tybalt', 'second', server);
  expect(await whereabouts(tybalt)).toContain('Verona');
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
  const page = await openTab(window, 'On the server');
  const row = (name: string): Locator => page.getByRole('row', { name, exact: true });

  const place = row(`PEP: ${NS_GEOLOC}`);
  await place.getByRole('button', { name: 'Change audience' }).click(LONG);
  await window.getByRole('radio', { name: 'Your contacts' }).check();
  await window.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(place).toContainText('Candor looked again: it is as you chose.', LONG);
  await expect(place).toContainText('Your contacts');
  expect(await whereabouts(tybalt)).not.toContain('Verona');
  expect(await whereabouts(romeo)).toContain('Verona');

  await place.getByRole('button', { name: 'Delete' }).click();
  await place.getByRole('button', { name: 'Undo' }).click();
  await expect(place.getByRole('button', { name: 'Delete' })).toBeVisible();
  expect(await whereabouts(romeo)).toContain('Verona');

  expect(await card(romeo)).toContain('Juliet Capulet');
  await row('vCard').getByRole('button', { name: 'Delete' }).click();
  await expect(row('vCard')).toContainText('It will be deleted.');
  await expect(row('vCard')).toContainText('Candor looked again: it is gone.', LONG);
  expect(await card(romeo)).not.toContain('Juliet Capulet');
  // What was taken back would have been deleted before.
  expect(await whereabouts(romeo)).toContain('Verona');
});

test('everything is exported into a folder of the user’s', async ({ launch, ownServer, peer }) => {
  const server = await ownServer({ modules: MODULES });
  await plant(await peer('juliet', 'phone', server));
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
  const page = await openTab(window, 'Leaving');
  const folder = await temporaryFolder('leaving');
  await answerWithPath(candor, folder);
  await page.getByRole('button', { name: 'Export everything' }).click();
  await expect(page).toContainText('The copy is in the folder', LONG);
  await expect(page).toContainText('Contacts: 2');
  const [made = ''] = await readdir(folder);
  expect((await readdir(`${folder}/${made}`)).length).toBeGreaterThan(2);
});

test('a new password holds only once a sign-in proved it, and the next start uses it', async ({
  launch,
  ownServer,
}) => {
  const server = await ownServer({ modules: MODULES });
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
  const page = await openTab(window, 'Service');
  await page.getByRole('button', { name: 'Make a new password' }).click();
  const dialog = window.getByRole('dialog', { name: 'A new password for localhost' });
  await dialog.getByLabel('New password').fill('romeo');
  await expect(dialog).toContainText(/Guessed at once|Very weak/u);
  await dialog.getByRole('button', { name: 'Suggest words' }).click();
  await expect(dialog.getByLabel('New password')).not.toHaveValue('romeo');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(dialog).toContainText('A sign-in with the new one worked.', LONG);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await candor.quit();
  const again = await launch({ caFile: server.caFile, profile: candor.profile });
  await expectOnline(await again.window());
});

test('the path of a message is told station by station, and where it would wait', async ({ launch, prosody }) => {
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await contactItem(window, 'Romeo, offline').click();
  await window
    .getByRole('region', { name: 'About this conversation' })
    .getByRole('button', { name: 'Path of this message' })
    .click();
  const dialog = window.getByRole('dialog', { name: 'Path of this message' });
  await expect(dialog.getByRole('heading', { name: 'Your service, localhost' })).toBeVisible();
  await expect(dialog).toContainText('It is not encrypted from end to end.');
  await expectAccessible(window);
  await window.keyboard.press('Escape');
  await window.getByRole('textbox', { name: 'Message' }).fill('Good night');
  await expect(window.getByText(/Romeo is offline\. What you send (?:will|may) wait on localhost/u)).toBeVisible();
});
