import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { SERVICE, somePack, someSummary, someWorld } from '../../../../support/privacy-world';
import { someAccount, someAccountSnapshot } from '../../../../support/records';
import { prepareWindow } from '../../dom';
import { openPrivacy } from './privacy-window';

prepareWindow();

describe('the policy', () => {
  it('lists first where practice differs, and leads to where that is changed', async () => {
    const { user } = await openPrivacy('Policy');
    const first = await screen.findByRole('region', { name: '1 thing differs from the policy' });
    expect(first).toHaveTextContent('Private messages.');
    expect(first).toHaveTextContent('holds 214 messages of yours');
    expect(within(first).getByText('measured')).toBeVisible();
    await user.click(within(first).getByRole('button', { name: 'Change what is kept' }));
    expect(screen.getByRole('tab', { name: 'On the server' })).toHaveAttribute('aria-selected', 'true');
    const archive = await screen.findByRole('row', { name: 'Message archive' });
    await expect.poll(() => archive.contains(document.activeElement)).toBe(true);
  });

  it('has a region for each section with its four groups', async () => {
    await openPrivacy('Policy');
    const section = await screen.findByRole('region', { name: 'Passwords' });
    const group = (name: string): HTMLElement => within(section).getByRole('group', { name });
    expect(group('What the policy says')).toHaveTextContent('stored readable');
    expect(within(group('What the policy says')).getByText('policy says')).toBeVisible();
    expect(group('What that means for you')).toHaveTextContent('nowhere else');
    const now = group('Right now');
    expect(await within(now).findByText(/never saw your password/u)).toBeVisible();
    expect(now).toHaveTextContent('How the service stores your password today');
    expect(within(now).getAllByText('measured')).toHaveLength(4);
    expect(within(now).getAllByText('not checkable')).toHaveLength(1);
    expect(within(group('Change it')).getByRole('button', { name: 'Make a new password' })).toBeVisible();
  });

  it('marks what differs where it stands', async () => {
    await openPrivacy('Policy');
    const now = within(await screen.findByRole('region', { name: 'Private messages' })).getByRole('group', {
      name: 'Right now',
    });
    expect(await within(now).findByText('Differs:')).toBeVisible();
  });

  it('looks when it is shown and not before, and again when asked', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    expect(bridge.callsOf('privacy.findings')).toEqual([]);
    await user.click(screen.getByRole('tab', { name: 'Policy' }));
    await screen.findByRole('region', { name: 'Passwords' });
    const account = `juliet@${SERVICE}`;
    expect(bridge.callsOf('privacy.findings')).toEqual([{ account, refresh: false }]);
    await user.click(await screen.findByRole('button', { name: 'Refresh' }));
    expect(bridge.callsOf('privacy.findings').at(-1)).toEqual({ account, refresh: true });
  });

  it('looks again when there is a connection', async () => {
    const { bridge } = await openPrivacy('Policy', someWorld(), {
      accounts: [someAccountSnapshot({ account: someAccount({ connection: { state: 'offline', why: 'chosen' } }) })],
    });
    await screen.findByRole('region', { name: 'Passwords' });
    bridge.announce('accountChanged', { account: someAccount() });
    await expect.poll(() => bridge.callsOf('privacy.findings').at(-1)?.refresh).toBe(true);
  });

  it('shows how far it is, and stops when told', async () => {
    const { bridge, user } = await openPrivacy('Leaving');
    let finish: (value: []) => void = () => undefined;
    bridge.answer('privacy.findings', () => new Promise<[]>((resolve) => (finish = resolve)));
    await user.click(screen.getByRole('tab', { name: 'Policy' }));
    expect(await screen.findByText('Looked at 0 of 3')).toBeVisible();
    const [report] = someWorld().reports;
    if (report === undefined) throw new Error('The world has reports.');
    bridge.announce('probeReported', { account: `juliet@${SERVICE}`, report });
    expect(await screen.findByText('Looked at 1 of 3')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(bridge.callsOf('privacy.stopLooking')).toHaveLength(1);
    finish([]);
    expect(await screen.findByRole('button', { name: 'Refresh' })).toBeVisible();
  });

  it('says that it could not find something out, and why, and nothing else in its place', async () => {
    const world = someWorld();
    await openPrivacy('Policy', {
      ...world,
      reports: [
        {
          probe: 'contact-list',
          at: world.now,
          asked: [{ of: SERVICE, what: 'jabber:iq:roster' }],
          facts: [],
          unknown: [{ what: 'contact-list', why: 'timeout' }],
        },
      ],
    });
    const now = within(await screen.findByRole('region', { name: 'What is stored' })).getByRole('group', {
      name: 'Right now',
    });
    expect(
      await within(now).findByText(
        'Couldn’t find out what is in your contact list there. The service did not answer in time.',
      ),
    ).toBeVisible();
    expect(within(now).queryByText('measured')).toBeNull();
  });

  it('is told apart where the user added it, and can be taken away', async () => {
    const { bridge, user } = await openPrivacy(
      'Policy',
      someWorld(Date.now(), {
        page: {
          packs: [someSummary, { ...someSummary, id: 'mine', title: 'My own', origin: 'added' }],
          shown: { ...someSummary, id: 'mine', title: 'My own', origin: 'added' },
          pack: { ...somePack, id: 'mine', title: 'My own' },
          changes: [],
        },
      }),
    );
    expect(await screen.findByText('added by you')).toBeVisible();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Policy' }), 'Policy of jabber.example');
    expect(bridge.callsOf('privacy.policy').at(-1)).toMatchObject({ pack: SERVICE });
    await user.click(screen.getByRole('button', { name: 'Take this policy away' }));
    expect(bridge.callsOf('privacy.removePack')).toEqual([{ pack: 'mine' }]);
  });

  it('is added from a file; one that does not fit is refused with the place', async () => {
    const { bridge, user } = await openPrivacy('Policy');
    bridge.refuse('desktop.addPolicyPack', { code: 'pack-invalid', detail: 'sections.0.title' });
    await user.click(await screen.findByRole('button', { name: 'Add a policy from a file…' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('sections.0.title');
    bridge.refuse('desktop.addPolicyPack', undefined);
    bridge.answer('desktop.addPolicyPack', () => ({ ...someSummary, id: 'new', origin: 'added' }));
    await user.click(screen.getByRole('button', { name: 'Add a policy from a file…' }));
    expect(await screen.findByText('The policy was added.')).toBeVisible();
    expect(bridge.callsOf('privacy.policy').at(-1)).toMatchObject({ pack: 'new' });
  });

  it('says what changed since it was read, and when a coming one takes effect', async () => {
    const { bridge, user } = await openPrivacy(
      'Policy',
      someWorld(Date.now(), {
        page: {
          packs: [someSummary],
          shown: { ...someSummary, hash: 'b'.repeat(64) },
          pack: { ...somePack, effectiveOn: '2027-01-01' },
          lastRead: { at: Date.UTC(2026, 5, 1), hash: someSummary.hash },
          changes: [
            {
              kind: 'changed',
              clause: '4.stored',
              section: 'Passwords',
              before: { says: 'Stored hashed.', means: 'Fine.' },
              after: { says: 'Stored readable.', means: 'Use it nowhere else.' },
            },
          ],
          daysUntilEffect: 12,
        },
      }),
    );
    expect(await screen.findByText('This policy takes effect in 12 days, on 1 January 2027.')).toBeVisible();
    expect(screen.getByText('1 change since you last read it')).toBeVisible();
    expect(screen.getByText('Stored hashed.')).toBeVisible();
    expect(screen.getByText('Changed in “Passwords”')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Mark as read' }));
    expect(bridge.callsOf('privacy.markPolicyRead')).toHaveLength(1);
  });

  it('does without one', async () => {
    await openPrivacy(
      'Policy',
      someWorld(Date.now(), {
        page: {
          packs: [{ ...someSummary, origin: 'neutral' }],
          shown: { ...someSummary, origin: 'neutral' },
          pack: {
            ...somePack,
            contacts: [],
            sections: [
              {
                number: '',
                title: 'Contacts',
                clauses: [
                  {
                    id: 'contacts',
                    means: 'See who.',
                    probes: ['contact-list'],
                    checks: [],
                    controls: ['contact-list'],
                  },
                ],
              },
            ],
          },
          changes: [],
        },
        findings: [],
      }),
    );
    expect(await screen.findByText(/Candor knows no policy of jabber.example/u)).toBeVisible();
    const section = screen.getByRole('region', { name: 'Contacts' });
    expect(section).toHaveTextContent('Nothing is known of what the service says here.');
    expect(within(section).queryByText('policy says')).toBeNull();
    expect(await within(section).findByText(/holds 9 people/u)).toBeVisible();
  });

  it('asks the web site only when told to', async () => {
    const { bridge, user } = await openPrivacy('Policy');
    const ask = await screen.findByRole('button', { name: 'Ask the web site' });
    expect(bridge.callsOf('privacy.providerFile')).toEqual([]);
    await user.click(ask);
    expect(bridge.callsOf('privacy.providerFile')).toHaveLength(1);
  });
});
