import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { raisePin } from '../../../electron/features/accounts/mechanism-pin';
import { NS_CLIENT } from '../../../electron/xmpp/ns';
import { attr, childText } from '../../../electron/xmpp/xml';
import { settle } from '../../support/fake-clock';
import { PASSWORD } from '../../support/features-session';
import { FakeSecrets } from '../../support/features-world';
import { chat, JULIET, NURSE, online, ROMEO, started, type World } from './helpers';

const entry = `password:${JULIET}`;

async function account(world: World) {
  return (await world.snapshot()).accounts[0]?.account;
}

/** Names of the files of the profile that hold a text. */
function filesHolding(world: World, text: string): string[] {
  return readdirSync(world.profileDir).filter((name) => readFileSync(join(world.profileDir, name)).includes(text));
}

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
    expect(world.secrets.entries.get(entry)).toBe(PASSWORD);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, 'wrong-password'],
    ['no address', { jid: 'juliet' }, 'invalid-argument'],
    ['no address at all', { jid: 'a@@b' }, 'invalid-argument'],
  ])('with %s leaves nothing', async (_what, args, code) => {
    const world = await started();
    await expect(world.signIn(args)).rejects.toMatchObject({ code });
    expect((await world.snapshot()).accounts).toEqual([]);
    expect(world.secrets.entries.has(entry)).toBe(false);
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
    expect(world.secrets.entries.has(entry)).toBe(false);
  });

  it('without "remember" keeps the password in memory for this run alone', async () => {
    const world = await started();
    await world.signIn({ remember: false });
    expect(world.secrets.entries.has(entry)).toBe(false);
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
    expect((await locked.snapshot()).secretStorage).toEqual({ kind: 'memory', why: 'locked' });
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
    expect((await unlocked.messages()).map((one) => one.body)).toEqual(['Before']);
  });
});

describe('the password', () => {
  it('that is refused at a reconnect stops, is asked for once, and loses nothing', async () => {
    const world = await online();
    await world.receive(chat('Kept'));
    world.session.password = 'changed-on-the-server';
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'stopped', why: { code: 'wrong-password' } });

    const supply = (password: string) =>
      world.handlers['accounts.supplyPassword']({ account: JULIET, password, remember: true, allowPlain: false });
    await expect(supply('still wrong')).rejects.toMatchObject({ code: 'wrong-password' });
    expect(world.secrets.entries.get(entry)).toBe(PASSWORD);
    await supply('changed-on-the-server');
    await world.quiet();
    expect(world.secrets.entries.get(entry)).toBe('changed-on-the-server');
    expect(await account(world)).toMatchObject({ connection: { state: 'online' }, passwordRemembered: true });
    expect((await world.messages()).map((one) => one.body)).toEqual(['Kept']);
  });

  it('that was mistyped is not used again: the one that is kept still counts', async () => {
    const world = await online();
    const args = { account: JULIET, password: 'mistyped', remember: true, allowPlain: false };
    await expect(world.handlers['accounts.supplyPassword'](args)).rejects.toMatchObject({ code: 'wrong-password' });
    await world.handlers['accounts.reconnect']({ account: JULIET });
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'online' });
  });

  it('leaves the keychain when the user no longer wants it remembered', async () => {
    const world = await online();
    const args = { account: JULIET, password: PASSWORD, remember: false, allowPlain: false };
    await world.handlers['accounts.supplyPassword'](args);
    expect(world.secrets.entries.has(entry)).toBe(false);
    expect(await account(world)).toMatchObject({ passwordRemembered: false, connection: { state: 'online' } });
  });

  it('is forgotten on this computer', async () => {
    const world = await online();
    await world.handlers['accounts.forgetPassword']({ account: JULIET });
    expect(world.secrets.entries.has(entry)).toBe(false);
    expect(await account(world)).toMatchObject({ passwordRemembered: false, connection: { state: 'online' } });
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'stopped', why: { code: 'password-needed' } });
  });

  it('is in no file, log line or event', async () => {
    const world = await online();
    await world.handlers['settings.change']({ developerConsole: true });
    await world.handlers['console.watch']({ account: JULIET, on: true });
    await world.send('Hello');
    await expect(
      world.handlers['accounts.supplyPassword']({
        account: JULIET,
        password: 'another-secret',
        remember: true,
        allowPlain: false,
      }),
    ).rejects.toMatchObject({ code: 'wrong-password' });
    await world.stop();
    for (const secret of [PASSWORD, 'another-secret', world.secrets.entries.get('history-key') ?? '?']) {
      expect(filesHolding(world, secret)).toEqual([]);
      expect(world.log.lines.join('\n')).not.toContain(secret);
      expect(JSON.stringify(world.hub.events)).not.toContain(secret);
    }
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
    expect(world.secrets.entries.has(entry)).toBe(false);
    await world.stop();
    const store = world.openFile();
    expect(store.history(JULIET).conversations.list(JULIET)).toEqual([]);
    expect(store.roster.load(JULIET)).toEqual([]);
    expect(filesHolding(world, JULIET)).toEqual([]);
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
});

describe('availability', () => {
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

describe('the pin against downgrade', () => {
  it.each([
    [undefined, 'PLAIN', 'PLAIN'],
    ['PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-1'],
    ['SCRAM-SHA-1', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'],
    ['SCRAM-SHA-256', 'SCRAM-SHA-512', 'SCRAM-SHA-512'],
    ['SCRAM-SHA-512', 'SCRAM-SHA-1', 'SCRAM-SHA-512'],
    ['SCRAM-SHA-256', 'SOMETHING-NEW', 'SCRAM-SHA-256'],
  ])('%s, then %s: %s', (pinned, used, expected) => {
    expect(raisePin(pinned, used)).toBe(expected);
  });

  it('is raised by a success and given to every later attempt', async () => {
    const world = await online();
    expect(world.session.options.pinnedMechanism).toBe('SCRAM-SHA-256');
    world.session.mechanism = 'SCRAM-SHA-512';
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect(world.session.options.pinnedMechanism).toBe('SCRAM-SHA-512');
    await world.stop();
    const again = await started(world);
    expect(again.session.options.pinnedMechanism).toBe('SCRAM-SHA-512');
  });
});

describe('history on this computer', () => {
  it('"keep nothing" leaves no trace on disk, and says nothing untrue in this run', async () => {
    const world = await online();
    await world.receive(chat('Written before the choice'));
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-nothing' });
    await world.receive(chat('Written after the choice'));
    await world.send('An answer');
    for (const sent of world.takeMessages()) world.session.acknowledge(sent);
    await world.quiet();
    world.features.setOpenConversation({ account: JULIET, with: ROMEO });
    expect(await world.messages()).toHaveLength(3);
    expect(await account(world)).toMatchObject({ historyPolicy: 'keep-nothing', historyExplained: true });
    await world.stop();
    const store = world.openFile();
    store.setPolicy(JULIET, 'keep', world.clock.now());
    expect(store.history(JULIET).conversations.list(JULIET)).toEqual([]);
    expect(store.history(JULIET).ledger.list(JULIET)).toEqual([]);
    expect(store.lastView).toBeUndefined();
  });

  it('is cut to 30 days at each start, each hour and at the choice', async () => {
    const DAY = 24 * 60 * 60 * 1000;
    const world = await online();
    await world.receive(chat('first'));
    await world.clock.advance(20 * DAY);
    await world.receive(chat('second'));
    await world.clock.advance(11 * DAY);
    expect((await world.messages()).map((one) => one.body)).toEqual(['second']);
    expect(world.hub.all('conversationsChanged').at(-1)?.conversations).toMatchObject([{ unread: 1 }]);
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    await world.clock.advance(40 * DAY);
    expect((await world.messages()).map((one) => one.body)).toEqual(['second']);
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-30-days' });
    expect(await world.messages()).toEqual([]);
  }, 30_000);

  it('of an account comes back with its choice when the profile was damaged', async () => {
    const world = await online();
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    await world.receive(chat('Still here'));
    await world.stop();
    writeFileSync(join(world.profileDir, 'profile.json'), '{"profileId": "half a fi');
    const again = await started(world);
    expect((await again.snapshot()).notices).toMatchObject([{ kind: 'profile-set-aside' }]);
    await again.signIn();
    expect((await account(again))?.historyPolicy).toBe('keep');
    expect((await again.messages()).map((one) => one.body)).toEqual(['Still here']);
  });
});

describe('a store that cannot be read', () => {
  it('because its key is gone stays where it is, a new one begins, and the user is told', async () => {
    const world = await online();
    await world.stop();
    const before = readdirSync(world.profileDir).filter((name) => name.endsWith('.db'));
    const secrets = new FakeSecrets();
    const again = await started({ ...world.kept, secrets });
    expect((await again.snapshot()).notices).toEqual([{ kind: 'history-set-aside', file: before[0] }]);
    await again.stop();
    expect(readdirSync(world.profileDir).filter((name) => name.endsWith('.db'))).toHaveLength(2);
    const third = await started({ ...world.kept, secrets });
    expect((await third.snapshot()).notices).toBeUndefined();
  });

  it('because it is something else stays as it is, byte by byte', async () => {
    const world = await online();
    await world.stop();
    const [name = ''] = readdirSync(world.profileDir).filter((one) => one.endsWith('.db'));
    const damaged = Buffer.alloc(20_000, 'damage');
    writeFileSync(join(world.profileDir, name), damaged);
    const again = await started(world);
    expect((await again.snapshot()).notices).toMatchObject([{ kind: 'history-damaged', file: name }]);
    expect(readFileSync(join(world.profileDir, name)).equals(damaged)).toBe(true);
  });
});
