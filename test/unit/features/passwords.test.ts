import { describe, expect, it } from 'vitest';
import { PASSWORD } from '../../support/features-session';
import { account, bodies, chat, filesHolding, JULIET, online, PASSWORD_ENTRY, started } from './helpers';

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
    expect(world.secrets.entries.get(PASSWORD_ENTRY)).toBe(PASSWORD);
    await supply('changed-on-the-server');
    await world.quiet();
    expect(world.secrets.entries.get(PASSWORD_ENTRY)).toBe('changed-on-the-server');
    expect(await account(world)).toMatchObject({ connection: { state: 'online' }, passwordRemembered: true });
    expect(await bodies(world)).toEqual(['Kept']);
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
    expect(world.secrets.entries.has(PASSWORD_ENTRY)).toBe(false);
    expect(await account(world)).toMatchObject({ passwordRemembered: false, connection: { state: 'online' } });
  });

  it('is forgotten on this computer', async () => {
    const world = await online();
    await world.handlers['accounts.forgetPassword']({ account: JULIET });
    expect(world.secrets.entries.has(PASSWORD_ENTRY)).toBe(false);
    expect(await account(world)).toMatchObject({ passwordRemembered: false, connection: { state: 'online' } });
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'stopped', why: { code: 'password-needed' } });
  });

  it('that the keychain no longer gives is asked for, until the keychain gives it again', async () => {
    const world = await online();
    world.secrets.failure = new Error('locked');
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'stopped', why: { code: 'keychain-unavailable' } });
    world.features.networkChanged();
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'stopped', why: { code: 'keychain-unavailable' } });
    world.secrets.failure = undefined;
    world.features.networkChanged();
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'online' });
  });

  it.each(['remember', 'forget'] as const)(
    'signs in also where the keychain fails to %s it, and that is told',
    async (wanted) => {
      const world = await online();
      world.secrets.failure = new Error('locked');
      const remember = wanted === 'remember';
      await world.handlers['accounts.supplyPassword']({
        account: JULIET,
        password: PASSWORD,
        remember,
        allowPlain: false,
      });
      expect(world.hub.all('passwordNotKeptAsChosen')).toEqual([{ account: JULIET, wanted }]);
      // The one that was kept before is still there.
      expect(world.secrets.entries.has(PASSWORD_ENTRY)).toBe(true);
      expect(await account(world)).toMatchObject({ passwordRemembered: true, connection: { state: 'online' } });
    },
  );

  it('that is not remembered at the first sign-in is told, and asked for at the next start', async () => {
    const world = await started();
    world.secrets.failure = new Error('locked');
    await world.signIn();
    expect(world.hub.all('passwordNotKeptAsChosen')).toEqual([{ account: JULIET, wanted: 'remember' }]);
    expect((await account(world))?.connection).toEqual({ state: 'online' });
    await world.stop();
    world.secrets.failure = undefined;
    const again = await started(world);
    expect((await account(again))?.connection).toEqual({ state: 'stopped', why: { code: 'password-needed' } });
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
