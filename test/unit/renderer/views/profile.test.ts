import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { OwnProfile } from '../../../../electron/contract/profile';
import type { PolicyPack } from '../../../../electron/contract/privacy';
import { cardWith, FakeCards, someFields } from '../../../support/fake-cards';
import { someOwnProfile, someStrangerView } from '../../../support/fake-profile';
import { neutralPack, privacyAnswers } from '../../../support/fake-privacy';
import { someAccount, someAccountSnapshot, someSnapshot } from '../../../support/records';
import { prepareWindow, startWindow, type Started } from '../dom';

prepareWindow();

const account = 'juliet@jabber.example';
const full = cardWith(
  { fullName: 'Juliet Capulet', emails: [{ id: 'e1', value: 'juliet@capulet.example', kinds: ['home'] }] },
  { hidden: 2, hiddenNames: ['JABBERID', 'TZ'] },
);

interface Opened extends Started {
  readonly cards: FakeCards;
}

async function openProfile(start: Partial<OwnProfile> = {}): Promise<Opened> {
  const started = await startWindow(someSnapshot());
  const cards = new FakeCards(started.bridge, start);
  await started.user.click(screen.getByRole('button', { name: 'Profile' }));
  // The view is loaded when it is first shown.
  expect(await screen.findByRole('textbox', { name: 'Full name' }, { timeout: 10_000 })).toBeVisible();
  return { ...started, cards };
}

const box = (name: string): HTMLElement => screen.getByRole('textbox', { name });
const press = (name: string): HTMLElement => screen.getByRole('button', { name });

describe('the profile', () => {
  it('has the controls that it is known by, each group with who can see it', async () => {
    await openProfile();
    expect(screen.getByRole('heading', { name: 'Profile' })).toBeVisible();
    for (const name of ['Full name', 'Nickname', 'Email', 'Phone', 'Organization', 'Birthday', 'Homepage', 'About'])
      expect(box(name)).toBeVisible();
    expect(press('Choose picture')).toBeVisible();
    expect(press('Save')).toBeVisible();
    const groups = screen.getAllByRole('region').filter((region) => within(region).queryByRole('heading') !== null);
    expect(groups.length).toBeGreaterThanOrEqual(6);
    for (const group of groups)
      expect(within(group).getByRole('note', { name: 'Who can see this' })).toHaveTextContent(
        /measured|service says|policy says|not checkable/u,
      );
  });

  it('saves what was typed on the card that was read, and says what a fresh fetch saw', async () => {
    const { bridge, user } = await openProfile({ public: full });
    expect(screen.getByText(/holds 2 entries that Candor does not show \(JABBERID and TZ\)/u)).toBeVisible();
    await user.type(box('Nickname'), 'Jule');
    expect(screen.getByText('Not saved yet: Nickname.')).toBeVisible();
    await user.click(press('Save'));
    expect(await screen.findByText(/^Saved\. Fetched again/u)).toBeVisible();
    const reads = bridge.callsOf('profile.read').length;
    bridge.announce('accountChanged', { account: someAccount({ statusText: 'Writing' }) });
    expect(await screen.findByText(/^Saved\. Fetched again/u)).toBeVisible();
    expect(bridge.callsOf('profile.read')).toHaveLength(reads);
    expect(bridge.callsOf('profile.saveCard')[0]).toMatchObject({
      account,
      which: 'public',
      basedOn: full.revision,
      fields: { fullName: 'Juliet Capulet', nickname: 'Jule', emails: [{ id: 'e1', kinds: ['home'] }] },
    });
  });

  it('adds, changes and removes entries, with their kinds', async () => {
    const { bridge, user } = await openProfile({ public: full });
    await user.click(press('Add email'));
    await user.type(box('Email 2'), 'j@verona.example');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Kind of Email 2' }), 'work');
    await user.type(box('Phone'), '+39 045');
    await user.click(press('Remove Email'));
    expect(box('Email')).toHaveValue('j@verona.example');
    await user.click(press('Add address'));
    await user.type(box('Street'), 'Via Cappello 23');
    await user.click(press('Save'));
    await waitFor(() => expect(bridge.callsOf('profile.saveCard')).toHaveLength(1));
    expect(bridge.callsOf('profile.saveCard')[0]?.fields).toMatchObject({
      emails: [{ value: 'j@verona.example', kinds: ['work'] }],
      phones: [{ value: '+39 045', kinds: [] }],
      addresses: [{ street: 'Via Cappello 23', locality: '' }],
    });
  });

  it('helps with odd values and saves them', async () => {
    const { bridge, user } = await openProfile();
    await user.type(box('Birthday'), 'on a Sunday');
    await user.type(box('Homepage'), 'capulet.example');
    expect(box('Birthday')).toHaveAccessibleDescription(/Most programs expect/u);
    expect(box('Homepage')).toHaveAccessibleDescription(/begin with https/u);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(bridge.callsOf('profile.saveCard')[0]?.fields.birthday).toBe('on a Sunday'));
  });

  it('says that a field is gone, and that another one is not', async () => {
    const { bridge, user } = await openProfile({ public: full });
    await user.clear(box('Email'));
    await user.click(press('Save'));
    expect(await screen.findByText('Gone, as a fresh fetch shows: Email.')).toBeVisible();
    bridge.answer('profile.saveCard', () => ({
      outcome: 'saved',
      now: full,
      oneCard: { verdict: 'no', announced: false },
      differing: ['fullName'],
      lostHidden: 1,
    }));
    await user.clear(box('Full name'));
    await user.click(press('Save'));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('did not keep the card as you wrote it');
    expect(alert).toHaveTextContent('Full name');
    expect(alert).toHaveTextContent('1 entry that Candor does not show was lost');
  });

  it('undoes step by step, discards, and can undo that too', async () => {
    const { user } = await openProfile({ public: full });
    await user.type(box('Nickname'), 'Jule');
    await user.type(box('Role'), 'daughter');
    await user.click(press('Undo'));
    expect(box('Role')).toHaveValue('');
    expect(box('Nickname')).toHaveValue('Jule');
    await user.click(press('Discard changes'));
    expect(box('Nickname')).toHaveValue('');
    await user.click(press('Undo'));
    expect(box('Nickname')).toHaveValue('Jule');
  });

  it('keeps what is not saved when the view is left, and says so', async () => {
    const { user } = await openProfile({ public: full });
    await user.type(box('Nickname'), 'Jule');
    await user.click(press('Chats'));
    expect(await screen.findByText(/changes that are not saved yet/u)).toBeVisible();
    await user.click(press('Back to them'));
    expect(await screen.findByRole('textbox', { name: 'Nickname' })).toHaveValue('Jule');
  });

  it('leaves what is not saved with main, for the next window', async () => {
    const { bridge, user } = await openProfile({ public: full });
    await user.type(box('Nickname'), 'Jule');
    await waitFor(() => expect(bridge.callsOf('profile.keepDraft')).toHaveLength(1));
    const [kept] = bridge.callsOf('profile.keepDraft');
    expect(kept).toMatchObject({ which: 'public', draft: { basedOn: full.revision, fields: { nickname: 'Jule' } } });
    await user.click(press('Save'));
    await waitFor(() => expect(bridge.callsOf('profile.keepDraft').at(-1)?.draft).toBeNull());
  });

  it('goes on with what an earlier window left, also where the card is another one now', async () => {
    const started = await startWindow(someSnapshot());
    new FakeCards(started.bridge, { public: full });
    started.bridge.answer('profile.drafts', () => [
      { which: 'public', basedOn: 'older', fields: someFields({ fullName: 'Juliet Capulet', nickname: 'Jule' }) },
    ]);
    await started.user.click(press('Profile'));
    expect(await screen.findByRole('textbox', { name: 'Nickname' }, { timeout: 10_000 })).toHaveValue('Jule');
    await started.user.click(press('Save'));
    const dialog = await screen.findByRole('dialog', { name: 'Another program changed this card meanwhile' });
    expect(within(dialog).getByRole('radio', { name: 'Yours: Jule' })).toBeChecked();
  });

  it('names what the policy of the service says of cards', async () => {
    const started = await startWindow(someSnapshot());
    new FakeCards(started.bridge);
    const clause = { id: '3.vcard', says: 'Everybody can fetch it.', means: '', probes: [], controls: [] };
    const pack: PolicyPack = {
      ...neutralPack,
      source: { url: 'https://jabber.example/policy' },
      sections: [{ number: '3', title: 'Cards', clauses: [{ ...clause, checks: ['vcard-is-public'] }] }],
    };
    const page = privacyAnswers['privacy.policy']({ account });
    started.bridge.answer('privacy.policy', () => ({ ...page, pack }));
    await started.user.click(press('Profile'));
    const notes = await screen.findAllByText(
      /^Everybody can fetch it\. \(Policy of jabber\.example, section 3\.\)/u,
      {},
      { timeout: 10_000 },
    );
    expect(notes[0]?.closest('li')).toHaveTextContent('policy says');
  });

  it('shows a conflict side by side; what the user chooses is saved', async () => {
    const { bridge, cards, user } = await openProfile({ public: full });
    await user.type(box('Nickname'), 'Jule');
    await user.type(box('About'), 'Mine');
    cards.changeElsewhere('public', { about: 'Theirs', organization: 'House of Capulet' });
    await user.click(press('Save'));
    const dialog = await screen.findByRole('dialog', { name: 'Another program changed this card meanwhile' });
    const about = within(dialog).getByRole('group', { name: 'About: which one stays' });
    expect(within(about).getByRole('radio', { name: 'Yours: Mine' })).toBeChecked();
    const organization = within(dialog).getByRole('group', { name: 'Organization: which one stays' });
    expect(within(organization).getByRole('radio', { name: /House of Capulet/u })).toBeChecked();
    await user.click(within(about).getByRole('radio', { name: /Theirs/u }));
    await user.click(within(dialog).getByRole('button', { name: 'Save this' }));
    await waitFor(() => expect(bridge.callsOf('profile.saveCard')).toHaveLength(1));
    expect(bridge.callsOf('profile.saveCard')[0]).toMatchObject({
      basedOn: 'revision 1',
      fields: { nickname: 'Jule', about: 'Theirs', organization: 'House of Capulet' },
    });
  });

  it('tells before saving what a converting service loses, and that it makes one card of both', async () => {
    const { bridge, user } = await openProfile({ public: full });
    bridge.answer('profile.previewSave', () => ({
      oneCard: { verdict: 'yes', by: 'measured', announced: true },
      losses: ['TZ'],
    }));
    await user.type(box('Nickname'), 'J');
    await user.click(press('Save'));
    const dialog = await screen.findByRole('dialog', { name: 'Save this card?' });
    expect(dialog).toHaveTextContent('one card of both');
    expect(dialog).toHaveTextContent('These would not survive it: TZ.');
    expect(bridge.callsOf('profile.saveCard')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Save anyway' }));
    await waitFor(() => expect(bridge.callsOf('profile.saveCard')).toHaveLength(1));
  });

  it('keeps the two cards apart, each with its audience', async () => {
    const { bridge, user } = await openProfile({ public: full, chosen: cardWith({ fullName: 'Jule' }) });
    await user.click(screen.getByRole('tab', { name: 'The card for whom you choose' }));
    expect(box('Full name')).toHaveValue('Jule');
    const form = screen.getByRole('form', { name: 'The card for whom you choose' });
    await user.selectOptions(within(form).getByRole('combobox', { name: 'Who can see it' }), 'Nobody');
    expect(bridge.callsOf('profile.setAudience')).toEqual([
      { account, of: 'chosenCard', audience: { kind: 'nobody', groups: [], people: [] } },
    ]);
    expect((await screen.findAllByText(/says: only addresses on a list/u)).length).toBeGreaterThan(0);
  });

  it('says what somebody else really got, and else that it is not checkable', async () => {
    const { bridge, user } = await openProfile({ public: full });
    await user.click(screen.getByRole('tab', { name: 'As a stranger sees it' }));
    await user.click(press('Look'));
    expect(await screen.findByText(/Not checkable from here: the service lets nobody in/u)).toBeVisible();
    bridge.answer('profile.strangerView', () => someStrangerView(full.answer, ['fullName', 'emails']));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Who looks' }), 'elsewhere');
    await user.type(box('Service that lets strangers in'), 'anon.example');
    await user.click(press('Look'));
    expect(await screen.findByText('Got 2 fields: Full name and Email.')).toBeVisible();
    expect(screen.getByText('Was refused (forbidden).')).toBeVisible();
    expect(bridge.callsOf('profile.strangerView').at(-1)?.by).toEqual({ kind: 'anonymous', service: 'anon.example' });
    await user.click(screen.getByRole('tab', { name: 'The public card' }));
    expect(screen.getByText(/A stranger who signed in anonymously got 1 of these fields: Full name/u)).toBeVisible();
  });

  it('lends another account for one look, and forgets its password', async () => {
    const { bridge, user } = await openProfile({ public: full });
    await user.click(screen.getByRole('tab', { name: 'As a stranger sees it' }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Who looks' }), 'Another account of mine');
    const [jid, password] = [box('Jabber ID of the other account'), screen.getByLabelText(/^Password of the other/u)];
    for (const [wrong, words] of [
      ['tybalt', /@/u],
      [account, /whose profile is looked at/u],
    ] as const) {
      await user.clear(jid);
      await user.type(jid, wrong);
      await user.type(password, 'prince of cats');
      await user.click(press('Look'));
      expect(jid).toHaveAccessibleDescription(words);
    }
    expect(bridge.callsOf('profile.strangerView')).toEqual([]);
    bridge.answer('profile.strangerView', () => ({ outcome: 'not-checkable', why: 'wrong-password' }));
    await user.clear(jid);
    await user.type(jid, 'tybalt@verona.example');
    await user.clear(password);
    await user.type(password, 'prince of cats{Enter}');
    expect(await screen.findByText(/Not checkable from here: .* does not take this password/u)).toBeVisible();
    expect(bridge.callsOf('profile.strangerView').map(({ by }) => by)).toEqual([
      { kind: 'lent', jid: 'tybalt@verona.example', password: 'prince of cats' },
    ]);
    expect(password).toHaveValue('');
  });

  it('tells of a picture in the card for whom one chooses, and removes it too', async () => {
    const { picture } = someOwnProfile();
    const elsewhere = { ...picture, inChosenCard: { state: 'elsewhere' } } as const;
    const { bridge, user } = await openProfile({ picture: elsewhere });
    expect(screen.getByText(/names a picture at a web address. Candor does not fetch it/u)).toBeVisible();
    bridge.answer('profile.removePicture', () => ({ now: elsewhere, failed: ['chosenCard'] }));
    await user.click(press('Remove picture'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'In the card for whom you choose, jabber.example has not',
    );
    bridge.answer('profile.removePicture', () => ({ now: picture, failed: [] }));
    await user.click(press('Remove picture'));
    expect(await screen.findByText('The picture is gone. A fresh fetch finds it in no place.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Remove picture' })).not.toBeInTheDocument();
  });

  it('deletes a card only after ten seconds for second thoughts', async () => {
    const { bridge, user } = await openProfile({ public: full });
    const ask = async (): Promise<void> => {
      await user.click(press('Delete my vCard'));
      await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }));
    };
    await ask();
    expect(screen.getByRole('timer')).toHaveTextContent('deleted in 10 seconds');
    await user.click(press('Undo'));
    expect(bridge.callsOf('profile.deleteCard')).toEqual([]);
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await ask();
    await vi.advanceTimersByTimeAsync(9000);
    expect(bridge.callsOf('profile.deleteCard')).toEqual([]);
    await vi.advanceTimersByTimeAsync(1500);
    expect(bridge.callsOf('profile.deleteCard')).toEqual([{ account, which: 'public' }]);
    vi.useRealTimers();
    expect(await screen.findByText(/there is no such card any more/u)).toBeVisible();
    expect(box('Full name')).toHaveValue('');
  });

  it('says why nothing could be read or saved, and keeps what was typed', async () => {
    const { bridge, user } = await openProfile({ public: full });
    bridge.refuse('profile.saveCard', { code: 'timeout' });
    await user.type(box('Nickname'), 'Jule');
    await user.click(press('Save'));
    expect(await screen.findByRole('alert')).toHaveTextContent('did not answer in time');
    expect(box('Nickname')).toHaveValue('Jule');
  });

  it('asks nobody while there is no connection', async () => {
    const { negotiated: _, ...record } = someAccount();
    const offline = { ...record, connection: { state: 'offline', why: 'chosen' } } as const;
    const { bridge, user } = await startWindow(someSnapshot({ accounts: [someAccountSnapshot({ account: offline })] }));
    await user.click(press('Profile'));
    expect(await screen.findByText('Not connected: your profile is at your service')).toBeVisible();
    expect(bridge.callsOf('profile.read')).toEqual([]);
    bridge.announce('accountChanged', { account: someAccount() });
    expect(await screen.findByRole('textbox', { name: 'Full name' })).toBeVisible();
  });
});
