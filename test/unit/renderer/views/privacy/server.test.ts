import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { InventoryRow } from '../../../../../electron/contract/inventory';
import { someWorld } from '../../../../support/privacy-world';
import { someRow } from '../../../../support/some-rows';
import { someAccount, someAccountSnapshot, someContact } from '../../../../support/records';
import { prepareWindow, type Started } from '../../dom';
import { openPrivacy } from './privacy-window';

prepareWindow();

const account = 'juliet@jabber.example';
const row = async (name: string): Promise<HTMLElement> => screen.findByRole('row', { name });
const press = async ({ user }: Started, name: string, button: string): Promise<void> =>
  user.click(within(await row(name)).getByRole('button', { name: button }));

describe('what the service keeps', () => {
  it('has a row for each kind of data, named as screen readers and tests know it', async () => {
    await openPrivacy('On the server');
    await row('Roster');
    expect(screen.getAllByRole('row').map((one) => one.getAttribute('aria-label'))).toEqual([
      null,
      'Roster',
      'vCard',
      'PEP: http://jabber.org/protocol/tune',
      'PEP: http://jabber.org/protocol/geoloc',
      'PEP: urn:example:odd:0',
      'Message archive',
      'Private XML storage: storage:bookmarks',
      'Bookmarks',
      'Private XML storage: everything else',
      'Offline messages',
      'Block list',
      'Other sessions',
    ]);
  });

  it('says how much there is, who can see it and how both are known', async () => {
    await openPrivacy('On the server');
    const tune = await row('PEP: http://jabber.org/protocol/tune');
    expect(tune).toHaveTextContent('What you listen to');
    expect(tune).toHaveTextContent('1 entry');
    expect(tune).toHaveTextContent('Everyone');
    expect(tune).toHaveTextContent('1 other gets each change.');
    expect(within(tune).getByText('service says')).toBeVisible();
    const odd = await row('PEP: urn:example:odd:0');
    expect(odd).toHaveTextContent('12 entries or more');
    expect(odd).toHaveTextContent('The service calls it “moon-phase”. Candor does not know what that means.');
  });

  it.each([
    ['Block list', 'Couldn’t find out.', 'not checkable'],
    ['Offline messages', 'The service says that it has no such thing.', 'service says'],
    ['Private XML storage: everything else', 'Nobody outside the service can see this.', 'not checkable'],
  ])('says of %s: %s', async (name, words, mark) => {
    await openPrivacy('On the server');
    const found = await row(name);
    expect(found).toHaveTextContent(words);
    expect(within(found).getAllByText(mark).length).toBeGreaterThan(0);
    expect(within(found).queryByText('measured')).toBeNull();
  });

  it('reads a row again that could not be read', async () => {
    const started = await openPrivacy('On the server');
    await press(started, 'Block list', 'Look again');
    expect(started.bridge.callsOf('inventory.refresh')).toEqual([{ account, row: 'block-list' }]);
  });

  it('shows what stands there', async () => {
    const started = await openPrivacy('On the server');
    await press(started, 'Roster', 'View');
    const dialog = await screen.findByRole('dialog', { name: 'Contacts: what is there' });
    expect(await within(dialog).findByRole('heading', { name: 'romeo@montague.example' })).toBeVisible();
    expect(within(dialog).getByText('measured')).toBeVisible();
    expect(dialog).toHaveTextContent(/Tuesday,? 3 March 2026/u);
    await started.user.keyboard('{Escape}');
    expect(within(await row('Roster')).getByRole('button', { name: 'View' })).toHaveFocus();
  });

  it('deletes after ten seconds, in which it can be taken back', async () => {
    const started = await openPrivacy('On the server');
    await press(started, 'vCard', 'Delete');
    expect(started.bridge.callsOf('inventory.delete')).toEqual([{ account, row: 'vcard', word: '' }]);
    const card = await row('vCard');
    await waitFor(() => expect(card).toHaveTextContent('It will be deleted.'));
    expect(within(card).queryByRole('button', { name: 'Delete' })).toBeNull();
    await press(started, 'vCard', 'Undo');
    expect(started.bridge.callsOf('inventory.undoDelete')).toEqual([{ account, row: 'vcard' }]);
    expect(await within(card).findByRole('button', { name: 'Delete' })).toBeVisible();
  });

  it('says what was seen after a deletion', async () => {
    const { bridge } = await openPrivacy('On the server');
    const card = await row('vCard');
    const gone = someWorld().rows.find(({ id }) => id === 'vcard');
    if (gone === undefined) throw new Error('The world has a card.');
    const change = { change: 'deleted', at: Date.now(), seen: 'differs' } as const;
    bridge.announce('inventoryChanged', { account, changed: [{ ...gone, lastChange: change }], removed: [] });
    await waitFor(() => expect(card).toHaveTextContent(/Candor looked again: it is still there/u));
    bridge.announce('inventoryChanged', { account, changed: [], removed: ['vcard'] });
    await waitFor(() => expect(screen.queryByRole('row', { name: 'vCard' })).toBeNull());
  });

  it('asks for a word where nothing can be taken back', async () => {
    const started = await openPrivacy('On the server');
    const { bridge, user } = started;
    await press(started, 'Roster', 'Delete');
    const dialog = screen.getByRole('dialog', { name: 'Delete “Contacts” for good?' });
    const confirm = within(dialog).getByRole('button', { name: 'Delete' });
    expect(confirm).toBeDisabled();
    await user.type(within(dialog).getByRole('textbox', { name: 'Type “juliet” to go on' }), 'romeo');
    expect(confirm).toBeDisabled();
    await user.clear(within(dialog).getByRole('textbox'));
    await user.type(within(dialog).getByRole('textbox'), 'juliet{Enter}');
    expect(bridge.callsOf('inventory.delete')).toEqual([{ account, row: 'roster', word: 'juliet' }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await row('Roster')).toHaveTextContent('Candor looked again: it is gone.');
  });

  it('changes who can see something, and reads it back', async () => {
    const started = await openPrivacy('On the server', someWorld(), {
      accounts: [someAccountSnapshot({ contacts: [someContact({ groups: ['Friends'] })] })],
    });
    const { bridge, user } = started;
    await press(started, 'PEP: http://jabber.org/protocol/geoloc', 'Change audience');
    const dialog = screen.getByRole('dialog', { name: 'Who can see “Where you are”?' });
    expect(within(dialog).getByRole('radio', { name: 'Your contacts' })).toBeChecked();
    await user.click(within(dialog).getByRole('radio', { name: 'Contacts in some groups' }));
    expect(within(dialog).getByRole('button', { name: 'Change' })).toBeDisabled();
    await user.click(within(dialog).getByRole('checkbox', { name: 'Friends' }));
    await user.click(within(dialog).getByRole('button', { name: 'Change' }));
    expect(bridge.callsOf('inventory.setAudience')).toEqual([
      { account, row: 'location', audience: 'groups', groups: ['Friends'] },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await row('PEP: http://jabber.org/protocol/geoloc')).toHaveTextContent('it is as you chose');
  });

  it('keeps a tune to the audience that it has in the settings', async () => {
    const started = await openPrivacy('On the server');
    const { bridge, user } = started;
    await press(started, 'PEP: http://jabber.org/protocol/tune', 'Change audience');
    await user.selectOptions(
      within(screen.getByRole('dialog')).getByRole('combobox', { name: 'Who can see it' }),
      'My contacts',
    );
    await user.click(screen.getByRole('button', { name: 'Change' }));
    expect(bridge.callsOf('personal.setAudience')).toEqual([
      { account, kind: 'tune', audience: { kind: 'contacts', groups: [], people: [] } },
    ]);
    expect(bridge.callsOf('inventory.setAudience')).toEqual([]);
    await waitFor(() => expect(bridge.callsOf('inventory.refresh')).toEqual([{ account, row: 'tune' }]));
  });

  it('says why something was not changed, and keeps the question open', async () => {
    const started = await openPrivacy('On the server');
    started.bridge.refuse('inventory.setAudience', { code: 'refused-by-server', detail: 'forbidden' });
    await press(started, 'PEP: http://jabber.org/protocol/geoloc', 'Change audience');
    await started.user.click(screen.getByRole('button', { name: 'Change' }));
    expect(await within(screen.getByRole('dialog')).findByRole('alert')).toBeVisible();
  });

  it('changes what the archive keeps, and says that what is there stays', async () => {
    const started = await openPrivacy('On the server');
    await press(started, 'Message archive', 'Change what is kept');
    const dialog = screen.getByRole('dialog', { name: 'What should jabber.example keep from now on?' });
    expect(within(dialog).getByRole('radio', { name: 'Everything' })).toBeChecked();
    expect(dialog).toHaveTextContent('an app has no way to delete it');
    await started.user.click(within(dialog).getByRole('radio', { name: 'Nothing' }));
    await started.user.click(within(dialog).getByRole('button', { name: 'Change' }));
    expect(started.bridge.callsOf('inventory.setArchiving')).toEqual([{ account, archiving: 'never' }]);
    await waitFor(async () => expect(await row('Message archive')).toHaveTextContent('it is not as you chose'));
  });

  it('ends another session, or says that a new password does', async () => {
    const started = await openPrivacy('On the server');
    const { bridge, user } = started;
    await press(started, 'Other sessions', 'View');
    bridge.refuse('inventory.endSession', { code: 'password-change-needed' });
    await user.click(await screen.findByRole('button', { name: 'End this session' }));
    expect(await screen.findByText(/A new password keeps other apps out/u)).toBeVisible();
    bridge.refuse('inventory.endSession', undefined);
    await user.click(screen.getByRole('button', { name: 'End this session' }));
    expect(await screen.findByText('The service was told to end it.')).toBeVisible();
    expect(bridge.callsOf('inventory.endSession').at(-1)).toEqual({ account, session: 'phone-1' });
  });

  it('changes nothing without a connection', async () => {
    const { bridge } = await openPrivacy('On the server', someWorld(), {
      accounts: [someAccountSnapshot({ account: someAccount({ connection: { state: 'offline', why: 'chosen' } }) })],
    });
    expect(within(await row('Roster')).getByRole('button', { name: 'Delete' })).toBeDisabled();
    expect(screen.getByText(/What stands here was seen earlier/u)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Refresh' })).toBeDisabled();
    bridge.announce('accountChanged', { account: someAccount() });
    await waitFor(() => expect(bridge.callsOf('inventory.refresh')).toEqual([{ account }]));
  });

  it('shows how far reading is, and stops', async () => {
    const started = await openPrivacy('On the server');
    await row('Roster');
    started.bridge.announce('inventoryChanged', { account, changed: [], removed: [], progress: { done: 4, of: 30 } });
    expect(await screen.findByText('Looked at 4 of 30')).toBeVisible();
    await started.user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(started.bridge.callsOf('inventory.cancel')).toEqual([{ account }]);
  });

  it('is drawn whatever a service calls its things', async () => {
    const now = Date.now();
    const odd: readonly InventoryRow[] = [
      someRow({ id: '1', kind: 'pep-node', name: `\u202e${'x'.repeat(4000)}`, count: 0 }, now),
      someRow({ id: '2', kind: 'private-xml', name: '<b>not bold</b>', bytes: 5_000_000 }, now),
    ];
    await openPrivacy('On the server', someWorld(now, { rows: odd }));
    expect(await screen.findByRole('row', { name: 'Private XML storage: <b>not bold</b>' })).toHaveTextContent('5 MB');
    expect(screen.getByRole('row', { name: /^PEP: x+$/u })).toHaveTextContent('Nothing');
  });
});
