import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { inhabit } from '../../../support/privacy-bridge';
import { someWorld } from '../../../support/privacy-world';
import { someAccountSnapshot, someContact, someMessage, someSnapshot } from '../../../support/records';
import { prepareWindow, startWindow, type Started } from '../dom';
import '../../../../renderer/views/path/PathDialog.svelte';

prepareWindow();

const account = 'juliet@jabber.example';
const ROMEO = 'romeo@example.net';

async function openChat(resources = someContact().resources): Promise<Started> {
  const started = await startWindow(
    someSnapshot({
      accounts: [someAccountSnapshot({ contacts: [someContact({ resources })] })],
      lastView: { account, with: ROMEO },
    }),
    [someMessage({ key: 7, direction: 'out', body: 'Half past.' })],
  );
  inhabit(started.bridge, someWorld());
  await screen.findByRole('article');
  return started;
}

describe('the path of a message', () => {
  it('opens from the head of a conversation, station by station', async () => {
    const { bridge, user } = await openChat();
    const head = screen.getByRole('region', { name: 'About this conversation' });
    await user.click(within(head).getByRole('button', { name: 'Path of this message' }));
    const dialog = await screen.findByRole('dialog', { name: 'Path of this message' });
    expect(await within(dialog).findByRole('heading', { name: 'Between the two services' })).toBeVisible();
    expect(
      within(dialog)
        .getAllByRole('heading', { level: 3 })
        .map((heading) => heading.textContent),
    ).toEqual([
      'This computer',
      'Your connection',
      'Your service, jabber.example',
      'Between the two services',
      'The other service, montague.example',
      'Devices of Romeo',
      'The whole way',
    ]);
    expect(dialog).toHaveTextContent('This is a link that we cannot see.');
    expect(dialog).toHaveTextContent('It is not encrypted from end to end.');
    expect(bridge.callsOf('privacy.path')).toEqual([{ account, with: ROMEO }]);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(within(head).getByRole('button', { name: 'Path of this message' })).toHaveFocus();
  });

  it('opens from a message and from its menu', async () => {
    const { bridge, user } = await openChat();
    const article = screen.getByRole('article');
    await user.click(within(article).getByRole('button', { name: 'Path of this message' }));
    expect(await screen.findByRole('dialog', { name: 'Path of this message' })).toBeVisible();
    await user.keyboard('{Escape}');
    await user.click(within(article).getByRole('button', { name: 'Message actions' }));
    await user.click(screen.getByRole('menuitem', { name: 'Path of this message' }));
    expect(await screen.findByRole('dialog', { name: 'Path of this message' })).toBeVisible();
    expect(bridge.callsOf('privacy.path')).toEqual([
      { account, with: ROMEO, key: 7 },
      { account, with: ROMEO, key: 7 },
    ]);
  });

  it('says why it is not known', async () => {
    const { bridge, user } = await openChat();
    bridge.refuse('privacy.path', { code: 'unexpected' });
    await user.click(within(screen.getByRole('article')).getByRole('button', { name: 'Path of this message' }));
    expect(await screen.findByRole('alert')).toBeVisible();
  });
});

describe('before something is sent to somebody who is offline', () => {
  it('one line says where it waits', async () => {
    const { bridge, user } = await openChat([]);
    bridge.answer('privacy.beforeSending', () => ({
      key: 'waits-at-service',
      data: { service: 'jabber.example', encrypted: false },
      mark: 'policy-says',
      seenAt: 0,
    }));
    const composer = screen.getByRole('form', { name: 'Write a message' });
    expect(bridge.callsOf('privacy.beforeSending')).toEqual([]);
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'Good night');
    expect(
      await within(composer).findByText('Romeo is offline. What you send will wait on jabber.example, unencrypted.'),
    ).toBeVisible();
    expect(within(composer).getByText('policy says')).toBeVisible();
    expect(bridge.callsOf('privacy.beforeSending')).toHaveLength(1);
    bridge.announce('contactsChanged', { account, changed: [someContact()], removed: [] });
    await waitFor(() => expect(composer).not.toHaveTextContent('Romeo is offline'));
  });

  it('says of another service that nobody can know', async () => {
    const { bridge, user } = await openChat([]);
    bridge.answer('privacy.beforeSending', () => ({
      key: 'may-wait-at-service',
      data: { service: 'example.net' },
      mark: 'not-checkable',
      seenAt: 0,
    }));
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'x');
    expect(await screen.findByText('Romeo is offline. What you send may wait on example.net.')).toBeVisible();
  });

  it('nothing is asked or said while they are online', async () => {
    const { bridge, user } = await openChat();
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'x');
    expect(bridge.callsOf('privacy.beforeSending')).toEqual([]);
  });
});
