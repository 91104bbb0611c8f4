/** Two contacts, one of them with a conversation: what the tests of chats begin with. */
import { screen } from '@testing-library/svelte';
import { someAccountSnapshot, someContact, someMessage, someResource, someSnapshot } from '../../support/records';
import { startWindow } from './dom';

export const ROMEO = 'romeo@example.net';
export const NURSE = 'nurse@example.net';
export const account = 'juliet@jabber.example';
const contacts = [
  someContact({ resources: [someResource({ availability: 'away' })] }),
  someContact({ jid: NURSE, name: 'Nurse', resources: [] }),
];
const news = someMessage({ key: 3, body: 'news' });
export const incoming = [
  someMessage({ key: 1, body: 'hello' }),
  someMessage({ key: 2, direction: 'out', body: 'Answer', state: 'delivered' }),
  news,
];
export const snapshot = someSnapshot({
  accounts: [
    someAccountSnapshot({
      contacts,
      conversations: [{ with: ROMEO, unread: 1, readUpTo: 2, draft: '', lastMessage: news }],
    }),
  ],
});

/** The window with Romeo's conversation open. */
export async function openRomeo() {
  const started = await startWindow(snapshot, incoming);
  await started.user.click(screen.getByRole('button', { name: /^Romeo/u }));
  await screen.findAllByRole('article');
  return started;
}
