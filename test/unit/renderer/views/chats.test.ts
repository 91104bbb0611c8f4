import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { MessagePage } from '../../../../electron/contract/messages';
import { prepareWindow, startWindow } from '../dom';
import { account, incoming, NURSE, openRomeo, ROMEO, snapshot } from '../romeo-and-nurse';
import { someMessage } from '../../../support/records';

prepareWindow();

const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });

describe('a conversation', () => {
  it('names log and messages, marks what is unread, and tells main what was read', async () => {
    const { bridge } = await openRomeo();
    const log = screen.getByRole('log', { name: 'Conversation with Romeo' });
    expect(
      within(log)
        .getAllByRole('article')
        .map((article) => article.getAttribute('aria-label')),
    ).toEqual(['Romeo, 14:02', 'You, 14:02, delivered', 'Romeo, 14:02']);
    expect(within(log).getByText('New messages')).toBeVisible();
    await waitFor(() => expect(bridge.callsOf('messages.markRead')).toContainEqual({ account, with: ROMEO, upTo: 3 }));
    expect(bridge.callsOf('window.setOpenConversation').at(-1)).toEqual({ conversation: { account, with: ROMEO } });
  });

  it('shows a message as it is written where its sender asks for that', async () => {
    const { bridge } = await openRomeo();
    const messages = [
      someMessage({ key: 10, body: '*loud*' }),
      someMessage({ key: 11, body: '*as written*', unstyled: true }),
    ];
    bridge.announce('messagesAdded', { account, messages });
    expect((await screen.findByText('loud', { exact: false })).closest('strong')).not.toBeNull();
    expect(screen.getByText('*as written*').closest('strong')).toBeNull();
  });

  it('sends with Enter and breaks the line with Shift+Enter', async () => {
    const { bridge, user } = await openRomeo();
    await user.type(box(), 'one{Shift>}{Enter}{/Shift}two{Enter}');
    expect(bridge.callsOf('messages.send')).toEqual([{ account, with: ROMEO, body: 'one\ntwo' }]);
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(4));
    expect(box()).toHaveValue('');
    expect(bridge.callsOf('messages.setChatState')).toEqual([{ account, with: ROMEO, state: 'composing' }]);
    expect(bridge.callsOf('messages.setDraft').at(-1)?.draft).toBe('');
  });

  it('gives back what could not be sent', async () => {
    const { bridge, user } = await openRomeo();
    bridge.refuse('messages.send', { code: 'storage-failed' });
    await user.type(box(), 'precious{Enter}');
    expect(await screen.findByText('The message was not sent')).toBeVisible();
    expect(box()).toHaveValue('precious');
  });

  it('sends nothing but white space, and nothing too long', async () => {
    const { bridge, user } = await openRomeo();
    await user.type(box(), '  {Enter}');
    await user.clear(box());
    await user.click(box());
    await user.paste('x'.repeat(64 * 1024 + 1));
    await user.keyboard('{Enter}');
    expect(bridge.callsOf('messages.send')).toEqual([]);
    expect(screen.getByRole('alert')).toHaveTextContent('too long');
  });

  it('corrects the last own message with ↑, and Escape gives the box back', async () => {
    const { bridge, user } = await openRomeo();
    await user.click(box());
    await user.keyboard('{ArrowUp}');
    expect(box()).toHaveValue('Answer');
    await user.keyboard('{Escape}');
    expect(box()).toHaveValue('');
    await user.keyboard('{ArrowUp}!{Enter}');
    expect(bridge.callsOf('messages.correct')).toEqual([{ account, with: ROMEO, key: 2, body: 'Answer!' }]);
    expect(bridge.callsOf('messages.setDraft').every(({ draft }) => draft === '')).toBe(true);
    expect(await screen.findByRole('article', { name: 'You, 14:02, delivered, corrected' })).toBeVisible();
  });

  it('keeps the draft of each conversation', async () => {
    const { bridge, user } = await openRomeo();
    await user.type(box(), 'half a thou');
    await user.click(screen.getByRole('button', { name: /^Nurse/u }));
    await waitFor(() => expect(box()).toHaveValue(''));
    expect(bridge.callsOf('messages.setDraft').at(-1)).toEqual({ account, with: ROMEO, draft: 'half a thou' });
    await user.click(screen.getByRole('button', { name: /^Romeo/u }));
    await waitFor(() => expect(box()).toHaveValue('half a thou'));
  });

  it('offers the actions of a message by keyboard', async () => {
    const { bridge, user } = await openRomeo();
    screen.getAllByRole('article').at(-1)?.focus();
    await user.keyboard('{ArrowUp}{Enter}');
    const menu = await screen.findByRole('menu', { name: 'Message actions' });
    expect(
      within(menu)
        .getAllByRole('menuitem')
        .map((item) => item.textContent.trim()),
    ).toEqual(['Copy', 'Quote', 'Answer', 'React…', 'Correct', 'Path of this message', 'Take back…']);
    expect(within(menu).getByRole('menuitem', { name: 'Copy' })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(bridge.callsOf('desktop.copyText')).toEqual([{ text: 'Answer' }]);
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    expect(screen.getByRole('article', { name: 'You, 14:02, delivered' })).toHaveFocus();
    await user.keyboard('{Shift>}{F10}{/Shift}');
    await user.keyboard('{ArrowDown}{Enter}');
    expect(box()).toHaveValue('> Answer\n');
  });

  async function choose(user: Awaited<ReturnType<typeof openRomeo>>['user'], article: RegExp, item: string) {
    const [found] = screen.getAllByRole('article', { name: article });
    if (found === undefined) throw new Error('no such message');
    await user.hover(found);
    await user.click(within(found).getByRole('button', { name: 'Message actions' }));
    await user.click(await screen.findByRole('menuitem', { name: item }));
  }

  it('has the controls of a message where somebody points or the focus is, and nowhere else', async () => {
    const { user } = await openRomeo();
    const owners = () =>
      screen
        .getAllByRole('button', { name: 'Message actions' })
        .map((one) => one.closest('article')?.dataset['message']);
    expect(owners()).toEqual(['3']);
    const [first] = screen.getAllByRole('article');
    if (first === undefined) throw new Error('no message');
    await user.hover(first);
    expect(owners()).toEqual(['1', '3']);
    expect(within(first).getByText('hello').closest('[title]')).toHaveAttribute(
      'title',
      expect.stringContaining('2026'),
    );
    await user.hover(box());
    expect(owners()).toEqual(['3']);
    first.focus();
    await waitFor(() => expect(owners()).toEqual(['1']));
  });

  it('says why a message failed, and offers to try again and to delete it, with a way back', async () => {
    const failure = { code: 'refused-by-server', detail: 'service-unavailable' } as const;
    const replyTo = { key: 3, direction: 'in', text: 'news' } as const;
    const failed = someMessage({ key: 9, direction: 'out', body: 'Hear me', state: 'failed', failure, replyTo });
    const { bridge, user } = await startWindow(snapshot, [failed]);
    await user.click(screen.getByRole('button', { name: /^Romeo/u }));
    const article = await screen.findByRole('article', { name: 'You, 14:02, failed' });
    expect(article).toHaveTextContent('The message came back. Romeo cannot be reached there');
    await user.click(within(article).getByRole('button', { name: 'Try again' }));
    expect(bridge.callsOf('messages.retry')).toMatchObject([{ with: ROMEO, key: 9 }]);
    bridge.announce('messagesChanged', { account, messages: [failed] });
    await user.click(await within(article).findByRole('button', { name: 'Delete' }));
    expect(bridge.callsOf('messages.discard')).toMatchObject([{ with: ROMEO, key: 9 }]);
    await waitFor(() => expect(screen.queryByRole('article', { name: /failed/u })).toBeNull());
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(bridge.callsOf('messages.restore')).toMatchObject([{ with: ROMEO, key: 9 }]);
    expect(await screen.findByRole('article', { name: /^You, 14:02/u })).toHaveTextContent('Hear me');
  });

  it('says that a correction did not arrive, and offers to try again, not to delete the message', async () => {
    const refused = [{ what: 'correction', condition: 'service-unavailable' }] as const;
    const corrected = someMessage({ key: 9, direction: 'out', body: 'Hear me', correctedAt: 5, refused });
    const { bridge, user } = await startWindow(snapshot, [corrected]);
    await user.click(screen.getByRole('button', { name: /^Romeo/u }));
    const article = await screen.findByRole('article', { name: 'You, 14:02, delivered, correction failed' });
    expect(article).toHaveTextContent('The correction did not arrive. Romeo cannot be reached there');
    expect(within(article).queryByRole('button', { name: 'Delete' })).toBeNull();
    await user.click(within(article).getByRole('button', { name: 'Try again' }));
    expect(bridge.callsOf('messages.retry')).toMatchObject([{ with: ROMEO, key: 9 }]);
  });

  it('answers one message, says which, and lets go of it with Escape', async () => {
    const { bridge, user } = await openRomeo();
    await choose(user, /^Romeo, .*/u, 'Answer');
    expect(screen.getByText('Answering Romeo')).toBeVisible();
    await user.keyboard('{Escape}');
    expect(screen.queryByText('Answering Romeo')).toBeNull();
    await choose(user, /^Romeo, .*/u, 'Answer');
    await user.type(box(), 'Indeed{Enter}');
    expect(bridge.callsOf('messages.send')).toMatchObject([
      { with: ROMEO, body: 'Indeed', replyTo: expect.any(Number) },
    ]);
    expect(screen.queryByText('Answering Romeo')).toBeNull();
  });

  it('puts a reaction to a message and takes it off again', async () => {
    const { bridge, user } = await openRomeo();
    await choose(user, /^You, /u, 'React…');
    await user.click(await screen.findByRole('button', { name: '🎉' }));
    expect(bridge.callsOf('messages.react')).toMatchObject([{ key: 2, emojis: ['🎉'] }]);
    await user.click(await screen.findByRole('button', { name: '🎉, 1 person: You' }));
    expect(bridge.callsOf('messages.react').at(-1)).toMatchObject({ key: 2, emojis: [] });
  });

  it('acts on a message as it is when something is chosen, not as it was when its menu opened', async () => {
    const { bridge, user } = await openRomeo();
    await choose(user, /^You, /u, 'React…');
    const elsewhere = someMessage({
      key: 2,
      direction: 'out',
      body: 'Answer',
      reactions: [{ by: account, emojis: ['👍'] }],
    });
    bridge.announce('messagesChanged', { account, messages: [elsewhere] });
    const picker = await screen.findByRole('group', { name: 'Reactions' });
    await waitFor(() =>
      expect(within(picker).getByRole('button', { name: '👍' })).toHaveAttribute('aria-pressed', 'true'),
    );
    await user.click(within(picker).getByRole('button', { name: '❤️' }));
    expect(bridge.callsOf('messages.react').at(-1)?.emojis).toEqual(['👍', '❤️']);
  });

  it('asks before it takes a message back, and then shows that it is gone', async () => {
    const { bridge, user } = await openRomeo();
    await choose(user, /^You, /u, 'Take back…');
    expect(screen.getByRole('dialog', { name: 'Take this message back?' })).toHaveTextContent('Nobody can make them');
    await user.click(screen.getByRole('button', { name: 'Take back' }));
    expect(bridge.callsOf('messages.retract')).toMatchObject([{ key: 2 }]);
    expect(await screen.findByText('You took this message back.')).toBeVisible();
    expect(screen.getByRole('article', { name: 'You, 14:02, delivered, taken back' })).toBeVisible();
    expect(screen.queryByText('Answer')).toBeNull();
  });

  it('shows what a message answers, and where messages may be missing', async () => {
    const answer = someMessage({ key: 7, body: 'Because', replyTo: { key: 3, direction: 'out', text: 'Why?' } });
    const { bridge, user } = await startWindow(snapshot, [...incoming, answer]);
    await user.click(screen.getByRole('button', { name: /^Romeo/u }));
    expect(await screen.findByText('Answers your message: Why?')).toBeVisible();
    const missing = /^Messages may be missing here/u;
    expect(screen.queryByText(missing)).toBeNull();
    const [record] = snapshot.accounts;
    if (record === undefined) throw new Error('no account');
    bridge.announce('accountChanged', {
      account: { ...record.account, archiveGaps: [5], archiveProgress: { read: 400 } },
    });
    expect(await screen.findByText(missing)).toBeVisible();
    expect(screen.getByText('Reading missed messages: 400 so far')).toBeVisible();
    bridge.announce('accountChanged', { account: { ...record.account, archiveProgress: { read: 600, total: 1234 } } });
    expect(await screen.findByText('Reading missed messages: 600 of 1,234')).toBeVisible();
  });

  it('draws markup as text, and opens links through main alone', async () => {
    const hostile = someMessage({
      key: 9,
      body: '<img src=x onerror="window.pwned=1"> javascript:alert(1) https://user:pw@bank.example/ https://ok.example/x',
    });
    const { bridge, user } = await startWindow(snapshot, [hostile]);
    await user.click(screen.getByRole('button', { name: /^Romeo/u }));
    const article = await screen.findByRole('article');
    expect(article.querySelector('img')).toBeNull();
    // There is exactly one.
    const link = within(article).getByRole('link');
    expect(link).toHaveAttribute('href', 'https://ok.example/x');
    await user.click(link);
    expect(bridge.callsOf('desktop.openLink')).toEqual([{ url: 'https://ok.example/x' }]);
  });

  it('draws a bounded part of an endless message', async () => {
    const { user } = await startWindow(snapshot, [someMessage({ key: 9, body: 'x'.repeat(250_000) })]);
    await user.click(screen.getByRole('button', { name: /^Romeo/u }));
    const article = await screen.findByRole('article');
    expect(article.textContent.length).toBeLessThan(3200);
    await user.click(within(article).getByRole('button', { name: /Show more/u }));
    expect(article.textContent.length).toBeGreaterThan(10_000);
    expect(article.textContent.length).toBeLessThan(20_000);
  });

  it('asks the archive where nothing is stored, and only then says that there is nothing', async () => {
    const { bridge, user } = await startWindow(snapshot, incoming);
    bridge.answer('messages.latest', () => ({ messages: [], hasOlder: true }));
    let tell: (page: MessagePage) => void = () => undefined;
    bridge.answer('messages.older', () => new Promise((resolve) => (tell = resolve)));
    await user.click(screen.getByRole('button', { name: /^Nurse/u }));
    expect(await screen.findByText('Loading messages…')).toBeVisible();
    expect(screen.queryByText('No messages with Nurse yet')).toBeNull();
    tell({ messages: [], hasOlder: false });
    expect(await screen.findByText('No messages with Nurse yet')).toBeVisible();
  });

  it('does not say that there is nothing where the archive cannot be asked', async () => {
    const { bridge, user } = await startWindow(snapshot, incoming);
    bridge.olderElsewhere = true;
    await user.click(screen.getByRole('button', { name: /^Nurse/u }));
    expect(await screen.findByText('No messages with Nurse on this computer')).toBeVisible();
    expect(screen.queryByText('No messages with Nurse yet')).toBeNull();
  });

  it('says below the messages that newer ones could not be loaded, and does not claim to be at the end', async () => {
    const stored = Array.from({ length: 200 }, (_, at) => someMessage({ key: at + 1, with: ROMEO, body: `no ${at}` }));
    const { bridge, state, user } = await startWindow(snapshot, stored);
    for (const name of ['messages.latest', 'messages.newer'] as const) bridge.refuse(name, { code: 'storage-failed' });
    state.openMessage(account, someMessage({ key: 20, with: ROMEO }));
    await user.click(await screen.findByRole('button', { name: '1 new message' }));
    const told = await screen.findByRole('alert');
    expect(told).toHaveTextContent('Newer messages could not be loaded.');
    expect(screen.getByRole('button', { name: '1 new message' })).toBeVisible();
    bridge.refuse('messages.newer', undefined);
    await user.click(within(told).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(bridge.callsOf('messages.newer').at(-1)).toEqual({ account, with: ROMEO, after: 69 });
  });

  it('forgets where somebody was reading when another conversation is opened', async () => {
    const { bridge, state } = await openRomeo();
    state.tellPlace({ view: 'chats', reading: 2 });
    state.openConversation(account, NURSE);
    await screen.findByRole('log', { name: 'Conversation with Nurse' });
    expect(bridge.callsOf('window.setPlace').at(-1)).toEqual({ view: 'chats' });
  });

  it('says when the other side types', async () => {
    const { bridge } = await openRomeo();
    bridge.announce('chatStateChanged', { account, with: ROMEO, state: 'composing' });
    expect(await screen.findByText('Romeo is typing…', { selector: '[role=status]' })).toBeVisible();
  });
});
