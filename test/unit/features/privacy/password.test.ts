import { describe, expect, it } from 'vitest';
import { PASSWORD, type FeatureSession } from '../../../support/features-session';
import { ConnectionError, StanzaError } from '../../../../electron/xmpp/errors';
import { JULIET, online, started, type Kept, type World } from '../helpers';

const NEW = 'a-rose-by-any-other-name-42';
const NS_REGISTER = 'jabber:iq:register';

/** A service whose password is one for all of its sessions. */
class Service {
  password = PASSWORD;
  /** Says what it does with a change; it may take it and still not say so. */
  onChange: (wanted: string) => void = (wanted) => {
    this.password = wanted;
  };
  changes = 0;
  /** Nothing reaches it any more. */
  isGone = false;

  readonly prepare = (session: FeatureSession): void => {
    Object.defineProperty(session, 'password', { get: () => this.password });
    if (this.isGone) session.unreachable = { code: 'service-unreachable' };
    session.answer('set', 'query', NS_REGISTER, (query) => {
      this.changes += 1;
      expect(query.getChildText('username')).toBe('juliet');
      this.onChange(query.getChildText('password') ?? '');
      return undefined;
    });
  };

  kept(world?: World): Kept {
    return { ...world?.kept, prepare: this.prepare };
  }
}

const change = (world: World, password = NEW) => world.handlers['password.change']({ account: JULIET, password });
const state = (world: World) => world.handlers['password.state']({ account: JULIET });
const kept = (world: World): unknown =>
  Object.fromEntries([...world.secrets.entries].filter(([name]) => name.includes('password')));

describe('changing the password', () => {
  it('is done once the new one has signed in', async () => {
    const service = new Service();
    const world = await online(service.kept());
    expect(await change(world)).toEqual({ outcome: 'changed' });
    expect(service.changes).toBe(1);
    expect(kept(world)).toEqual({ [`password:${JULIET}`]: NEW });
    expect(await state(world)).toEqual({ state: 'settled' });
    expect(world.hub.all('passwordStateChanged').map(({ password }) => password.state)).toEqual([
      'in-doubt',
      'settled',
    ]);
    await world.stop();
    const again = await started(service.kept(world));
    expect((await again.snapshot()).accounts[0]?.account.connection.state).toBe('online');
  });

  it.each(['not-acceptable', 'not-allowed', 'service-unavailable'])(
    'leaves the old one in force where the service says %s',
    async (condition) => {
      const service = new Service();
      service.onChange = () => {
        throw new StanzaError(condition, 'modify', '');
      };
      const world = await online(service.kept());
      expect(await change(world)).toEqual({ outcome: 'refused', detail: condition });
      expect(kept(world)).toEqual({ [`password:${JULIET}`]: PASSWORD });
      expect(await state(world)).toEqual({ state: 'settled' });
    },
  );

  it('finds out which one holds where the answer is lost', async () => {
    const service = new Service();
    const world = await online(service.kept());
    service.onChange = (wanted) => {
      service.password = wanted;
      throw new ConnectionError('timeout');
    };
    expect(await change(world)).toEqual({ outcome: 'changed' });
    service.onChange = () => {
      throw new ConnectionError('timeout');
    };
    expect(await change(world, 'never-arrived')).toEqual({ outcome: 'refused', detail: 'not-changed' });
    expect(kept(world)).toEqual({ [`password:${JULIET}`]: NEW });
  });

  it('believes a sign-in more than the service’s word', async () => {
    const service = new Service();
    service.onChange = () => undefined;
    const world = await online(service.kept());
    expect(await change(world)).toEqual({ outcome: 'refused', detail: 'not-changed' });
    expect(kept(world)).toEqual({ [`password:${JULIET}`]: PASSWORD });
  });

  it.each([
    ['arrived', (service: Service, wanted: string) => (service.password = wanted), NEW],
    ['did not arrive', () => undefined, PASSWORD],
  ])(
    'keeps both over the end of the program where nobody could be asked, and signs in with the right one: it %s',
    async (_what, act, holds) => {
      const service = new Service();
      const world = await online(service.kept());
      service.onChange = (wanted) => {
        act(service, wanted);
        service.isGone = true;
        throw new ConnectionError('offline');
      };
      const before = world.sessions.length;
      expect(await change(world)).toEqual({ outcome: 'in-doubt' });
      expect(world.sessions.length).toBeGreaterThan(before);
      expect(await state(world)).toMatchObject({ state: 'in-doubt' });
      expect(kept(world)).toEqual({ [`password:${JULIET}`]: PASSWORD, [`new-password:${JULIET}`]: NEW });
      // A third password would push one of the two out.
      await expect(change(world, 'third')).rejects.toMatchObject({ code: 'password-in-doubt' });
      await world.stop();

      service.isGone = false;
      const again = await started(service.kept(world));
      await again.quiet();
      expect((await again.snapshot()).accounts[0]?.account.connection.state).toBe('online');
      expect(await state(again)).toEqual({ state: 'settled' });
      expect(kept(again)).toEqual({ [`password:${JULIET}`]: holds });
    },
  );

  it('keeps nothing on this computer where the user wanted that', async () => {
    const service = new Service();
    const world = await started(service.kept());
    await world.signIn({ remember: false });
    expect(await change(world)).toEqual({ outcome: 'changed' });
    expect(kept(world)).toEqual({});
  });

  it('sends nothing where the keychain does not take the new one', async () => {
    const service = new Service();
    const world = await online(service.kept());
    world.secrets.failure = new Error('locked');
    await expect(change(world)).rejects.toThrow('locked');
    expect(service.changes).toBe(0);
    expect(await state(world)).toEqual({ state: 'settled' });
  });

  it('refuses what no service can store, and what cannot be sent', async () => {
    const service = new Service();
    const world = await online(service.kept());
    await expect(change(world, 'a\u0007b')).rejects.toMatchObject({ code: 'invalid-argument' });
    world.session.leave();
    await expect(change(world)).rejects.toMatchObject({ code: 'offline' });
    expect(service.changes).toBe(0);
  });

  it('never shows a password in the log', async () => {
    const service = new Service();
    const world = await online(service.kept());
    await change(world);
    const log = world.log.lines.join('\n');
    expect(log).not.toContain(NEW);
    expect(log).not.toContain(PASSWORD);
  });
});

describe('the strength of a password', () => {
  it.each([
    ['password', 0, 'common-password'],
    ['juliet@capulet.lit', 1, 'contains-address'],
    ['qwertyuiop[]', 1, 'keyboard-row'],
    ['1984-05-12', 1, 'date'],
  ])('of %s is little, and the reason is told', async (password, most, warning) => {
    const world = await online();
    const strength = await world.handlers['password.judge']({ account: JULIET, password });
    expect(strength.score).toBeLessThanOrEqual(most);
    expect(strength.warnings).toContain(warning);
  });

  it('that Candor made itself is the greatest, and no two are the same', async () => {
    const world = await online();
    for (const kind of ['words', 'characters'] as const) {
      const made = [
        await world.handlers['password.generate']({ kind }),
        await world.handlers['password.generate']({ kind }),
      ];
      expect(new Set(made).size).toBe(2);
      const strength = await world.handlers['password.judge']({ account: JULIET, password: made[0] ?? '' });
      expect(strength).toMatchObject({ score: 4, warnings: [] });
    }
  });
});
