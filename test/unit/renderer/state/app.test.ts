import { describe, expect, it } from 'vitest';
import { CommandFailure, createApi } from '../../../../renderer/bridge';
import { AppState, startState } from '../../../../renderer/state/app.svelte';
import { FakeBridge } from '../../../support/fake-bridge';
import {
  someAccount,
  someContact,
  someMessage,
  someResource,
  someSettings,
  someSnapshot,
} from '../../../support/records';

const ACCOUNT = 'juliet@jabber.example';
const ROMEO = 'romeo@example.net';

function start(snapshot = someSnapshot()) {
  const bridge = new FakeBridge(snapshot);
  const state = new AppState(createApi(bridge), snapshot);
  bridge.onEvent((event) => state.apply(event));
  return { bridge, state };
}

describe('createApi', () => {
  it('gives the value of a command', async () => {
    const api = createApi(new FakeBridge(someSnapshot()));
    await expect(api.call('app.snapshot')).resolves.toMatchObject({ seq: 10 });
  });

  it('throws a failure with its code and detail', async () => {
    const bridge = new FakeBridge(someSnapshot());
    bridge.refuse('contacts.add', { code: 'refused-by-server', detail: 'forbidden' });
    const call = createApi(bridge).call('contacts.add', { account: ACCOUNT, with: ROMEO, name: '', groups: [] });
    await expect(call).rejects.toThrow(CommandFailure);
    await expect(call).rejects.toMatchObject({ code: 'refused-by-server', detail: 'forbidden' });
  });
});

describe('startState', () => {
  it('applies what happened while the snapshot was on its way, once', async () => {
    const bridge = new FakeBridge(someSnapshot());
    let state: AppState | undefined;
    const started = startState(createApi(bridge), (ready) => {
      state = ready;
    });
    // The snapshot was taken at 10; this is the event after it.
    bridge.announce('settingsChanged', { settings: someSettings({ theme: 'dark' }) });
    await started;
    expect(state?.settings.theme).toBe('dark');
  });
});

describe('AppState', () => {
  it('drops events that the snapshot already holds', () => {
    const { state } = start();
    state.apply({ seq: 10, name: 'settingsChanged', payload: { settings: someSettings({ theme: 'dark' }) } });
    expect(state.settings.theme).toBe('light');
    state.apply({ seq: 11, name: 'settingsChanged', payload: { settings: someSettings({ theme: 'dark' }) } });
    expect(state.settings.theme).toBe('dark');
  });

  it('takes in an account that signs in, and lets go of one that signs out', () => {
    const { bridge, state } = start(someSnapshot({ accounts: [] }));
    expect(state.current).toBeUndefined();
    bridge.announce('accountChanged', { account: someAccount() });
    bridge.announce('rosterReceived', { account: ACCOUNT, contacts: [someContact()] });
    expect(state.current?.nameOf(ROMEO)).toBe('Romeo');
    state.openConversation(ACCOUNT, ROMEO);
    bridge.announce('accountRemoved', { jid: ACCOUNT });
    expect(state.current).toBeUndefined();
    expect(state.open).toBeUndefined();
  });

  it('follows roster, presence, blocking, requests and typing', () => {
    const { bridge, state } = start();
    const account = state.current;
    bridge.announce('contactsChanged', {
      account: ACCOUNT,
      changed: [someContact({ name: 'Romeo M.' }), someContact({ jid: 'nurse@c.example', name: 'Nurse' })],
      removed: [],
    });
    expect(account?.nameOf(ROMEO)).toBe('Romeo M.');
    bridge.announce('presenceChanged', {
      account: ACCOUNT,
      changed: [
        { jid: ROMEO, resources: [someResource({ availability: 'dnd' })] },
        { jid: 'unknown@x.example', resources: [] },
      ],
    });
    expect(account?.presenceOf(ROMEO)).toBe('dnd');
    expect(account?.presenceOf('unknown@x.example')).toBe('offline');
    bridge.announce('blockListChanged', { account: ACCOUNT, blocked: [ROMEO] });
    expect(account?.blocked.has(ROMEO)).toBe(true);
    bridge.announce('subscriptionRequestsChanged', {
      account: ACCOUNT,
      requests: [{ from: 'paris@v.example', text: '', at: 1 }],
    });
    expect(account?.requests).toHaveLength(1);
    bridge.announce('chatStateChanged', { account: ACCOUNT, with: ROMEO, state: 'composing' });
    expect(account?.chatStateOf(ROMEO)).toBe('composing');
    bridge.announce('contactsChanged', { account: ACCOUNT, changed: [], removed: [ROMEO] });
    expect(account?.contacts.has(ROMEO)).toBe(false);
  });

  it('counts unread messages over all conversations', () => {
    const { bridge, state } = start();
    bridge.announce('conversationsChanged', {
      account: ACCOUNT,
      conversations: [
        { with: ROMEO, unread: 2, readUpTo: 0, draft: '' },
        { with: 'nurse@c.example', unread: 1, readUpTo: 0, draft: '' },
      ],
    });
    expect(state.current?.unread).toBe(3);
  });

  it('opens what a notification asks for', () => {
    const { bridge, state } = start();
    state.show('settings');
    bridge.announce('conversationRequested', { account: ACCOUNT, with: ROMEO });
    expect(state.view).toBe('chats');
    expect(state.open?.with).toBe(ROMEO);
  });

  it('returns to the conversation that was open', () => {
    expect(start(someSnapshot({ lastView: { account: ACCOUNT, with: ROMEO } })).state.open?.with).toBe(ROMEO);
    expect(start(someSnapshot({ lastView: { account: 'gone@x.example', with: ROMEO } })).state.open).toBeUndefined();
  });

  it('returns to the view and the page that an earlier window showed', () => {
    const lastView = { account: ACCOUNT, with: ROMEO };
    const { bridge, state } = start(someSnapshot({ lastView, place: { view: 'privacy', page: 'server' } }));
    expect(state.view).toBe('privacy');
    expect(state.open?.with).toBe(ROMEO);
    expect(state.takeReturn('privacy')).toEqual({ view: 'privacy', page: 'server' });
    expect(state.takeReturn('privacy')).toBeUndefined();
    state.tellPlace({ view: 'privacy', page: 'server' });
    expect(bridge.callsOf('window.setPlace')).toEqual([]);
    state.tellPlace({ view: 'chats' });
    expect(bridge.callsOf('window.setPlace')).toEqual([{ view: 'chats' }]);
    expect(start(someSnapshot({ place: { view: 'settings', page: 'blocked' } })).state.settingsPage).toBe('blocked');
  });

  it('returns to nothing that is not there any more', () => {
    expect(start(someSnapshot({ place: { view: 'console' } })).state.view).toBe('chats');
    expect(start(someSnapshot({ accounts: [], place: { view: 'profile', page: 'chosen' } })).state.view).toBe('chats');
  });

  it('returns to the message that was being read', () => {
    const lastView = { account: ACCOUNT, with: ROMEO };
    const { bridge, state } = start(someSnapshot({ lastView, place: { view: 'chats', reading: 7 } }));
    expect(state.open?.resumed).toBe(true);
    expect(bridge.callsOf('messages.around')).toEqual([{ ...lastView, key: 7 }]);
  });

  it('leaves the console when it is turned off', () => {
    const { bridge, state } = start(someSnapshot({ settings: someSettings({ developerConsole: true }) }));
    state.show('console');
    state.console.setWatching(true, [{ at: 1, direction: 'in', xml: '<iq/>' }]);
    bridge.announce('settingsChanged', { settings: someSettings() });
    expect(state.view).toBe('settings');
    expect(state.console.watching).toBe(false);
    expect(state.console.total).toBe(0);
  });

  it('lets go of the console with its account', () => {
    const { bridge, state } = start();
    state.console.setWatching(true, [{ at: 1, direction: 'in', xml: '<iq/>' }]);
    bridge.announce('accountRemoved', { jid: ACCOUNT });
    expect(state.console.watching).toBe(false);
    expect(state.console.total).toBe(0);
  });

  it('keeps messages of the open conversation alone', () => {
    const { bridge, state } = start();
    state.openConversation(ACCOUNT, ROMEO);
    bridge.announce('messagesAdded', {
      account: ACCOUNT,
      messages: [someMessage({ key: 2, with: ROMEO }), someMessage({ key: 3, with: 'nurse@c.example' })],
    });
    expect(state.open?.messages.map((message) => message.key)).toEqual([2]);
  });
});
