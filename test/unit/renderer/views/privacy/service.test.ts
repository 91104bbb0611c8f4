import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { SERVICE, fact, someWorld } from '../../../../support/privacy-world';
import { someAccount, someAccountSnapshot } from '../../../../support/records';
import { prepareWindow } from '../../dom';
import { openPrivacy } from './privacy-window';

prepareWindow();

const account = `juliet@${SERVICE}`;

describe('the service', () => {
  it('says how one is connected, with acronyms under "Details" alone', async () => {
    await openPrivacy('Service');
    const connection = await screen.findByRole('region', { name: 'How you are connected' });
    expect(await within(connection).findByText(/The connection is encrypted \(TLS 1.3\)/u)).toBeVisible();
    expect(connection).toHaveTextContent('is good for 61 more days');
    expect(connection).toHaveTextContent('The service never saw your password in this sign-in.');
    expect(connection).toHaveTextContent('tied to this very connection');
    const mechanism = within(connection).getAllByText('SCRAM-SHA-256')[0];
    expect(mechanism?.closest('details')).not.toBeNull();
  });

  it.each([
    [{ passwordSent: true, serverProved: false }, 'Your password itself was sent to the service'],
    [{ passwordSent: true, serverProved: true }, 'Your password itself was sent to the service'],
    [{ passwordSent: false, serverProved: false }, 'the service did not prove that it knows it'],
  ])('does not claim more of the sign-in than was so: %j', async (change, words) => {
    const now = Date.now();
    const signIn = {
      mechanism: 'PLAIN',
      channelBinding: null,
      offered: ['PLAIN'],
      ...change,
    };
    const reports = [
      {
        probe: 'connection' as const,
        at: now,
        asked: [],
        facts: [fact('sign-in', signIn, 'measured', now)],
        unknown: [],
      },
    ];
    await openPrivacy('Service', someWorld(now, { reports }));
    const connection = await screen.findByRole('region', { name: 'How you are connected' });
    await waitFor(() => expect(connection).toHaveTextContent(words));
    expect(connection).not.toHaveTextContent('never saw your password');
    expect(connection).toHaveTextContent('not tied to this very connection');
  });

  it('lets one write to whom the service names, by the way that every link takes', async () => {
    const now = Date.now();
    const addresses = [
      { kind: 'abuse', address: 'mailto:abuse@jabber.example' },
      { kind: 'support', address: 'xmpp:help@jabber.example' },
      { kind: 'status', address: 'https://jabber.example/status' },
    ] as const;
    const facts = [fact('contact-addresses', { addresses }, 'service-says', now)];
    const reports = [{ probe: 'service-info' as const, at: now, asked: [], facts, unknown: [] }];
    const { bridge, user } = await openPrivacy('Service', someWorld(now, { reports }));
    bridge.answer('desktop.openLink', () => null);
    const runBy = await screen.findByRole('region', { name: 'Who runs it' });
    const buttons = ['Mail abuse@jabber.example', 'Write to help@jabber.example', 'Open https://jabber.example/status'];
    for (const name of buttons) await user.click(await within(runBy).findByRole('button', { name }));
    expect(bridge.callsOf('desktop.openLink')).toEqual(addresses.map(({ address }) => ({ url: address })));
  });

  it('says that it has more parts than were looked at', async () => {
    const now = Date.now();
    const parts = [{ jid: 'rooms.jabber.example', name: '', category: 'conference', type: 'text' }];
    const facts = [fact('components', { components: parts, more: true }, 'service-says', now)];
    const reports = [{ probe: 'components' as const, at: now, asked: [], facts, unknown: [] }];
    await openPrivacy('Service', someWorld(now, { reports }));
    expect(await screen.findByText(/^The service has more parts than were looked at\. Here is one:/u)).toBeVisible();
    expect(screen.queryByText(/The service has 1 further part/u)).toBeNull();
  });

  it('warns of a certificate near its end', async () => {
    const now = Date.now();
    const certificate = {
      subject: 'CN=x',
      issuer: 'Authority',
      names: [SERVICE],
      validTo: now + 3 * 86_400_000,
      daysLeft: 3,
      fingerprint: 'AB',
    };
    const reports = [
      {
        probe: 'connection' as const,
        at: now,
        asked: [],
        facts: [fact('certificate', certificate, 'measured', now)],
        unknown: [],
      },
    ];
    await openPrivacy('Service', someWorld(now, { reports }));
    expect(await screen.findByText(/The certificate ends in 3 days/u)).toBeVisible();
  });

  it('looks again when there is a connection', async () => {
    const { bridge } = await openPrivacy('Service', someWorld(), {
      accounts: [someAccountSnapshot({ account: someAccount({ connection: { state: 'offline', why: 'chosen' } }) })],
    });
    expect(await screen.findByText(/What stands here was seen earlier/u)).toBeVisible();
    bridge.announce('accountChanged', { account: someAccount() });
    await waitFor(() => expect(bridge.callsOf('privacy.look').at(-1)).toMatchObject({ refresh: true }));
  });

  it('keeps what the service wrote apart from chats, and marks a change of its policy', async () => {
    const { bridge, user } = await openPrivacy('Service', someWorld(), {
      accounts: [someAccountSnapshot({ unreadNotices: 1 })],
    });
    expect(screen.getByTitle('1 new notice from your service')).toBeVisible();
    const notices = await screen.findByRole('region', { name: `What ${SERVICE} wrote to you` });
    const articles = await within(notices).findAllByRole('article');
    expect(articles).toHaveLength(2);
    expect(articles[0]).toHaveTextContent('changes its policy');
    await user.click(within(notices).getByRole('button', { name: 'Mark all as read' }));
    expect(bridge.callsOf('privacy.markNoticesRead')).toEqual([{ account, upTo: 2 }]);
    bridge.announce('serviceNoticesChanged', { account, unread: 0 });
    await waitFor(() => expect(screen.queryByTitle('1 new notice from your service')).toBeNull());
    await user.click(within(notices).getByRole('button', { name: 'See the policy' }));
    expect(screen.getByRole('tab', { name: 'Policy' })).toHaveAttribute('aria-selected', 'true');
  });

  it('stays where it was left', async () => {
    const { user } = await openPrivacy('This app');
    await user.click(screen.getByRole('button', { name: 'Chats' }));
    await user.click(screen.getByRole('button', { name: 'Privacy' }));
    expect(await screen.findByRole('tab', { name: 'This app' })).toHaveAttribute('aria-selected', 'true');
  });

  it('goes from tab to tab by the arrow keys', async () => {
    const { user } = await openPrivacy('Service');
    screen.getByRole('tab', { name: 'Service' }).focus();
    await user.keyboard('{ArrowRight}');
    expect(screen.getByRole('tab', { name: 'Policy' })).toHaveAttribute('aria-selected', 'true');
    await user.keyboard('{End}');
    expect(screen.getByRole('tab', { name: 'Leaving' })).toHaveAttribute('aria-selected', 'true');
  });
});
