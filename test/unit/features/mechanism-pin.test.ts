import { describe, expect, it } from 'vitest';
import { raisePin } from '../../../electron/features/accounts/mechanism-pin';
import { online, started } from './helpers';

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
