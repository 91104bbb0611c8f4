/** What plays, shared by the real app: real players, a real server, a contact and a stranger on another library. */
import type { Page } from '@playwright/test';
import { contactItem, expectOnline, signIn } from '../support/screens';
import { startPeer, type Peer, type PeerEvent } from '../support/peer';
import { FakeLogind } from '../support/logind';
import { startJukebox, type Jukebox } from '../support/real-players';
import { FakeScreenSaver } from '../support/screen-saver';
import { FakeTray } from '../support/status-notifier-watcher';
import { expect, password, test } from './fixtures';

const NS_TUNE = 'http://jabber.org/protocol/tune';
const sinnerman = { artist: 'Nina Simone', title: 'Sinnerman', album: 'Pastel Blues' };
const feeling = { artist: 'Nina Simone', title: 'Feeling Good', album: 'I Put a Spell on You' };

let jukebox: Jukebox | undefined;
let tray: FakeTray | undefined;
test.afterEach(async () => {
  await jukebox?.stop();
  await tray?.stop();
  jukebox = undefined;
  tray = undefined;
});

/** On the bus that the app is on. */
async function play(...songs: readonly (typeof sinnerman)[]) {
  jukebox = await startJukebox(process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '');
  return { jukebox, player: await jukebox.play(...songs) };
}

const titleIn = ({ event, xml }: PeerEvent): string | undefined =>
  event === 'pep' && String(xml).includes(NS_TUNE) && String(xml).includes(':item ')
    ? (/title>([^<]*)</u.exec(String(xml))?.[1] ?? '–')
    : undefined;
const hears = (peer: Peer, title: string): Promise<PeerEvent> =>
  peer.wait('pep', (event) => titleIn(event) === title, 30_000);
const heardBy = (peer: Peer): readonly (string | undefined)[] =>
  peer.heard.map(titleIn).filter((title) => title !== undefined);

async function openNowPlaying(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Account status' }).click();
  await window.getByRole('button', { name: 'Now playing' }).click();
}

/** Turns sharing on as a person does, with mpv, which is off until it is chosen. */
async function share(window: Page): Promise<void> {
  await openNowPlaying(window);
  await window.getByRole('list', { name: 'Players' }).getByRole('checkbox', { name: 'mpv' }).check();
  await window.getByRole('checkbox', { name: "Share what I'm listening to" }).click();
  const dialog = window.getByRole('dialog', { name: 'Share what you are listening to?' });
  await expect(dialog.getByRole('region', { name: 'What others see' })).toContainText('Sinnerman');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(window.getByRole('checkbox', { name: "Share what I'm listening to" })).toBeChecked();
}

test('a contact hears what is shared, and a kill does not leave it standing', async ({ launch, ownServer }) => {
  const server = await ownServer();
  const client = (user: string): Promise<Peer> =>
    startPeer({ jid: `${user}@localhost/slix`, password, port: server.port, caFile: server.caFile });
  const [romeo, tybalt] = [await client('romeo'), await client('tybalt')];
  try {
    for (const one of [romeo, tybalt]) await one.do('interest', { node: NS_TUNE });
    tray = await FakeTray.start();
    const { jukebox: box, player } = await play(sinnerman, feeling);
    const candor = await launch({ caFile: server.caFile });
    const window = await candor.window();
    await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
    await share(window);
    await hears(romeo, 'Sinnerman');
    await expect(window.getByText('Shared now: Nina Simone – Sinnerman')).toBeVisible();
    const item = await tray.item();
    const labels = async (): Promise<readonly (string | undefined)[]> => (await item.menu()).map(({ label }) => label);
    await expect.poll(labels).toContain('♪ Nina Simone – Sinnerman');
    await box.control(player, 'next');
    await hears(romeo, 'Feeling Good');

    // As a crash: nobody can say goodbye.
    const gone = new Promise((resolve) => candor.app.process().once('exit', resolve));
    candor.app.process().kill('SIGKILL');
    await gone;
    await box.control(player, 'stop');
    expect(heardBy(romeo)).not.toContain('–');
    const again = await launch({ caFile: server.caFile, profile: candor.profile });
    await expectOnline(await again.window());
    const online = Date.now();
    await hears(romeo, '–');
    expect(Date.now() - online).toBeLessThan(5000);
    // What was sent to him before this answer would be here before it.
    await tybalt.do('iq', { type: 'get', payload: "<ping xmlns='urn:xmpp:ping'/>", to: 'localhost' });
    expect(heardBy(tybalt)).toEqual([]);
    await again.quit();
  } finally {
    await romeo.stop();
    await tybalt.stop();
  }
});

test('a locked screen takes the tune away, and an unlocked one shows what still plays', async ({
  launch,
  ownServer,
}) => {
  const server = await ownServer();
  const romeo = await startPeer({ jid: 'romeo@localhost/slix', password, port: server.port, caFile: server.caFile });
  const screenSaver = await FakeScreenSaver.start();
  const address = process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '';
  const logind = await FakeLogind.start({ address });
  try {
    await romeo.do('interest', { node: NS_TUNE });
    await play(sinnerman);
    const candor = await launch({ caFile: server.caFile, env: { DBUS_SYSTEM_BUS_ADDRESS: address } });
    const window = await candor.window();
    await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
    await share(window);
    await hears(romeo, 'Sinnerman');
    const lastHeard = (title: string): Promise<PeerEvent> =>
      romeo.wait('pep', () => heardBy(romeo).at(-1) === title, 30_000);
    const locks = [(on: boolean) => screenSaver.tell(on), (on: boolean) => logind.tellLocked(on)];
    for (const lock of locks) {
      lock(true);
      await lastHeard('–');
      await expect(window.getByText('Shared now: Nina Simone – Sinnerman')).toBeHidden();
      lock(false);
      await lastHeard('Sinnerman');
    }
    await candor.quit();
  } finally {
    screenSaver.stop();
    logind.stop();
    await romeo.stop();
  }
});

test('the window shows what a contact listens to, and the tray asks before the first time', async ({
  launch,
  peer,
  prosody,
}) => {
  tray = await FakeTray.start();
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await expect(contactItem(window, 'Romeo, available')).toBeVisible();
  await romeo.do('iq', {
    type: 'set',
    payload: `<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='${NS_TUNE}'><item><tune xmlns='${NS_TUNE}'><artist>Nina Simone</artist><title>Sinnerman</title></tune></item></publish></pubsub>`,
  });
  await expect(contactItem(window, 'Romeo, available, listening to Nina Simone – Sinnerman')).toBeVisible();
  await contactItem(window, 'Romeo').click();
  await expect(window.getByTitle('♪ listening to Nina Simone – Sinnerman')).toBeVisible();
  await romeo.stop();
  await expect(contactItem(window, 'Romeo, offline')).toBeVisible();

  const item = await tray.item();
  await item.click("Share what I'm listening to");
  await expect(window.getByRole('dialog', { name: 'Share what you are listening to?' })).toBeVisible();
});
