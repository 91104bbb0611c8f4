import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { cardWith } from '../../../support/fake-cards';
import { someContactAbout } from '../../../support/fake-profile';
import { someSnapshot } from '../../../support/records';
import { prepareWindow, startWindow, type Started } from '../dom';

prepareWindow();

const account = 'juliet@jabber.example';
const ROMEO = 'romeo@example.net';
const inConversation = { account, with: ROMEO };

async function openDetails(): Promise<Started & { readonly panel: HTMLElement }> {
  const started = await startWindow(someSnapshot());
  started.bridge.answer('profile.contactAbout', someContactAbout);
  started.state.openConversation(account, ROMEO);
  await started.user.click(await screen.findByRole('button', { name: 'Details' }));
  const panel = screen.getByRole('complementary', { name: 'Contact details' });
  await within(panel).findByText('What Romeo can see of you', {}, { timeout: 10_000 });
  return { ...started, panel };
}

describe('the card of a contact', () => {
  it('says what they see of the user, each with how it is known', async () => {
    const { bridge, panel } = await openDetails();
    const row = (text: string): HTMLElement | null => within(panel).getByText(text).closest('li');
    const asked = bridge.callsOf('profile.contactAbout').length;
    bridge.announce('presenceChanged', { account, changed: [{ jid: ROMEO, resources: [] }] });
    expect(await within(panel).findByText(/Not connected, or not sharing it/u)).toBeVisible();
    expect(bridge.callsOf('profile.contactAbout')).toHaveLength(asked);
    expect(row('When you are online: can be seen')).toHaveTextContent('measured');
    expect(row('What you listen to: not seen')).toHaveTextContent('service says');
    expect(row('Your mood: there is none')).toHaveTextContent('measured');
    expect(row('Your activity: not known')).toHaveTextContent('not checkable');
  });

  it('shows what they publish only when it is asked for', async () => {
    const { bridge, panel, user } = await openDetails();
    bridge.answer('profile.contactCards', () => ({
      public: cardWith(
        { fullName: 'Romeo \u202eMontague', emails: [{ value: 'r@montague.example', kinds: ['home'] }] },
        { hidden: 1, hiddenNames: ['TZ'] },
      ).answer,
      chosen: { outcome: 'refused', condition: 'forbidden' },
      fetchedAt: Date.now(),
    }));
    expect(bridge.callsOf('profile.contactCards')).toEqual([]);
    expect(within(panel).getByText('example.net learns that you asked; Romeo is not told.')).toBeVisible();
    await user.click(within(panel).getByRole('button', { name: 'Fetch their card' }));
    expect(await within(panel).findByText('Romeo Montague')).toBeVisible();
    expect(within(panel).getByText('r@montague.example (home)')).toBeVisible();
    expect(within(panel).getByText('You may not see it (forbidden).')).toBeVisible();
    expect(within(panel).getByText(/1 more entry, of a kind/u)).toBeVisible();
  });

  it('asks a program what it is when the user wants to know', async () => {
    const { bridge, panel, user } = await openDetails();
    bridge.answer('profile.clientSoftware', () => ({ name: 'Psi+', version: '1.5', os: 'Linux' }));
    await user.click(within(panel).getByRole('button', { name: 'Which program is Laptop?' }));
    expect(await within(panel).findByText('Psi+ 1.5 · Linux')).toBeVisible();
    expect(bridge.callsOf('profile.clientSoftware')).toEqual([{ ...inConversation, resource: 'Laptop' }]);
  });

  it('reports only after saying that it is final', async () => {
    const { bridge, panel, user } = await openDetails();
    await user.click(within(panel).getByRole('button', { name: 'Block and report…' }));
    const dialog = screen.getByRole('dialog', { name: 'Block and report Romeo?' });
    expect(dialog).toHaveTextContent('A report is final: it cannot be taken back.');
    await user.selectOptions(within(dialog).getByRole('combobox', { name: 'Reason' }), 'abuse');
    await user.type(within(dialog).getByRole('textbox', { name: /own words/u }), ' Threats ');
    bridge.refuse('profile.report', { code: 'timeout' });
    await user.click(within(dialog).getByRole('button', { name: 'Block and report' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('did not answer in time');
    bridge.refuse('profile.report', undefined);
    await user.click(within(dialog).getByRole('button', { name: 'Block and report' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(bridge.callsOf('profile.report').at(-1)).toEqual({ ...inConversation, reason: 'abuse', text: 'Threats' });
  });

  it('takes back what can be taken back', async () => {
    const { bridge, panel, user } = await openDetails();
    await user.click(within(panel).getByRole('button', { name: 'Stop seeing when they are online' }));
    expect(await screen.findByText(/To undo asks Romeo anew/u)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(bridge.callsOf('contacts.subscribe')).toEqual([inConversation]));
  });
});
