import { describe, expect, it } from 'vitest';
import { raisePin, strongestOffered } from '../../../electron/features/accounts/mechanism-pin';
import { PASSWORD } from '../../support/features-session';
import { account, JULIET, online, started } from './helpers';

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

  it.each([
    ['SCRAM-SHA-1,PLAIN < SCRAM-SHA-512', 'SCRAM-SHA-1'],
    ['PLAIN,SCRAM-SHA-256-PLUS,SCRAM-SHA-1 < SCRAM-SHA-512', 'SCRAM-SHA-256'],
    ['PLAIN < SCRAM-SHA-1', 'PLAIN'],
    ['', undefined],
  ])('where %j is accepted: %s', (downgrade, expected) => {
    expect(strongestOffered(downgrade)).toBe(expected);
  });

  it('is lowered where the user accepts what is offered, and no further', async () => {
    const world = await online();
    world.session.unreachable = { code: 'mechanism-downgraded', detail: 'SCRAM-SHA-1,PLAIN < SCRAM-SHA-256' };
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'stopped', why: world.session.unreachable });
    world.session.unreachable = undefined;
    world.session.mechanism = 'SCRAM-SHA-1';
    await world.handlers['accounts.acceptWeakerMechanism']({ account: JULIET });
    await world.quiet();
    expect((await account(world))?.connection).toEqual({ state: 'online' });
    expect(world.session.forgotMechanism).toBe(true);
    expect(world.session.options.pinnedMechanism).toBe('SCRAM-SHA-1');
    await world.stop();
    const again = await started({ ...world.kept, prepare: (session) => (session.mechanism = 'SCRAM-SHA-1') });
    expect(again.session.options.pinnedMechanism).toBe('SCRAM-SHA-1');
  });

  it('lets the plain password wait for a consent of its own, also where there was one earlier', async () => {
    const world = await online();
    await world.handlers['accounts.supplyPassword']({
      account: JULIET,
      password: PASSWORD,
      remember: true,
      allowPlain: true,
    });
    expect(world.session.options.allowPlain).toBe(true);
    world.session.unreachable = { code: 'mechanism-downgraded', detail: 'PLAIN < SCRAM-SHA-256' };
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    await world.handlers['accounts.acceptWeakerMechanism']({ account: JULIET });
    expect(world.session.options).toMatchObject({ pinnedMechanism: 'PLAIN', allowPlain: false });
  });

  it('stays as it is where nothing was refused for it', async () => {
    const world = await online();
    await world.handlers['accounts.acceptWeakerMechanism']({ account: JULIET });
    expect(world.session.options.pinnedMechanism).toBe('SCRAM-SHA-256');
    expect(world.session.forgotMechanism).toBe(false);
  });
});
