import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { account, bodies, chat, JULIET, online, ROMEO, started } from './helpers';

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
    expect(await bodies(world)).toEqual(['second']);
    expect(world.hub.all('conversationsChanged').at(-1)?.conversations).toMatchObject([{ unread: 1 }]);
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    await world.clock.advance(40 * DAY);
    expect(await bodies(world)).toEqual(['second']);
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
    expect(await bodies(again)).toEqual(['Still here']);
  });
});
