/** The settings and the XML console by keyboard alone: no test here touches the mouse. */
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { closeWindow, temporaryFolder, type Candor } from '../support/candor';
import { FakeNotificationServer } from '../support/notification-server';
import { FakeTray } from '../support/status-notifier-watcher';
import { openChat, openPage, openSettings, pick, signInByKeyboard, type, use, writtenBy } from './keyboard-steps';
import { expect, test } from './fixtures';

let tray: FakeTray | undefined;
let notes: FakeNotificationServer | undefined;
let library: Server | undefined;

test.afterEach(async () => {
  await notes?.stop();
  await tray?.stop();
  library?.close();
  notes = undefined;
  tray = undefined;
  library = undefined;
});

/** Paths of the dictionaries that are fetched from now on: from here in place of their usual place, and in vain. */
async function dictionariesAskedOf({ app }: Candor): Promise<readonly string[]> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404).end();
  });
  library = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await app.evaluate(
    ({ BrowserWindow }, url) =>
      BrowserWindow.getAllWindows()[0]?.webContents.session.setSpellCheckerDictionaryDownloadURL(url),
    `http://127.0.0.1:${String(port)}/`,
  );
  return asked;
}

test('start, notifications, look, spelling and away', async ({ launch, peer, prosody }) => {
  tray = await FakeTray.start();
  notes = await FakeNotificationServer.start();
  const romeo = await peer('romeo');
  const config = await temporaryFolder('config');
  const candor = await launch({ env: { XDG_CONFIG_HOME: config } });
  await tray.item();
  const window = await signInByKeyboard(candor, 'juliet@localhost', prosody.port);
  await openSettings(window, 'General');
  const written = async (): Promise<unknown> => (await writtenBy(candor)).settings;
  const check = (name: string) => window.getByRole('checkbox', { name, exact: true });

  await use(window, check('Start at login'), 'Space');
  await expect.poll(() => readdir(path.join(config, 'autostart')).catch(() => [])).toHaveLength(1);
  await use(window, check('Start at login'), 'Space');
  await expect.poll(() => readdir(path.join(config, 'autostart'))).toHaveLength(0);

  await pick(window, window.getByRole('combobox', { name: 'What a notification shows' }), 'Only “New message”');
  await expect.poll(written).toMatchObject({ notificationContent: 'hidden' });
  await romeo.do('say', { to: 'juliet@localhost', body: 'By a name I know not how to tell thee who I am' });
  expect(await notes.wait(({ body }) => body === 'New message')).toMatchObject({ summary: 'Candor' });
  await use(window, check('Show notifications for new messages'), 'Space');
  await expect.poll(written).toMatchObject({ notifications: false });

  const source = (): Promise<string> => candor.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  const theme = window.getByRole('combobox', { name: 'Theme' });
  await pick(window, theme, 'Light');
  await expect.poll(source).toBe('light');
  await pick(window, theme, 'Dark');
  await expect.poll(source).toBe('dark');

  const dictionaries = await dictionariesAskedOf(candor);
  const checksSpelling = (): Promise<boolean | undefined> =>
    candor.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.session.isSpellCheckerEnabled(),
    );
  await use(window, check('Check spelling'), 'Space');
  await expect.poll(written).toMatchObject({ spellChecking: true });
  // No language was chosen yet.
  expect(await checksSpelling()).toBe(false);
  await type(window, window.getByRole('searchbox', { name: 'Find a language' }), 'italian');
  await use(window, check('Italian'), 'Space');
  await expect.poll(checksSpelling).toBe(true);
  // The first that was fetched, and nothing before it.
  await expect.poll(() => dictionaries).toEqual([expect.stringMatching(/^\/it-it/iu)]);
  await use(window, check('Check spelling'), 'Space');
  await expect.poll(checksSpelling).toBe(false);
  expect(await written()).toMatchObject({ spellChecking: false, spellCheckingLanguages: ['it'] });

  await type(window, window.getByRole('textbox', { name: /^Minutes without input/u }), '25');
  await window.keyboard.press('Enter');
  await expect.poll(written).toMatchObject({ awayAfterMinutes: 25 });

  await type(window, window.getByRole('textbox', { name: 'Priority for new messages' }), '-7');
  await window.keyboard.press('Enter');
  await expect.poll(async () => (await writtenBy(candor)).accounts).toMatchObject([{ priority: -7 }]);

  await use(window, check('Keep running in the tray when the window is closed'), 'Space');
  await expect.poll(written).toMatchObject({ closeToTray: false });
  const gone = candor.app.waitForEvent('close');
  await closeWindow(candor);
  await gone;
});

test('what this app sends is turned on and off', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await signInByKeyboard(candor, 'juliet@localhost', prosody.port);
  const written = async (): Promise<unknown> => (await writtenBy(candor)).settings.sending;
  const flip = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) await use(window, window.getByRole('checkbox', { name, exact: true }), 'Space');
  };
  /** Romeo asks for all that can be asked for, Juliet answers; what he heard until then beside her words. */
  const talk = async (question: string, answer: string, showsTyping: boolean): Promise<readonly string[]> => {
    const before = romeo.heard.length;
    const marks = `<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>`;
    const asks = `${marks}<active xmlns='http://jabber.org/protocol/chatstates'/>`;
    const body = `<body>${question}</body>`;
    await romeo.do('raw', {
      xml: `<message to='juliet@localhost' type='chat' id='${question}'>${body}${asks}</message>`,
    });
    const box = await openChat(window, 'Romeo');
    await expect(window.getByRole('log')).toContainText(question);
    await type(window, box, answer);
    if (showsTyping) await romeo.wait('chatstate', { state: 'composing' });
    await window.keyboard.press('Enter');
    await romeo.wait('message', { body: answer });
    return romeo.heard.slice(before).map(({ event, state }) => (event === 'chatstate' ? String(state) : event));
  };

  await openSettings(window, 'What this app sends');
  await flip('Read markers', 'App version', 'Idle time');
  await expect.poll(written).toMatchObject({ readMarkers: true, version: true, idleTime: true });
  expect(await talk('first', 'so it is', true)).toEqual(expect.arrayContaining(['receipt', 'displayed', 'composing']));
  const address = romeo.heard.find(({ body }) => body === 'so it is')?.['frm'];
  expect(await romeo.do('version', { jid: address })).toMatchObject({ name: 'Candor' });
  expect(await romeo.do('disco', { jid: address })).toContain('jabber:iq:version');

  await openSettings(window, 'What this app sends');
  await flip('Delivery receipts', 'Typing', 'Read markers', 'App version', 'Idle time');
  await flip('What you have read, for your other devices');
  const nothing = { receipts: false, typing: false, readMarkers: false, version: false, idleTime: false };
  await expect.poll(written).toMatchObject({ ...nothing, readSync: false });
  const heard = await talk('second', 'so be it', false);
  for (const kind of ['receipt', 'displayed', 'composing']) expect(heard).not.toContain(kind);
  // Who asks all the same gets no answer.
  expect(await romeo.do('disco', { jid: address })).not.toContain('jabber:iq:version');
});

test('the XML console is shown, watches, filters and sends', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await signInByKeyboard(candor, 'juliet@localhost', prosody.port);
  await openSettings(window, 'General');
  await use(window, window.getByRole('checkbox', { name: 'Show the XML console' }), 'Space');
  await openPage(window, 'XML console');
  await use(window, window.getByRole('checkbox', { name: 'Watch' }), 'Space');
  await expect(window.getByText('Watching. Nothing has passed yet.')).toBeVisible();

  await type(
    window,
    window.getByRole('textbox', { name: 'Stanza to send' }),
    `<message to='romeo@localhost' type='chat'><body>By the console</body></message>`,
  );
  await use(window, window.getByRole('button', { name: 'Send stanza' }));
  await romeo.wait('message', { body: 'By the console' });
  await romeo.do('say', { to: 'juliet@localhost', body: 'Which console?' });
  const stanzas = window.getByRole('list', { name: 'Stanzas' }).getByRole('listitem');
  await expect(stanzas.filter({ hasText: 'Which console?' })).toBeVisible();
  await type(window, window.getByRole('searchbox', { name: 'Filter' }), 'console');
  await expect(stanzas).toHaveCount(2);
  await pick(window, window.getByRole('combobox', { name: 'Direction' }), 'Received');
  await expect(stanzas).toHaveCount(1);
  await expect(stanzas).toContainText('Which console?');
  await use(window, window.getByRole('button', { name: 'Clear' }));
  await expect(stanzas).toHaveCount(0);
});
