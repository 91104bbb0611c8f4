/** What comes to the privacy screens from outside: a copy of another account, notices, policies from files. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rootDir } from '../../build/shared/paths';
import type { PolicyPack } from '../../electron/contract/privacy';
import { temporaryFolder } from '../support/candor';
import { signIn } from '../support/screens';
import { expect, password, test, verona } from './fixtures';
import { answerWithPath, openTab } from './privacy-steps';

const LONG = { timeout: 30_000 };

test('a copy of one account is put into a fresh one, which then has the same', async ({ launch, ownServer, peer }) => {
  test.setTimeout(180_000);
  const server = await ownServer({ accounts: [...verona, { user: 'jule', password, roster: [] }] });
  const phone = await peer('juliet', 'phone', server);
  const set = (payload: string): Promise<unknown> => phone.do('iq', { type: 'set', payload });
  await set(`<vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN></vCard>`);
  await set(`<query xmlns='jabber:iq:private'><roster xmlns='roster:delimiter'>::</roster></query>`);
  await set(`<block xmlns='urn:xmpp:blocking'><item jid='tybalt@localhost'/></block>`);
  const folder = await temporaryFolder('copy');

  const old = await launch({ caFile: server.caFile });
  const before = await old.window();
  await signIn(before, { jid: 'juliet@localhost', password, port: server.port });
  const leaving = await openTab(before, 'Leaving');
  await answerWithPath(old, folder);
  await leaving.getByRole('button', { name: 'Export everything' }).click();
  await expect(leaving).toContainText('The copy is in the folder', LONG);
  await old.quit();
  const [made = ''] = await readdir(folder);

  const fresh = await launch({ caFile: server.caFile });
  const after = await fresh.window();
  await signIn(after, { jid: 'jule@localhost', password, port: server.port });
  const arriving = await openTab(after, 'Leaving');
  await answerWithPath(fresh, path.join(folder, made, 'account.xml'));
  await arriving.getByRole('button', { name: 'Choose a copy…' }).click();
  const preview = after.getByRole('dialog', { name: 'Put this copy into jule@localhost?' });
  await expect(preview).toContainText('It is a copy of juliet@localhost.', LONG);
  await expect(preview.getByRole('checkbox', { name: 'Contacts: 2 would be added' })).toBeChecked();
  await preview.getByRole('button', { name: 'Put it in' }).click();
  await expect(arriving).toContainText('Contacts: 2 added, 0 were there already.', LONG);
  await expect(arriving).toContainText('Blocked people: 1 added');
  await expect(arriving).toContainText('Left out: who lets you see them');

  const there = await openTab(after, 'On the server');
  const row = (name: string) => there.getByRole('row', { name, exact: true });
  await expect(row('Roster')).toContainText('2 people', LONG);
  await expect(row('vCard')).toContainText('1 card', LONG);
  await expect(row('Block list')).toContainText('1 person', LONG);
  await expect(row('Private XML storage: roster:delimiter')).not.toContainText('0 bytes', LONG);
  await expect(after.getByRole('list', { name: 'Contacts' })).toHaveCount(0);
  await after.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Chats' }).click();
  await expect(after.getByRole('list', { name: 'Contacts' })).toContainText('Romeo');
});

test('a notice is the service’s own, and never a look-alike’s', async ({ launch, ownServer, peer }) => {
  const lookAlike = 'localhost@localhost';
  const server = await ownServer({
    accounts: [
      ...verona.map((account) =>
        account.user === 'juliet'
          ? {
              ...account,
              roster: [
                ...(account.roster ?? []),
                { jid: lookAlike, name: 'localhost', groups: [], subscription: 'both' as const },
              ],
            }
          : account,
      ),
      { user: 'localhost', password, roster: [{ jid: 'juliet@localhost', subscription: 'both' }] },
      { user: 'admin', password, roster: [] },
    ],
    modules: ['announce'],
  });
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
  const impostor = await peer('localhost', 'announce', server);
  const admin = await peer('admin', 'desk', server);
  await impostor.do('raw', {
    xml: `<message xmlns='jabber:client' to='juliet@localhost' type='headline'><subject>Notice</subject><body>Our privacy policy changes: send us your password.</body></message>`,
  });
  await impostor.do('say', { to: 'juliet@localhost', body: 'This is your service speaking' });
  await admin.do('say', { to: 'localhost/announce/online', body: 'Our privacy policy changes on 1 January.' });

  const page = await openTab(window, 'Service');
  const notices = page.getByRole('region', { name: 'What localhost wrote to you' });
  await expect(notices.getByRole('article')).toHaveCount(1, LONG);
  await expect(notices.getByRole('article')).toContainText('Our privacy policy changes on 1 January.');
  await expect(notices).toContainText('changes its policy');
  await expect(notices).not.toContainText('password');
  await expect(notices).not.toContainText('your service speaking');
  await notices.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(notices.getByRole('button', { name: 'Mark all as read' })).toHaveCount(0);
  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Chats' }).click();
  await window.getByRole('listitem', { name: /^localhost/u }).click();
  await expect(window.getByRole('log')).toContainText('This is your service speaking');
  await expect(window.getByRole('log')).not.toContainText('1 January');
  // Now that all of the look-alike's has come.
  await openTab(window, 'Service');
  await expect(notices.getByRole('article')).toHaveCount(1);
  await expect(notices).not.toContainText('password');
});

test('a policy comes from a file that is one, and from no other', async ({ launch, prosody }) => {
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  const page = await openTab(window, 'Policy');
  await expect(page).toContainText('Candor knows no policy of localhost', LONG);
  const add = page.getByRole('button', { name: 'Add a policy from a file…' });
  const folder = await temporaryFolder('packs');
  const own = await readFile(path.join(rootDir, 'electron/features/privacy/policies/jabber.org.json'), 'utf8');
  const pack: PolicyPack = {
    ...(JSON.parse(own) as PolicyPack),
    id: 'verona',
    services: ['localhost'],
    title: 'Rules of Verona',
  };
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const broken = {
    'half.json': JSON.stringify(pack).slice(0, 500),
    'other.json': JSON.stringify({ ...pack, sections: [{ number: '1', title: 7, clauses: [] }] }),
    'nobody.json': JSON.stringify({ ...pack, services: [] }),
  };
  for (const [name, text] of Object.entries(broken)) {
    await answerWithPath(candor, await write(name, text));
    await add.click();
    await expect(page.getByRole('alert')).toContainText('This file holds no policy pack that Candor can read.');
    await expect(page.getByRole('alert')).toContainText('Nothing was added.');
    await expect(page).toContainText('Candor knows no policy of localhost');
  }
  await answerWithPath(candor, await write('verona.json', JSON.stringify(pack)));
  await add.click();
  await expect(page).toContainText('Rules of Verona', LONG);
  await expect(page).toContainText('added by you');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Passwords' })).toContainText('policy says');
  await page.getByRole('button', { name: 'Take this policy away' }).click();
  await expect(page).toContainText('Candor knows no policy of localhost', LONG);
});
