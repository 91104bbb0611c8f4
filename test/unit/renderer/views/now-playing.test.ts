import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { PlayerState } from '../../../../electron/contract/personal';
import { playerRows } from '../../../../renderer/views/settings/player-rows';
import { somePlayer } from '../../../support/fake-players';
import { someAccountSnapshot, someContact, somePersonal, someSettings, someSnapshot } from '../../../support/records';
import { openSettings, prepareWindow, startWindow, type Started } from '../dom';

prepareWindow();

const account = 'juliet@jabber.example';
const ROMEO = 'romeo@example.net';
const song = { artist: 'Nina Simone', title: 'Sinnerman' };
const players: readonly PlayerState[] = [
  somePlayer('playing', 'Sinnerman'),
  somePlayer('stopped', '', { id: 'firefox', name: 'Firefox', kind: 'browser' }),
];
const tune = someSettings().tune;
const contacts = [
  someContact({ groups: ['Friends'] }),
  someContact({ jid: 'nurse@example.net', name: 'Nurse', groups: ['House'] }),
];

async function openPage(
  change: Parameters<typeof someSnapshot>[0] = {},
  personal: Parameters<typeof somePersonal>[0] = {},
): Promise<Started> {
  const started = await startWindow(
    someSnapshot({
      nowPlaying: { players, preview: song },
      accounts: [someAccountSnapshot({ contacts, personal: somePersonal(personal) })],
      ...change,
    }),
  );
  await openSettings(started.user);
  await started.user.click(screen.getByRole('tab', { name: 'Now playing' }));
  return started;
}

const theSwitch = (): HTMLElement => screen.getByRole('checkbox', { name: "Share what I'm listening to" });

describe('"Now playing" in the settings', () => {
  it('looks at the players as long as it is open', async () => {
    const { bridge, user } = await openPage();
    expect(bridge.callsOf('personal.watchPlayers')).toEqual([{ on: true }]);
    await user.click(screen.getByRole('tab', { name: 'General' }));
    expect(bridge.callsOf('personal.watchPlayers')).toEqual([{ on: true }, { on: false }]);
  });

  it('is off, and asks with a preview before the first time', async () => {
    const { bridge, user } = await openPage();
    expect(theSwitch()).not.toBeChecked();
    await user.click(theSwitch());
    const dialog = screen.getByRole('dialog', { name: 'Share what you are listening to?' });
    const preview = within(dialog).getByRole('region', { name: 'What others see' });
    expect(preview).toHaveTextContent('Nina Simone');
    expect(preview).toHaveTextContent('Sinnerman');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(bridge.callsOf('settings.change')).toEqual([]);
    expect(bridge.callsOf('personal.setAudience')).toEqual([]);

    await user.click(theSwitch());
    await user.selectOptions(
      within(screen.getByRole('dialog')).getByRole('combobox', { name: 'Who can see it' }),
      'Chosen people',
    );
    await user.click(within(screen.getByRole('dialog')).getByRole('checkbox', { name: 'Romeo' }));
    await user.click(screen.getByRole('button', { name: 'Share' }));
    expect(bridge.callsOf('personal.setAudience')).toEqual([
      { account, kind: 'tune', audience: { kind: 'people', groups: [], people: [ROMEO] } },
    ]);
    await waitFor(() => expect(theSwitch()).toBeChecked());
    expect(bridge.callsOf('settings.change')[0]).toMatchObject({ sending: { tune: true }, tune: { previewed: true } });
    await user.click(theSwitch());
    expect(bridge.callsOf('settings.change')[1]).toMatchObject({ sending: { tune: false } });
  });

  it('sends nothing where the audience cannot be kept', async () => {
    const { bridge, user } = await openPage();
    bridge.refuse('personal.setAudience', { code: 'storage-failed' });
    await user.click(theSwitch());
    await user.click(screen.getByRole('button', { name: 'Share' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot use its files');
    expect(bridge.callsOf('settings.change')).toEqual([]);
  });

  it('has a check box for each player, browsers off', async () => {
    const { bridge, user } = await openPage();
    const list = screen.getByRole('list', { name: 'Players' });
    expect(within(list).getByRole('checkbox', { name: 'Rhythmbox' })).toBeChecked();
    const firefox = within(list).getByRole('checkbox', { name: 'Firefox' });
    expect(firefox).not.toBeChecked();
    expect(firefox).toHaveAccessibleDescription('browser · stopped');
    await user.click(firefox);
    expect(bridge.callsOf('settings.change')[0]?.tune?.players).toEqual({ firefox: true });
  });

  it('follows what plays', async () => {
    const { bridge } = await openPage();
    bridge.announce('nowPlayingChanged', { nowPlaying: { players: [] } });
    expect(await screen.findByText(/No player runs now/u)).toBeVisible();
    expect(screen.getByRole('region', { name: 'What others see' })).toHaveTextContent('Nothing plays');
    bridge.announce('personalChanged', { account, personal: somePersonal({ shared: song }) });
    expect(await screen.findByText('Shared now: Nina Simone – Sinnerman')).toBeVisible();
  });

  it('chooses groups', async () => {
    const { bridge, user } = await openPage();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Who can see it' }), 'Chosen groups');
    await user.click(await screen.findByRole('checkbox', { name: 'House' }));
    expect(bridge.callsOf('personal.setAudience').at(-1)).toEqual({
      account,
      kind: 'tune',
      audience: { kind: 'groups', groups: ['House'], people: [] },
    });
  });

  it('goes on from what was chosen last while that is not set yet, and shows what is so once it failed', async () => {
    const { bridge, user } = await openPage();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Who can see it' }), 'Chosen groups');
    const [friends, house] = [
      await screen.findByRole('checkbox', { name: 'Friends' }),
      screen.getByRole('checkbox', { name: 'House' }),
    ];
    let refuse: () => void = () => undefined;
    bridge.answer('personal.setAudience', () => new Promise((_, reject) => (refuse = () => reject(new Error('no')))));
    await user.click(friends);
    await user.click(house);
    expect(bridge.callsOf('personal.setAudience').at(-1)?.audience.groups).toEqual(['Friends', 'House']);
    expect(friends).toBeChecked();
    refuse();
    await waitFor(() => expect(house).not.toBeChecked());
    expect(friends).not.toBeChecked();
  });

  it.each([
    [{ offered: false }, 'jabber.example doesn’t offer this'],
    [{ problems: { tune: 'audience-differs' } } as const, 'did not set who may see it'],
  ])('says why nothing is shared: %j', async (personal, words) => {
    await openPage({}, personal);
    expect(screen.getByRole('alert')).toHaveTextContent(words);
  });

  it('is where the tray and the other switch lead before the first time', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    bridge.announce('sharingRequested', {});
    expect(await screen.findByRole('dialog', { name: 'Share what you are listening to?' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(screen.getByRole('tab', { name: 'What this app sends' }));
    await user.click(screen.getByRole('checkbox', { name: 'What I’m listening to' }));
    expect(screen.getByRole('dialog', { name: 'Share what you are listening to?' })).toBeVisible();
    expect(bridge.callsOf('settings.change')).toEqual([]);
  });
});

describe('mood, activity and nickname', () => {
  it('are set and taken away in the status menu, each for its audience', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    await user.click(screen.getByRole('button', { name: 'Account status' }));
    const mood = screen.getByRole('form', { name: 'Mood' });
    await user.type(within(mood).getByRole('textbox', { name: 'Mood' }), 'happy');
    await user.selectOptions(within(mood).getByRole('combobox', { name: 'Who can see it' }), 'Chosen groups');
    await user.click(await within(mood).findByRole('checkbox', { name: 'Friends' }));
    await user.click(within(mood).getByRole('button', { name: 'Set' }));
    expect(bridge.callsOf('personal.setNote')).toEqual([{ account, kind: 'mood', text: 'happy' }]);
    expect(bridge.callsOf('personal.setAudience').at(-1)).toEqual({
      account,
      kind: 'mood',
      audience: { kind: 'groups', groups: ['Friends'], people: [] },
    });
    await user.click(await within(mood).findByRole('button', { name: 'Take away' }));
    expect(bridge.callsOf('personal.setNote').at(-1)).toEqual({ account, kind: 'mood', text: '' });
    expect(screen.getByRole('textbox', { name: 'Activity' })).toBeVisible();
    expect(screen.getByRole('textbox', { name: 'Nickname' })).toBeVisible();
  });

  it('say why they were not set', async () => {
    const { bridge, user } = await startWindow(someSnapshot());
    bridge.refuse('personal.setNote', { code: 'audience-differs' });
    await user.click(screen.getByRole('button', { name: 'Account status' }));
    await user.type(screen.getByRole('textbox', { name: 'Nickname' }), 'Jule{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('did not set who may see this');
  });

  it('are not offered where the service has nothing of the kind; the way to "Now playing" is there', async () => {
    const { user } = await startWindow(
      someSnapshot({ accounts: [someAccountSnapshot({ personal: somePersonal({ offered: false }) })] }),
    );
    await user.click(screen.getByRole('button', { name: 'Account status' }));
    expect(screen.queryByRole('textbox', { name: 'Mood' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Now playing' }));
    expect(screen.getByRole('tab', { name: 'Now playing' })).toHaveAttribute('aria-selected', 'true');
  });
});

describe('what a contact listens to', () => {
  it('stands in the list and in the head of the conversation until it ends', async () => {
    const { bridge, state } = await startWindow(
      someSnapshot({ accounts: [someAccountSnapshot({ tunes: [{ jid: ROMEO, tune: song }] })] }),
    );
    const row = screen.getByRole('button', { name: 'Romeo, available, listening to Nina Simone – Sinnerman' });
    expect(row).toHaveTextContent('♪ listening to Nina Simone – Sinnerman');
    state.openConversation(account, ROMEO);
    expect(await screen.findByTitle('♪ listening to Nina Simone – Sinnerman')).toBeVisible();
    bridge.announce('tunesChanged', { account, changed: [{ jid: ROMEO }] });
    expect(await screen.findByRole('button', { name: 'Romeo, available' })).toBeVisible();
  });

  it('is nothing while they are offline', async () => {
    await startWindow(
      someSnapshot({
        accounts: [
          someAccountSnapshot({ contacts: [someContact({ resources: [] })], tunes: [{ jid: ROMEO, tune: song }] }),
        ],
      }),
    );
    expect(screen.getByRole('button', { name: 'Romeo, offline' })).toBeVisible();
  });

  it('does not turn around what stands beside it', async () => {
    const nasty = { artist: '\u202eNina', title: '<b>שלום</b>' };
    await startWindow(someSnapshot({ accounts: [someAccountSnapshot({ tunes: [{ jid: ROMEO, tune: nasty }] })] }));
    const name = screen.getByRole('button', { name: /Romeo/u }).getAttribute('aria-label');
    expect(name).toBe('Romeo, available, listening to Nina – \u2068<b>שלום</b>\u2069');
  });
});

describe('rows of players', () => {
  it('are one of each kind, the playing one before the others, with those that were switched before', () => {
    const states = [
      somePlayer('paused', 'a', { id: 'vlc', instance: 'vlc.1', name: 'VLC', kind: 'video' }),
      somePlayer('playing', 'b', { id: 'vlc', instance: 'vlc.2', name: 'VLC', kind: 'video' }),
    ];
    expect(playerRows(states, { ...tune, players: { constructor: true, vlc: true } })).toEqual([
      { id: 'constructor', name: 'constructor', kind: 'unknown', state: 'away', allowed: true },
      { id: 'vlc', name: 'VLC', kind: 'video', state: 'playing', allowed: true },
    ]);
  });
});
