/** What was missed, what lies further back, what is found, saved and deleted; at a server that keeps an archive. */
import { open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import keytar from 'keytar';
import type { Prosody } from '../../build/demo/prosody';
import { temporaryFolder, type Candor } from '../support/candor';
import { startFaultyProxy } from '../support/faulty-proxy';
import { firstText, scrollTo, topOf } from '../support/log-view';
import type { Peer } from '../support/peer';
import { contactItem, expectOnline, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';

/** The archive has all; nothing waits beside it. */
const ARCHIVING = { modules: ['mam'], without: ['offline'] };

async function tell(romeo: Peer, from: number, to: number, words = ''): Promise<void> {
  for (let at = from; at < to; at += 1)
    await romeo.do('say', { to: 'juliet@localhost', body: `verse ${String(at)}${words}` });
}

const log = (window: Page) => window.getByRole('log', { name: 'Conversation with Romeo' });

async function openRomeo(candor: Candor, server: Prosody): Promise<Page> {
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
  await contactItem(window, 'Romeo').click();
  return window;
}

test('nothing jumps while older messages load from here and from the archive, and what is there is found', async ({
  launch,
  ownServer,
  peer,
}) => {
  const server = await ownServer(ARCHIVING);
  const romeo = await peer('romeo', 'second', server);
  await romeo.do('say', { to: 'juliet@localhost', body: 'the first of all' });
  await tell(romeo, 1, 560);
  await romeo.do('say', { to: 'juliet@localhost', body: 'the last so far' });
  const candor = await launch({ caFile: server.caFile });
  const window = await openRomeo(candor, server);
  await expect(log(window)).toContainText('the last so far');

  const moves: number[] = [];
  let first = await firstText(window);
  while (!first.startsWith('the first of all')) {
    const { key, top } = await scrollTo(window, 500);
    const before = first;
    await expect.poll(async () => (first = await firstText(window))).not.toBe(before);
    moves.push(Math.abs((await topOf(window, key)) - top));
  }
  expect(moves.length).toBeGreaterThan(8);
  expect(Math.max(...moves)).toBeLessThan(1);

  // What comes while somebody reads further up does not move it either.
  const reading = await scrollTo(window, 900);
  await romeo.do('say', { to: 'juliet@localhost', body: 'somebody calls' });
  await expect(window.getByRole('button', { name: '1 new message' })).toBeVisible();
  expect(Math.abs((await topOf(window, reading.key)) - reading.top)).toBeLessThan(1);
  await candor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(820, 700));
  await expect.poll(() => window.evaluate(() => innerWidth)).toBeLessThan(830);
  const kept = await topOf(window, reading.key);
  expect(kept).toBeGreaterThan(-100);
  expect(kept).toBeLessThan(700);

  await window.keyboard.press('Control+Shift+F');
  await window.getByRole('searchbox', { name: 'Find in messages' }).fill('verse 123');
  const hits = window.getByRole('list', { name: 'Messages found' });
  await expect(hits.getByRole('button')).toHaveCount(1);
  await hits.getByRole('button').click();
  const found = log(window)
    .getByRole('article')
    .filter({ hasText: /verse 123\b/u });
  await expect(found).toBeFocused();
  await expect(found).toBeInViewport();
  await expect(log(window)).toContainText('verse 122');
  await expect(log(window)).toContainText('verse 124');
});

test('what was missed is read after a restart, with its progress and the gap told meanwhile', async ({
  launch,
  ownServer,
  peer,
}) => {
  const server = await ownServer(ARCHIVING);
  const proxy = await startFaultyProxy(server.port);
  try {
    const romeo = await peer('romeo', 'second', server);
    const candor = await launch({ caFile: server.caFile });
    const window = await openRomeo(candor, { ...server, port: proxy.port });
    await tell(romeo, 0, 3);
    await expect(log(window)).toContainText('verse 2');
    await candor.quit();

    await tell(romeo, 3, 700);
    proxy.delay(250);
    const again = await launch({ caFile: server.caFile, profile: candor.profile });
    const next = await again.window();
    await expect(next.getByText(/^Reading missed messages: [\d,]+ (?:so far|of \d+)$/u)).toBeVisible({
      timeout: 20_000,
    });
    // So that it goes on while one looks.
    proxy.delay(1500);
    await expect(log(next)).toContainText('Messages may be missing here.');
    await expect(log(next)).toContainText('verse 699');
    proxy.delay(0);
    await expect(next.getByText(/^Reading missed messages/u)).toBeHidden({ timeout: 20_000 });
    await expect(log(next)).not.toContainText('Messages may be missing here.');
    await expect(contactItem(next, 'Romeo')).not.toHaveAccessibleName(/unread/u);
  } finally {
    await proxy.stop();
  }
});

test('a conversation is saved as text, web page and JSON, and deleted here for good', async ({
  launch,
  ownServer,
  peer,
}) => {
  const server = await ownServer(ARCHIVING);
  const romeo = await peer('romeo', 'second', server);
  const candor = await launch({ caFile: server.caFile });
  const window = await openRomeo(candor, server);
  await tell(romeo, 0, 3, ' <b>&');
  await window.getByRole('textbox', { name: 'Message' }).fill('I hear');
  await window.getByRole('button', { name: 'Send' }).click();
  await expect(log(window).getByRole('article', { name: /^You, .*delivered$/u })).toContainText('I hear');

  const folder = await temporaryFolder('export');
  const act = async (item: string): Promise<void> => {
    await window.getByRole('button', { name: 'More for this conversation' }).click();
    await window.getByRole('menuitem', { name: item }).click();
  };
  const save = async (item: string, name: string): Promise<string> => {
    // The system's own dialog belongs to no window that a test could reach; what it would answer is given here.
    await candor.app.evaluate(
      ({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      },
      path.join(folder, name),
    );
    await act(item);
    await expect(window.getByText(`Saved as ${name}`)).toBeVisible();
    return readFile(path.join(folder, name), 'utf8');
  };
  expect(await save('Save as text…', 'talk.txt')).toMatch(/Romeo: verse 0 <b>&\n(?:.*\n)*.*You: I hear\n/u);
  expect(await save('Save as web page…', 'talk.html')).toContain('<p>verse 2 &lt;b&gt;&amp;</p>');
  const json = JSON.parse(await save('Save as JSON…', 'talk.json')) as { messages: { text: string }[] };
  expect(json.messages.map(({ text }) => text)).toEqual(['verse 0 <b>&', 'verse 1 <b>&', 'verse 2 <b>&', 'I hear']);
  expect((await readdir(folder)).sort()).toEqual(['talk.html', 'talk.json', 'talk.txt']);

  await act('Delete conversation…');
  const question = window.getByRole('dialog', { name: 'Delete the conversation with Romeo?' });
  await expect(question).toContainText('The archive of localhost keeps its copy, since there is no way to ask it');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(log(window).getByRole('article')).toHaveCount(4);
  await act('Delete conversation…');
  await question.getByRole('button', { name: 'Delete here' }).click();
  await expect(window.getByText('The conversation with Romeo was deleted on this computer')).toBeVisible();
  await expect(log(window)).toBeHidden();
  await candor.quit();

  await tell(romeo, 9, 10);
  const again = await launch({ caFile: server.caFile, profile: candor.profile });
  const next = await again.window();
  await expectOnline(next);
  await contactItem(next, 'Romeo').click();
  await expect(log(next).getByRole('article')).toHaveCount(1);
  await expect(log(next).getByRole('article')).toContainText('verse 9');
  await expect(log(next)).toContainText('No older messages on this computer.');
});

test('a damaged history is told of, and what was lost comes back from the archive', async ({
  launch,
  ownServer,
  peer,
}) => {
  const server = await ownServer(ARCHIVING);
  const romeo = await peer('romeo', 'second', server);
  const candor = await launch({ caFile: server.caFile });
  const window = await openRomeo(candor, server);
  await tell(romeo, 0, 40, ' and a long line that fills the pages of the store'.repeat(8));
  await expect(log(window)).toContainText('verse 39');
  await candor.quit();

  const name = (await readdir(candor.profile)).find((file) => /^history-.*\.db$/u.test(file)) ?? '';
  const file = await open(path.join(candor.profile, name), 'r+');
  const { size } = await file.stat();
  for (let page = 8; page * 4096 < size; page += 7) await file.write(Buffer.alloc(16, 0xa5), 0, 16, page * 4096 + 1000);
  await file.close();

  const again = await launch({ caFile: server.caFile, profile: candor.profile });
  const next = await again.window();
  const notice = next.getByRole('alert').filter({ hasText: 'The messages stored on this computer were damaged' });
  await expect(notice).toContainText(`kept as ${name}`, { timeout: 20_000 });
  await expect(notice).toContainText(/messages? (?:was|were) saved/u);
  await expectOnline(next);
  await contactItem(next, 'Romeo').click();
  for (const verse of [0, 20, 39]) await expect(log(next)).toContainText(`verse ${String(verse)} and`);
  await expect(log(next).getByRole('article')).toHaveCount(40);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
});

test('a lost key is explained, nothing is overwritten, and the archive brings back what it has', async ({
  launch,
  ownServer,
  peer,
}) => {
  const server = await ownServer(ARCHIVING);
  const romeo = await peer('romeo', 'second', server);
  const candor = await launch({ caFile: server.caFile });
  const window = await openRomeo(candor, server);
  await tell(romeo, 0, 3);
  await expect(log(window)).toContainText('verse 2');
  await candor.quit();

  const profileId = (await readFile(path.join(candor.profile, 'profile-id'), 'utf8')).trim();
  expect(await keytar.deletePassword(`Candor ${profileId}`, 'history-key')).toBe(true);
  const name = (await readdir(candor.profile)).find((file) => /^history-.*\.db$/u.test(file)) ?? '';
  const before = await readFile(path.join(candor.profile, name));

  const again = await launch({ caFile: server.caFile, profile: candor.profile });
  const next = await again.window();
  await expect(next.getByRole('alert')).toContainText(
    'The keychain has no key that opens the messages stored on this computer',
  );
  await expect(next.getByRole('alert')).toContainText(`kept as ${name}`);
  await expectOnline(next);
  await contactItem(next, 'Romeo').click();
  await expect(log(next)).toContainText('verse 2');
  await again.quit();
  expect(await readFile(path.join(candor.profile, name))).toEqual(before);
});
