/** Notifications over D-Bus, with the test's own server on the session bus. */
import { contactItem, signIn } from '../support/screens';
import { FakeNotificationServer } from '../support/notification-server';
import { expect, password, test } from './fixtures';

let server: FakeNotificationServer | undefined;

test.afterEach(async () => {
  await server?.stop();
  server = undefined;
});

test('a message is told of; a click opens the conversation, and reading closes it', async ({
  launch,
  peer,
  prosody,
}) => {
  server = await FakeNotificationServer.start();
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });

  await romeo.do('say', { to: 'juliet@localhost', body: 'Lady, by <b>yonder</b> moon & stars' });
  const note = await server.wait(({ summary }) => summary === 'Romeo');
  expect(note).toMatchObject({
    app: 'Candor',
    replaces: 0,
    body: 'Lady, by &lt;b&gt;yonder&lt;/b&gt; moon &amp; stars',
    hints: { 'desktop-entry': 'candor', category: 'im.received' },
  });
  expect(note.actions).toEqual(['default', 'Open', 'mark-read', 'Mark read', 'inline-reply', 'Reply']);

  await romeo.do('say', { to: 'juliet@localhost', body: 'I swear' });
  const both = await server.wait(({ replaces }) => replaces === note.id);
  expect(both.summary).toBe('Romeo (2 new messages)');
  expect(both.body).toContain('I swear');

  server.invoke(note.id, 'default');
  await expect(window.getByRole('log', { name: 'Conversation with Romeo' })).toBeVisible();
  await expect.poll(() => server?.closed).toContain(note.id);
});

test('a reply in the notification is sent, and marks as read', async ({ launch, peer, prosody }) => {
  server = await FakeNotificationServer.start();
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await romeo.do('say', { to: 'juliet@localhost', body: 'What shall I swear by?' });
  const note = await server.wait(({ summary }) => summary === 'Romeo');
  await expect(contactItem(window, 'Romeo')).toHaveAccessibleName(/1 unread/u);
  server.reply(note.id, 'Do not swear at all');
  await romeo.wait('message', { body: 'Do not swear at all' });
  await expect(contactItem(window, 'Romeo')).not.toHaveAccessibleName(/unread/u);
});

test('"Mark read" marks as read without opening', async ({ launch, peer, prosody }) => {
  server = await FakeNotificationServer.start();
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await romeo.do('say', { to: 'juliet@localhost', body: 'Lady' });
  const note = await server.wait(({ summary }) => summary === 'Romeo');
  await expect(contactItem(window, 'Romeo')).toHaveAccessibleName(/1 unread/u);
  server.invoke(note.id, 'mark-read');
  await expect(contactItem(window, 'Romeo')).not.toHaveAccessibleName(/unread/u);
  await expect(window.getByRole('log', { name: 'Conversation with Romeo' })).toBeHidden();
});

test('nothing is told in "Do not disturb", nor of the conversation in front', async ({ launch, peer, prosody }) => {
  server = await FakeNotificationServer.start();
  const romeo = await peer('romeo');
  const nurse = await peer('nurse');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await contactItem(window, 'Romeo').click();
  const log = window.getByRole('log', { name: 'Conversation with Romeo' });
  await candor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
  await expect.poll(() => window.evaluate(() => document.hasFocus())).toBe(true);
  await romeo.do('say', { to: 'juliet@localhost', body: 'in front' });
  await expect(log).toContainText('in front');

  await window.getByRole('button', { name: 'Account status' }).click();
  await window.getByRole('menuitemradio', { name: 'Do not disturb' }).click();
  await romeo.wait('presence', { type: 'dnd' });
  await nurse.do('say', { to: 'juliet@localhost', body: 'disturbing' });
  await expect(contactItem(window, 'Nurse')).toHaveAccessibleName(/1 unread/u);

  await window.keyboard.press('Escape');
  await window.getByRole('button', { name: 'Account status' }).click();
  await window.getByRole('menuitemradio', { name: 'Available' }).click();
  // The last word: she was available from the beginning.
  await romeo.wait('presence', () => {
    const last = romeo.heard.findLast(({ event, frm }) => event === 'presence' && String(frm).startsWith('juliet@'));
    return last?.['type'] === 'available';
  });
  await nurse.do('say', { to: 'juliet@localhost', body: 'told' });
  const note = await server.wait(({ summary }) => summary.startsWith('Nurse'));
  expect(note.body).toBe('told');
  expect(server.shown).toHaveLength(1);
});

test('a server without markup and actions gets plain text', async ({ launch, peer, prosody }) => {
  server = await FakeNotificationServer.start(['body']);
  const romeo = await peer('romeo');
  const candor = await launch();
  await signIn(await candor.window(), { jid: 'juliet@localhost', password, port: prosody.port });
  await romeo.do('say', { to: 'juliet@localhost', body: 'a < b & c' });
  const note = await server.wait(({ summary }) => summary === 'Romeo');
  expect(note).toMatchObject({ body: 'a < b & c', actions: [] });
});

test('another notification server takes over without a restart', async ({ launch, peer, prosody }) => {
  server = await FakeNotificationServer.start();
  const romeo = await peer('romeo');
  const candor = await launch();
  await signIn(await candor.window(), { jid: 'juliet@localhost', password, port: prosody.port });
  await romeo.do('say', { to: 'juliet@localhost', body: 'to the first' });
  await server.wait(({ body }) => body === 'to the first');
  await server.stop();
  server = await FakeNotificationServer.start(['body']);
  await romeo.do('say', { to: 'juliet@localhost', body: 'to the second' });
  const note = await server.wait(({ body }) => body.includes('to the second'));
  expect(note.replaces).toBe(0);
  expect(note.actions).toEqual([]);
});
