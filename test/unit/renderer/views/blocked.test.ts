import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { someAccount, someAccountSnapshot, someContact, someSnapshot } from '../../../support/records';
import { someWorld } from '../../../support/privacy-world';
import { someRow } from '../../../support/some-rows';
import { openSettings, prepareWindow, startWindow } from '../dom';
import { openPrivacy } from './privacy/privacy-window';

prepareWindow();

const account = 'juliet@jabber.example';
const romeo = someContact({ jid: 'romeo@jabber.example', name: 'Romeo' });

async function openBlocked(change: Parameters<typeof someAccountSnapshot>[0]) {
  const started = await startWindow(someSnapshot({ accounts: [someAccountSnapshot(change)] }));
  await openSettings(started.user, 'Blocked people');
  return started;
}

const list = (): HTMLElement => screen.getByRole('list', { name: 'Blocked people' });
const names = (): (string | null)[] =>
  within(list())
    .getAllByRole('listitem')
    .map((item) => item.getAttribute('aria-label'));

describe('who is blocked', () => {
  it('is listed, contact or not, and let in again one by one, with a way back', async () => {
    const blocked = ['romeo@jabber.example', 'spam.example', 'tybalt@capulet.example/phone'];
    const { bridge, user } = await openBlocked({ contacts: [romeo], blocked });
    expect(names()).toEqual(['Romeo', 'spam.example', 'tybalt@capulet.example/phone']);

    within(list()).getByRole('button', { name: 'Unblock tybalt@capulet.example/phone' }).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(names()).toEqual(['Romeo', 'spam.example']));
    expect(bridge.callsOf('contacts.unblock')).toEqual([{ account, with: 'tybalt@capulet.example/phone' }]);
    await waitFor(() => expect(within(list()).getByRole('button', { name: 'Unblock spam.example' })).toHaveFocus());

    expect(screen.getByText('tybalt@capulet.example/phone is no longer blocked.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(names()).toHaveLength(3));
  });

  it('keeps the focus on the page when the last one goes', async () => {
    const { user } = await openBlocked({ blocked: ['tybalt@capulet.example'] });
    await user.click(within(list()).getByRole('button', { name: 'Unblock tybalt@capulet.example' }));
    const empty = await screen.findByText('Nobody is blocked');
    await waitFor(() => expect(empty.closest('[tabindex="-1"]')).toHaveFocus());
  });

  it('says why it can’t be changed', async () => {
    const { bridge, user } = await openBlocked({ blocked: ['tybalt@capulet.example'] });
    bridge.refuse('contacts.unblock', { code: 'timeout' });
    await user.click(within(list()).getByRole('button', { name: 'Unblock tybalt@capulet.example' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('jabber.example');
    expect(names()).toEqual(['tybalt@capulet.example']);
  });

  it('cannot be changed offline', async () => {
    await openBlocked({
      account: someAccount({ connection: { state: 'offline', why: 'chosen' } }),
      blocked: ['tybalt@capulet.example'],
    });
    expect(within(list()).getByRole('button', { name: 'Unblock tybalt@capulet.example' })).toBeDisabled();
  });

  it('is nobody where the service has no blocking', async () => {
    await openBlocked({
      account: someAccount({
        supports: { carbons: true, blocking: false, preApproval: true, rosterVersioning: true, archive: true },
      }),
    });
    expect(screen.getByText('Your service does not support blocking.')).toBeVisible();
  });

  it('is not said to be nobody while the service has not told', async () => {
    const { bridge } = await openBlocked({ account: someAccount({ blockListKnown: false }) });
    expect(screen.getByText('jabber.example has not told so far whom you block.')).toBeVisible();
    expect(screen.queryByText('Nobody is blocked')).toBeNull();
    bridge.announce('accountChanged', { account: someAccount() });
    expect(await screen.findByText('Nobody is blocked')).toBeVisible();
  });

  it('is where the row of the service’s list leads', async () => {
    const now = Date.now();
    const actions = { view: true, audience: [] };
    const rows = [someRow({ id: 'block-list', kind: 'block-list', count: 1, actions }, now)];
    const { user } = await openPrivacy('On the server', someWorld(now, { rows }));
    const row = await screen.findByRole('row', { name: 'Block list' });
    await user.click(within(row).getByRole('button', { name: 'Unblock people' }));
    expect(await screen.findByRole('tab', { name: 'Blocked people' })).toHaveAttribute('aria-selected', 'true');
  });
});

it('blocks who asks, with a way back', async () => {
  const request = { from: 'tybalt@capulet.example', text: '', at: 1 };
  const { bridge, user } = await startWindow(
    someSnapshot({ accounts: [someAccountSnapshot({ subscriptionRequests: [request] })] }),
  );
  await user.click(screen.getByText('1 person asks to see when you are online'));
  await user.click(screen.getByRole('button', { name: /Block.*tybalt/u }));
  expect(await screen.findByText('tybalt@capulet.example is blocked.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() =>
    expect(bridge.callsOf('contacts.unblock')).toEqual([{ account, with: 'tybalt@capulet.example' }]),
  );
});
