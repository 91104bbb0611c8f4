import { screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareWindow, startWindow } from '../../dom';
import { someAccountSnapshot, someMessage, someSnapshot } from '../../../../support/records';

prepareWindow();
beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});

const ROMEO = 'romeo@example.net';
const message = someMessage({ key: 3, body: 'news' });
const snapshot = someSnapshot({
  accounts: [
    someAccountSnapshot({
      conversations: [{ with: ROMEO, unread: 0, readUpTo: 3, draft: '', lastMessage: message }],
    }),
  ],
  lastView: { account: 'juliet@jabber.example', with: ROMEO },
});

async function start() {
  const started = await startWindow(snapshot, [message]);
  await screen.findByRole('article');
  return started;
}

describe('all emojis', () => {
  it('are put where the cursor is, found by name, by keyboard alone', async () => {
    const { user } = await start();
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
    await user.type(box, 'Good night');
    box.setSelectionRange(4, 4);
    await user.tab();
    expect(screen.getByRole('button', { name: 'Insert an emoji' })).toHaveFocus();
    await user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Emojis' });
    expect(within(dialog).getByRole('searchbox', { name: 'Find an emoji' })).toHaveFocus();
    await within(dialog).findByRole('button', { name: 'grinning face' });
    await user.keyboard('party popper{Enter}');
    await waitFor(() => expect(box).toHaveValue('Good🎉 night'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(box).toHaveFocus();
  });

  it('are shown by kind, and say when nothing has such a name', async () => {
    const { user } = await start();
    await user.click(screen.getByRole('button', { name: 'Insert an emoji' }));
    const dialog = await screen.findByRole('dialog', { name: 'Emojis' });
    await within(dialog).findByRole('button', { name: 'grinning face' });
    await user.click(within(dialog).getByRole('tab', { name: 'Food and drink' }));
    expect(within(dialog).getByRole('tabpanel', { name: 'Food and drink' })).toBeVisible();
    expect(within(dialog).getByRole('button', { name: 'pizza' })).toBeVisible();
    await user.type(within(dialog).getByRole('searchbox'), 'nightingale');
    expect(within(dialog).getByText(/^No emoji with “nightingale”/u)).toBeVisible();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('can all be put to a message', async () => {
    const { bridge, user } = await start();
    await user.click(screen.getByRole('button', { name: 'Message actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'React…' }));
    await user.click(await screen.findByRole('button', { name: 'More emojis…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Emojis' });
    await user.click(await within(dialog).findByRole('button', { name: 'grinning face' }));
    expect(bridge.callsOf('messages.react')).toMatchObject([{ with: ROMEO, key: 3, emojis: ['😀'] }]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
