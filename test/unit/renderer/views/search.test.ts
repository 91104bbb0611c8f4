import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { prepareWindow, startWindow } from '../dom';
import { someAccountSnapshot, someContact, someMessage, someSnapshot } from '../../../support/records';

prepareWindow();

const ROMEO = 'romeo@example.net';
const NURSE = 'nurse@example.net';
const account = 'juliet@jabber.example';
const snapshot = someSnapshot({
  accounts: [
    someAccountSnapshot({ contacts: [someContact(), someContact({ jid: NURSE, name: 'Nurse', resources: [] })] }),
  ],
});
const talk = [
  ...Array.from({ length: 120 }, (_, at) => someMessage({ key: at + 1, body: at === 9 ? 'the lark' : 'and so on' })),
  someMessage({ key: 200, with: NURSE, direction: 'out', body: 'A lark, madam' }),
];
const panel = () => screen.getByRole('search', { name: 'Search messages' });
const hits = () => within(panel()).getByRole('list', { name: 'Messages found' });

describe('search', () => {
  it('opens everywhere with Ctrl+Shift+F, shows who, when and where the word is, and closes with Escape', async () => {
    const { user } = await startWindow(snapshot, talk);
    await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}');
    expect(await screen.findByRole('searchbox', { name: 'Find in messages' })).toHaveFocus();
    expect(panel()).toHaveTextContent('Find what was written');
    await user.keyboard('lark');
    await within(panel()).findByText('2 messages found');
    const [first, second] = within(hits()).getAllByRole('button');
    expect(first).toHaveTextContent(/You to Nurse .*14:02 A lark, madam/u);
    expect(second).toHaveTextContent(/Romeo .*14:02 the lark/u);
    expect([...hits().querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['lark', 'lark']);
    await user.keyboard('{ArrowDown}');
    expect(first).toHaveFocus();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('search')).toBeNull());
  });

  it('opens a hit with what stands around it, and the newest message on the way back', async () => {
    const { user, state } = await startWindow(snapshot, talk);
    await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}');
    await user.type(await screen.findByRole('searchbox', { name: 'Find in messages' }), 'the lark{Enter}');
    await within(panel()).findByText('1 message found');
    await user.click(within(hits()).getByRole('button'));
    await waitFor(() => expect(document.activeElement).toHaveAttribute('data-message', '10'));
    expect(within(hits()).getByRole('button')).toHaveAttribute('aria-current', 'true');
    const keys = state.open?.messages.map((message) => message.key) ?? [];
    expect([keys[0], keys.at(-1), state.open?.hasNewer]).toEqual([1, 59, true]);
    await state.open?.loadNewest();
    expect(state.open?.newest?.key).toBe(120);
  });

  it('tells of what comes while the newest messages are not in memory', async () => {
    const { bridge, user, state } = await startWindow(snapshot, talk);
    await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}');
    await user.type(await screen.findByRole('searchbox', { name: 'Find in messages' }), 'the lark{Enter}');
    await within(panel()).findByText('1 message found');
    await user.click(within(hits()).getByRole('button'));
    await waitFor(() => expect(document.activeElement).toHaveAttribute('data-message', '10'));
    expect(await screen.findByRole('button', { name: 'Go to the newest message' })).toBeVisible();
    const news = someMessage({ key: 121, body: 'are you there?' });
    bridge.announce('messagesAdded', { account, messages: [news] });
    bridge.announce('conversationsChanged', {
      account,
      conversations: [{ with: ROMEO, unread: 1, readUpTo: 120, draft: '', lastMessage: news }],
    });
    expect(await screen.findByRole('button', { name: '1 new message' })).toBeVisible();
    expect(state.open?.newest?.key).toBe(59);
  });

  it('looks in one conversation with Ctrl+F, and between two days', async () => {
    const { bridge, user } = await startWindow(snapshot, talk);
    await user.click(screen.getByRole('button', { name: /^Romeo/u }));
    await screen.findAllByRole('article');
    await user.keyboard('{Control>}f{/Control}');
    await user.type(await screen.findByRole('searchbox', { name: 'Find in messages' }), 'lark');
    await within(panel()).findByText('1 message found');
    const days = [new Date(2026, 2, 3).getTime(), new Date(2026, 2, 4).getTime()];
    await user.type(within(panel()).getByLabelText('From'), '2026-03-03');
    await user.type(within(panel()).getByLabelText('Until'), '2026-03-03');
    await waitFor(() =>
      expect(bridge.callsOf('messages.search').at(-1)).toEqual({
        account,
        text: 'lark',
        with: ROMEO,
        from: days[0],
        until: days[1],
      }),
    );
    await user.selectOptions(within(panel()).getByRole('combobox', { name: 'Where' }), 'All conversations');
    await within(panel()).findByText('2 messages found');
  });

  it('looks in the conversation with anybody there are messages with, listed by name', async () => {
    const other = 'romeo@verona.example';
    const people = [NURSE, ROMEO, other, 'tybalt@example.net'].map((jid, at) => ({
      ...{ with: jid, unread: 0, readUpTo: 0, draft: at === 3 ? 'begun' : '' },
      ...(at < 3 && { lastMessage: someMessage({ key: 300 + at, with: jid }) }),
    }));
    const contacts = [
      someContact({ jid: ROMEO, name: 'Romeo' }),
      someContact({ jid: other, name: 'Romeo' }),
      someContact({ jid: NURSE, name: 'Nurse' }),
    ];
    const many = someSnapshot({ accounts: [someAccountSnapshot({ contacts, conversations: people })] });
    const { bridge, user } = await startWindow(many, talk);
    await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}');
    await user.type(await screen.findByRole('searchbox', { name: 'Find in messages' }), 'lark');
    const where = within(panel()).getByRole('combobox', { name: 'Where' });
    expect(
      within(where)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual(['All conversations', 'Nurse', `Romeo (${ROMEO})`, `Romeo (${other})`]);
    await user.selectOptions(where, 'Nurse');
    await within(panel()).findByText('1 message found');
    expect(bridge.callsOf('messages.search').at(-1)).toMatchObject({ with: NURSE });
  });

  it('says when nothing was found, and what can be found', async () => {
    const { user } = await startWindow(snapshot, talk);
    await user.type(screen.getByRole('searchbox', { name: 'Find a contact or message' }), 'nightingale');
    await user.click(screen.getByRole('button', { name: 'Find “nightingale” in messages' }));
    await within(await screen.findByRole('search')).findByText('No message found');
    expect(screen.getByRole('searchbox', { name: 'Find in messages' })).toHaveValue('nightingale');
  });

  it('shows nothing that was deleted meanwhile', async () => {
    const { bridge, user } = await startWindow(snapshot, talk);
    await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}');
    await user.type(await screen.findByRole('searchbox', { name: 'Find in messages' }), 'lark');
    await within(panel()).findByText('2 messages found');
    bridge.announce('messagesRemoved', { account, with: NURSE, keys: [200] });
    await within(panel()).findByText('1 message found');
    expect(within(hits()).getByRole('button')).toHaveTextContent('the lark');
  });

  it('shows nothing that was taken back meanwhile, and what was corrected as it reads now', async () => {
    const { bridge, user } = await startWindow(snapshot, talk);
    await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}');
    await user.type(await screen.findByRole('searchbox', { name: 'Find in messages' }), 'lark');
    await within(panel()).findByText('2 messages found');
    await bridge.invoke('messages.correct', { account, with: NURSE, key: 200, body: 'No lark, nurse' });
    await waitFor(() => expect(hits()).toHaveTextContent('No lark, nurse'));
    await bridge.invoke('messages.retract', { account, with: NURSE, key: 200 });
    await within(panel()).findByText('1 message found');
    expect(within(hits()).getByRole('button')).toHaveTextContent('the lark');
  });

  it('says why it failed', async () => {
    const { bridge, user } = await startWindow(snapshot, talk);
    bridge.refuse('messages.search', { code: 'storage-failed' });
    await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}');
    await user.type(await screen.findByRole('searchbox', { name: 'Find in messages' }), 'lark');
    expect(await within(panel()).findByRole('alert')).toHaveTextContent('cannot use its files');
  });
});

describe('the menu of a conversation', () => {
  async function menuOf(name: RegExp) {
    const started = await startWindow(snapshot, talk);
    await started.user.click(screen.getByRole('button', { name }));
    await screen.findAllByRole('article');
    await started.user.click(screen.getByRole('button', { name: 'More for this conversation' }));
    return started;
  }

  it('saves it, and says where or why not', async () => {
    const { bridge, user } = await menuOf(/^Romeo/u);
    await user.click(screen.getByRole('menuitem', { name: 'Save as web page…' }));
    expect(bridge.callsOf('desktop.exportConversation')).toEqual([{ account, with: ROMEO, format: 'html' }]);
    expect(await screen.findByText('Saved as Conversation.html')).toBeVisible();
    bridge.refuse('desktop.exportConversation', { code: 'export-failed', detail: 'ENOSPC' });
    await user.click(screen.getByRole('button', { name: 'More for this conversation' }));
    await user.click(screen.getByRole('menuitem', { name: 'Save as text…' }));
    expect(await screen.findByText(/could not be written\. The reason: there is no room left/u)).toBeVisible();
  });

  it('shows how far the saving is while it takes long, and can stop it', async () => {
    const { bridge, user } = await menuOf(/^Romeo/u);
    const told = { account, with: ROMEO } as const;
    bridge.announce('exportProgressed', { ...told, progress: { written: 1200, of: 5000 } });
    const dialog = await screen.findByRole('dialog', { name: 'Saving the conversation with Romeo' });
    expect(within(dialog).getByRole('status')).toHaveTextContent('1,200 of 5,000 messages');
    expect(within(dialog).getByRole('progressbar')).toHaveAttribute('value', '1200');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(bridge.callsOf('messages.cancelExport')).toEqual([told]);
    bridge.announce('exportProgressed', told);
    await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
    bridge.announce('exportProgressed', { account, with: 'nurse@capulet.example', progress: { written: 1, of: 2 } });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('deletes it here after a question that says what stays elsewhere', async () => {
    const { bridge, user, state } = await menuOf(/^Romeo/u);
    await user.click(screen.getByRole('menuitem', { name: 'Delete conversation…' }));
    const dialog = screen.getByRole('dialog', { name: 'Delete the conversation with Romeo?' });
    expect(dialog).toHaveTextContent('The archive of jabber.example keeps its copy');
    expect(within(dialog).getByRole('button', { name: 'Cancel' })).toHaveFocus();
    await user.click(within(dialog).getByRole('button', { name: 'Delete here' }));
    expect(bridge.callsOf('messages.deleteConversation')).toEqual([{ account, with: ROMEO }]);
    await waitFor(() => expect(screen.queryByRole('log')).toBeNull());
    expect(state.current?.conversations.get(ROMEO)?.lastMessage).toBeUndefined();
    await waitFor(() => expect(screen.getByRole('searchbox', { name: 'Find a contact or message' })).toHaveFocus());
  });
});
