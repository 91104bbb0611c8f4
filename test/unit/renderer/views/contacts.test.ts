import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { prepareWindow, startWindow } from '../dom';
import { account, incoming, NURSE, openRomeo, ROMEO, snapshot } from '../romeo-and-nurse';
import { someAccountSnapshot, someContact, someSnapshot } from '../../../support/records';

prepareWindow();

describe('the list', () => {
  it('names people with presence and unread count', async () => {
    await startWindow(snapshot, incoming);
    const list = screen.getByRole('list', { name: 'Contacts' });
    expect(within(list).getByRole('listitem', { name: 'Romeo, away, 1 unread' })).toBeVisible();
    expect(within(list).getByRole('listitem', { name: 'Nurse, offline' })).toBeVisible();
  });

  it('filters as one types; Enter opens the first, Escape shows all', async () => {
    const { state, user } = await startWindow(snapshot, incoming);
    await user.keyboard('{Control>}k{/Control}');
    const find = screen.getByRole('searchbox', { name: 'Find a contact or message' });
    await waitFor(() => expect(find).toHaveFocus());
    await user.type(find, 'nur');
    expect(screen.queryByRole('listitem', { name: /^Romeo/u })).toBeNull();
    await user.keyboard('{Enter}');
    expect(state.open?.with).toBe(NURSE);
    await user.click(find);
    await user.keyboard('{Escape}');
    expect(screen.getByRole('listitem', { name: /^Romeo/u })).toBeVisible();
    await user.type(find, 'zzz');
    expect(screen.getByText('No contact with “zzz” in name or Jabber ID.')).toBeVisible();
  });

  it('is walked with the arrow keys', async () => {
    const { state, user } = await startWindow(snapshot, incoming);
    screen.getByRole('searchbox').focus();
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Romeo/u })).toHaveFocus());
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Nurse/u })).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(state.open?.with).toBe(NURSE);
  });

  it('draws only what is in view of many', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => someContact({ jid: `p${at}@x.example`, name: `P ${at}` }));
    await startWindow(someSnapshot({ accounts: [someAccountSnapshot({ contacts: many })] }));
    expect(screen.getAllByRole('listitem').length).toBeLessThan(40);
  });

  it('steps through conversations by keyboard', async () => {
    const { state, user } = await openRomeo();
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await waitFor(() => expect(state.open?.with).toBe(NURSE));
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() => expect(state.open?.with).toBe(ROMEO));
  });

  it('shows requests folded, and answers them', async () => {
    const { bridge, user } = await startWindow(
      someSnapshot({
        accounts: [someAccountSnapshot({ subscriptionRequests: [{ from: 'paris@x.example', text: 'Hi', at: 1 }] })],
      }),
    );
    await user.click(screen.getByText('1 person asks to see when you are online'));
    await user.click(screen.getByRole('button', { name: 'Accept paris@x.example' }));
    expect(bridge.callsOf('contacts.approve')).toEqual([{ account, with: 'paris@x.example' }]);
    await waitFor(() => expect(screen.queryByText(/asks to see/u)).toBeNull());
  });
});

describe('adding a contact', () => {
  it('asks for the address, checks it, and adds', async () => {
    const { bridge, user } = await startWindow(snapshot, incoming);
    await user.keyboard('{Control>}n{/Control}');
    const dialog = await screen.findByRole('dialog', { name: 'Add contact' });
    const add = within(dialog).getByRole('button', { name: 'Add' });
    await user.type(within(dialog).getByRole('textbox', { name: 'Jabber ID' }), 'romeo@example.net');
    await user.click(add);
    expect(within(dialog).getByText('Romeo is in your contacts already.')).toBeVisible();
    await user.clear(within(dialog).getByRole('textbox', { name: 'Jabber ID' }));
    await user.type(within(dialog).getByRole('textbox', { name: 'Jabber ID' }), 'tybalt@x.example');
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Tybalt');
    await user.type(within(dialog).getByRole('textbox', { name: 'Groups' }), 'Family, Foes');
    await user.click(add);
    expect(bridge.callsOf('contacts.add')).toEqual([
      { account, with: 'tybalt@x.example', name: 'Tybalt', groups: ['Family', 'Foes'] },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByText(/Tybalt was added/u)).toBeVisible();
  });

  it('keeps what was typed when it fails, and Escape closes', async () => {
    const { bridge, user } = await startWindow(snapshot, incoming);
    bridge.refuse('contacts.add', { code: 'offline' });
    await user.click(screen.getByRole('button', { name: 'Add contact' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add contact' });
    await user.type(within(dialog).getByRole('textbox', { name: 'Jabber ID' }), 'tybalt@x.example');
    await user.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect(await within(dialog).findByRole('alert')).toBeVisible();
    expect(within(dialog).getByRole('textbox', { name: 'Jabber ID' })).toHaveValue('tybalt@x.example');
    bridge.refuse('contacts.add', undefined);
    bridge.answer('contacts.add', () => new Promise(() => undefined));
    await user.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect(bridge.callsOf('contacts.add')).toHaveLength(2);
    await waitFor(() => expect(within(dialog).queryByRole('alert')).toBeNull());
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('contact details', () => {
  it('renames, blocks, and removes with a way back', async () => {
    const { bridge, user } = await openRomeo();
    await user.click(screen.getByRole('button', { name: 'Details' }));
    const panel = screen.getByRole('complementary', { name: 'Contact details' });
    const name = within(panel).getByRole('textbox', { name: 'Name' });
    await user.clear(name);
    await user.type(name, 'Romeo M.{Enter}');
    expect(bridge.callsOf('contacts.update')).toEqual([
      { account, with: ROMEO, name: 'Romeo M.', groups: ['Friends'] },
    ]);
    expect(within(panel).getByText('You both see when the other is online.')).toBeVisible();
    await user.click(within(panel).getByRole('button', { name: 'Block' }));
    expect(await within(panel).findByRole('button', { name: 'Unblock' })).toBeVisible();
    await user.click(within(panel).getByRole('button', { name: 'Remove contact' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(bridge.callsOf('contacts.add')).toEqual([{ account, with: ROMEO, name: 'Romeo M.', groups: ['Friends'] }]);
  });
});

describe('a request that came back', () => {
  it('is told in the list and in the details, and made anew', async () => {
    const failed = { subscription: 'none', pendingOut: true, requestFailure: 'remote-server-not-found' } as const;
    const { bridge, user } = await openRomeo();
    bridge.announce('contactsChanged', { account, changed: [someContact({ jid: ROMEO, ...failed })], removed: [] });
    expect(await screen.findByRole('listitem', { name: /^Romeo, .*request came back/u })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Details' }));
    const panel = screen.getByRole('complementary', { name: 'Contact details' });
    expect(panel).toHaveTextContent('the request came back. There is no chat service named');
    expect(panel).not.toHaveTextContent('no answer yet');
    expect(within(panel).getByRole('button', { name: 'Withdraw the request' })).toBeVisible();
    await user.click(within(panel).getByRole('button', { name: 'Ask again' }));
    expect(bridge.callsOf('contacts.subscribe')).toEqual([{ account, with: ROMEO }]);
    const waits = someContact({ jid: ROMEO, subscription: 'none', pendingOut: true });
    bridge.announce('contactsChanged', { account, changed: [waits], removed: [] });
    await waitFor(() => expect(panel).toHaveTextContent('no answer yet'));
    expect(within(panel).queryByRole('button', { name: 'Ask again' })).toBeNull();
  });
});
