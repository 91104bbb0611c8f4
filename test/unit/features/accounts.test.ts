import { describe, expect, it } from 'vitest';
import { NS_CLIENT } from '../../../electron/xmpp/ns';
import { attr, childText } from '../../../electron/xmpp/xml';
import { settle } from '../../support/fake-clock';
import { PASSWORD } from '../../support/features-session';
import {
  account,
  bodies,
  chat,
  filesHolding,
  JULIET,
  NURSE,
  online,
  PASSWORD_ENTRY,
  ROMEO,
  started,
  type World,
} from './helpers';

describe('sign-in', () => {
  it('makes the account only once it is online, and tells it then', async () => {
    const world = await started();
    await world.signIn();
    expect(await account(world)).toMatchObject({
      jid: JULIET,
      availability: 'available',
      shownAvailability: 'available',
      historyPolicy: 'keep-30-days',
      historyExplained: false,
      passwordRemembered: true,
      supports: { carbons: true, blocking: true, rosterVersioning: true, preApproval: false },
    });
    expect(world.secrets.entries.get(PASSWORD_ENTRY)).toBe(PASSWORD);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, 'wrong-password'],
    ['no address', { jid: 'juliet' }, 'invalid-argument'],
    ['no address at all', { jid: 'a@@b' }, 'invalid-argument'],
  ])('with %s leaves nothing', async (_what, args, code) => {
    const world = await started();
    await expect(world.signIn(args)).rejects.toMatchObject({ code });
    expect((await world.snapshot()).accounts).toEqual([]);
    expect(world.secrets.entries.has(PASSWORD_ENTRY)).toBe(false);
    expect(world.hub.events.map((event) => event.name)).not.toContain('accountChanged');
    await world.signIn();
    expect((await world.snapshot()).accounts).toHaveLength(1);
  });

  it('can be cancelled, or begun anew, while the server says nothing', async () => {
    const world = await started({ prepare: (session) => (session.silent = true) });
    const first = expect(world.signIn()).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(world.session.state.state).toBe('connecting');
    const second = expect(world.signIn()).rejects.toMatchObject({ code: 'cancelled' });
    await first;
    await settle();
    expect(world.sessions.map((one) => one.state.state)).toEqual(['offline', 'connecting']);
    await world.handlers['accounts.cancelSignIn'](undefined);
    await second;
    expect((await world.snapshot()).accounts).toEqual([]);
    expect(world.secrets.entries.has(PASSWORD_ENTRY)).toBe(false);
  });

  it('without "remember" keeps the password in memory for this run alone', async () => {
    const world = await started();
    await world.signIn({ remember: false });
    expect(world.secrets.entries.has(PASSWORD_ENTRY)).toBe(false);
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'online' });
    await world.stop();

    const again = await started(world);
    expect((await account(again))?.connection).toEqual({ state: 'stopped', why: { code: 'password-needed' } });
    expect(again.session.attempts).toBe(0);
  });

  it('keeps the consent to PLAIN only with an account that came online', async () => {
    const world = await started();
    await expect(world.signIn({ allowPlain: true, password: 'wrong' })).rejects.toMatchObject({
      code: 'wrong-password',
    });
    await world.signIn({ allowPlain: false });
    expect(world.session.options.allowPlain).toBe(false);
    const plain = await started();
    await plain.signIn({ allowPlain: true });
    expect(plain.session.options.allowPlain).toBe(true);
    await plain.stop();
    const again = await started(plain);
    expect(again.session.options.allowPlain).toBe(true);
  });

  it('does not fail because the keychain would not take the password', async () => {
    const world = await started();
    world.secrets.failure = new Error('the keychain is locked');
    await world.signIn();
    expect(await account(world)).toMatchObject({ passwordRemembered: false, connection: { state: 'online' } });
  });
});

it('a later window of this run begins where the last one was', async () => {
  const world = await online();
  expect(await world.snapshot()).not.toHaveProperty('place');
  world.features.setPlace({ view: 'privacy', page: 'server' });
  expect((await world.snapshot()).place).toEqual({ view: 'privacy', page: 'server' });
});

describe('a restart', () => {
  it('shows contacts and conversations from the store before the network, and signs in by itself', async () => {
    const world = await online();
    await world.receive(chat('Remember me'));
    await world.handlers['messages.setDraft']({ account: JULIET, with: ROMEO, draft: 'I will' });
    await world.clock.advance(2000);
    world.features.setOpenConversation({ account: JULIET, with: ROMEO });
    await world.stop();

    const again = await started({
      ...world.kept,
      prepare: (session) => (session.unreachable = { code: 'service-unreachable' }),
    });
    const snapshot = await again.snapshot();
    expect(snapshot.accounts[0]?.contacts.map((one) => [one.jid, one.name, one.resources])).toEqual([
      [ROMEO, 'Romeo', []],
      ['stranger@verona.lit', '', []],
    ]);
    expect(snapshot.accounts[0]?.conversations).toMatchObject([{ with: ROMEO, draft: 'I will', unread: 1 }]);
    expect(snapshot.lastView).toEqual({ account: JULIET, with: ROMEO });
    expect(again.session.attempts).toBe(1);
  });

  it('asks the server only for what changed', async () => {
    const world = await online();
    await world.clock.advance(2000);
    await world.stop();
    const versions: unknown[] = [];
    await started({
      ...world.kept,
      prepare: (session) =>
        session.answer('get', 'query', 'jabber:iq:roster', (payload) => {
          versions.push(payload.attrs['ver']);
          return undefined;
        }),
    });
    expect(versions).toEqual(['v1']);
  });

  it('stays offline where that was chosen', async () => {
    const world = await online();
    await world.handlers['accounts.setAvailability']({ account: JULIET, availability: 'offline', statusText: 'gone' });
    await world.stop();
    const again = await started(world);
    expect(await account(again)).toMatchObject({
      availability: 'offline',
      statusText: 'gone',
      connection: { state: 'offline' },
    });
    await again.handlers['accounts.setAvailability']({ account: JULIET, availability: 'available', statusText: '' });
    await again.quiet();
    expect((await account(again))?.connection).toEqual({ state: 'online' });
  });

  it('with the keychain locked asks for the password and leaves the history alone', async () => {
    const world = await online();
    await world.receive(chat('Before'));
    await world.stop();
    world.secrets.found = { kind: 'memory', why: 'locked' };
    const locked = await started(world);
    expect(world.secrets.hadCanary).toBe(true);
    expect(await account(locked)).toMatchObject({ connection: { state: 'stopped', why: { code: 'password-needed' } } });
    const { secretStorage, notices } = await locked.snapshot();
    expect(secretStorage).toEqual({ kind: 'memory', why: 'locked' });
    expect(notices).toEqual([
      { kind: 'history-locked', file: expect.stringMatching(/\.db$/u) as string, audiencesLost: true },
    ]);
    await locked.handlers['accounts.supplyPassword']({
      account: JULIET,
      password: PASSWORD,
      remember: true,
      allowPlain: false,
    });
    await locked.quiet();
    await locked.receive(chat('Only in memory'));
    expect((await account(locked))?.passwordRemembered).toBe(false);
    await locked.stop();

    world.secrets.found = { kind: 'keychain' };
    const unlocked = await started(world);
    expect((await unlocked.snapshot()).notices).toBeUndefined();
    expect(await bodies(unlocked)).toEqual(['Before']);
  });
});

describe('signing out', () => {
  it('says goodbye, and removes the account, its password and its history', async () => {
    const world = await online();
    await world.receive(chat('Private'));
    const { session } = world;
    await world.handlers['accounts.signOut']({ account: JULIET });
    expect(session.sent.at(-1)?.attrs).toMatchObject({ type: 'unavailable' });
    expect(session.state).toEqual({ state: 'offline', why: 'signed-out' });
    expect(world.hub.all('accountRemoved')).toEqual([{ jid: JULIET }]);
    expect(world.secrets.entries.has(PASSWORD_ENTRY)).toBe(false);
    await world.stop();
    const store = world.openFile();
    expect(store.history(JULIET).conversations.list(JULIET)).toEqual([]);
    expect(store.roster.load(JULIET)).toEqual([]);
    expect(filesHolding(world, JULIET)).toEqual([]);
  });

  it.each<[string, (world: World) => unknown]>([
    ['of an account that signed out', ({ handlers }) => handlers['accounts.signOut']({ account: JULIET })],
    ['that was deleted', ({ handlers }) => handlers['messages.deleteConversation']({ account: JULIET, with: ROMEO })],
  ])('leaves no conversation to return to %s', async (_whose, act) => {
    const world = await online();
    await world.receive(chat('Private'));
    world.features.setOpenConversation({ account: JULIET, with: ROMEO });
    await world.quiet();
    await act(world);
    expect((await world.snapshot()).lastView).toBeUndefined();
    await world.stop();
    expect(world.openFile().lastView).toBeUndefined();
  });

  it('stops where the keychain would keep the password, and can be tried again', async () => {
    const world = await online();
    world.secrets.failure = new Error('locked');
    await expect(world.handlers['accounts.signOut']({ account: JULIET })).rejects.toThrow();
    expect((await world.snapshot()).accounts).toHaveLength(1);
    world.secrets.failure = undefined;
    await world.handlers['accounts.signOut']({ account: JULIET });
    expect((await world.snapshot()).accounts).toEqual([]);
  });

  it('stops where the history cannot be removed, and can be tried again', async () => {
    const world = await online();
    await world.receive(chat('Private'));
    const release = world.blockStore();
    await expect(world.handlers['accounts.signOut']({ account: JULIET })).rejects.toThrow();
    expect((await world.snapshot()).accounts).toMatchObject([
      { account: { jid: JULIET, connection: { state: 'offline' }, passwordRemembered: false } },
    ]);
    release();
    await world.handlers['accounts.signOut']({ account: JULIET });
    expect((await world.snapshot()).accounts).toEqual([]);
    await world.stop();
    expect(filesHolding(world, JULIET)).toEqual([]);
  });
});

describe('availability', () => {
  it('that changes while the first presence goes out is told after it', async () => {
    const world = await online();
    const { session } = world;
    session.leave();
    session.takeSent();
    const setPriority = async (): Promise<void> => {
      await world.handlers['accounts.setPriority']({ account: JULIET, priority: 7 });
      await settle();
    };
    let change: Promise<void> | undefined;
    const send = session.send.bind(session);
    session.send = async (stanza) => {
      await send(stanza);
      if (stanza.is('presence')) change ??= setPriority();
      await change;
    };
    session.comeBack();
    await world.quiet();
    const priorities = session
      .takeSent()
      .filter((stanza) => stanza.is('presence'))
      .map((stanza) => childText(stanza, 'priority', NS_CLIENT));
    expect(priorities).toEqual([undefined, '7']);
  });

  const shows = (world: World) =>
    world.session
      .takeSent()
      .filter((one) => one.is('presence'))
      .map((one) => childText(one, 'show', NS_CLIENT) ?? attr(one, 'type') ?? 'available');

  it('goes away by idleness only from "available", and comes back', async () => {
    const world = await online();
    world.features.setIdle(world.clock.now());
    await world.quiet();
    expect(await account(world)).toMatchObject({ availability: 'available', shownAvailability: 'away' });
    world.features.setIdle(undefined);
    await world.quiet();
    await world.handlers['accounts.setAvailability']({ account: JULIET, availability: 'dnd', statusText: '' });
    world.features.setIdle(world.clock.now());
    await world.quiet();
    expect(await account(world)).toMatchObject({ availability: 'dnd', shownAvailability: 'dnd' });
    expect(shows(world)).toEqual(['away', 'available', 'dnd']);
  });

  it('tells since when the user is idle only if the user wants it, and notes it', async () => {
    const world = await online();
    const idle = () => world.session.takeSent().some((one) => one.getChild('idle', 'urn:xmpp:idle:1') !== undefined);
    world.features.setIdle(world.clock.now());
    await world.quiet();
    expect(idle()).toBe(false);
    world.features.setIdle(undefined);
    await world.switches({ idleTime: true });
    idle();
    world.features.setIdle(world.clock.now());
    await world.quiet();
    expect(idle()).toBe(true);
    await world.stop();
    const kinds = world
      .openFile()
      .history(JULIET)
      .ledger.list(JULIET)
      .map(({ kind, to }) => `${kind} ${to}`);
    expect(kinds.filter((one) => one.startsWith('idle'))).toEqual(['idle-time contacts']);
  });

  it('says with every presence how this computer stands among the user’s devices', async () => {
    const world = await online();
    const presences = () =>
      world.session
        .takeSent()
        .filter((one) => one.is('presence'))
        .map((one) => [attr(one, 'type') ?? childText(one, 'show', NS_CLIENT), childText(one, 'priority', NS_CLIENT)]);
    const setPriority = (priority: number) => world.handlers['accounts.setPriority']({ account: JULIET, priority });
    presences();
    await setPriority(-1);
    expect(await account(world)).toMatchObject({ priority: -1 });
    world.features.setIdle(world.clock.now());
    await world.quiet();
    await world.features.setAvailability('dnd');
    await setPriority(-1);
    await setPriority(7);
    await world.features.setAvailability('offline');
    expect(presences()).toEqual([
      [undefined, '-1'],
      ['away', '-1'],
      ['dnd', '-1'],
      ['dnd', '7'],
      ['unavailable', undefined],
    ]);
    await setPriority(0);
    await setPriority(3);
    await world.features.setAvailability('available');
    await world.quiet();
    expect(presences()).toEqual([['away', '3']]);
  });

  it('"offline" closes the stream, and the tray can bring it back', async () => {
    const world = await online();
    await world.features.setAvailability('offline');
    expect(world.session.sent.at(-1)?.attrs).toMatchObject({ type: 'unavailable' });
    expect(world.features.accountStatuses()).toEqual([
      { jid: JULIET, chosen: 'offline', shown: 'offline', connection: 'offline' },
    ]);
    await world.features.setAvailability('away');
    await world.quiet();
    expect(world.features.accountStatuses()).toEqual([
      { jid: JULIET, chosen: 'away', shown: 'away', connection: 'online' },
    ]);
  });
});

describe('several accounts', () => {
  it('live side by side, keyed by address', async () => {
    const world = await online();
    await world.signIn({ jid: NURSE });
    expect(world.features.accountStatuses().map((one) => one.jid)).toEqual([JULIET, NURSE]);
    await world.handlers['accounts.setAvailability']({ account: NURSE, availability: 'dnd', statusText: '' });
    await world.session.receive(chat('For the nurse', { to: NURSE }));
    await world.quiet();
    expect(await world.messages()).toEqual([]);
    const page = await world.handlers['messages.latest']({ account: NURSE, with: ROMEO });
    expect(page.messages.map((one) => one.body)).toEqual(['For the nurse']);
    expect(world.features.accountStatuses().map((one) => one.chosen)).toEqual(['available', 'dnd']);
  });
});
