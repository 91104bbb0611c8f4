import { describe, expect, it } from 'vitest';
import type { MessagePath } from '../../../../electron/contract/privacy';
import { chat, JULIET, NURSE, online, ROMEO, type World } from '../helpers';

const path = (world: World, peer: string, key?: number): Promise<MessagePath> =>
  world.clock.during(
    world.handlers['privacy.path']({ account: JULIET, with: peer, ...(key === undefined ? {} : { key }) }),
  );
const keysOf = ({ hops }: MessagePath) =>
  hops.map(({ place, name, facts }) => [place, name, facts.map(({ key }) => key)]);
const there = (jid: string): string => `<presence xmlns="jabber:client" from="${jid}"/>`;

describe('the path of a message', () => {
  it('to another service leads over a link that nobody can see, and is encrypted from end to end nowhere', async () => {
    const world = await online();
    await world.receive(there(`${ROMEO}/garden`));
    const found = await path(world, ROMEO);
    expect(keysOf(found)).toEqual([
      ['this-computer', '', ['history-here']],
      ['connection', '127.0.0.1', ['connection']],
      ['own-service', 'capulet.lit', ['archive-not-offered']],
      ['service-link', 'montague.lit', ['service-link']],
      ['other-service', 'montague.lit', ['other-service', 'may-wait-at-service']],
      ['their-devices', ROMEO, ['their-devices']],
    ]);
    expect(found.endToEnd).toMatchObject({ data: { encrypted: false }, mark: 'measured' });
    for (const { facts } of found.hops.slice(3, 5)) for (const { mark } of facts) expect(mark).toBe('not-checkable');
    expect(found.hops.at(-1)?.facts).toMatchObject([{ data: { online: 1 } }]);
  });

  it('within the service is shorter, and of a message that came in it is the other way round', async () => {
    const world = await online();
    await world.receive(chat('Madam!', { from: `${NURSE}/hall` }));
    const [message] = await world.messages(NURSE);
    const found = await path(world, NURSE, message?.key);
    expect(found.direction).toBe('in');
    expect(found.hops.map(({ place }) => place)).toEqual([
      'their-devices',
      'own-service',
      'connection',
      'this-computer',
    ]);
    expect(found.hops[1]?.facts.map(({ key }) => key)).toContain('may-wait-at-service');
    await expect(path(world, ROMEO, message?.key)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('of a message from before says nothing of the connection of now', async () => {
    const world = await online();
    const message = await world.send('But soft');
    world.session.lose();
    await world.clock.advance(60_000);
    expect((await path(world, ROMEO, message.key)).hops[1]).toMatchObject({
      facts: [],
      unknown: [{ what: 'connection', why: 'offline' }],
    });
    world.session.retryNow();
    await world.quiet();
    expect((await path(world, ROMEO, message.key)).hops[1]).toMatchObject({
      facts: [],
      unknown: [{ what: 'connection', why: 'not-kept' }],
    });
  });
});

describe('devices of the other side', () => {
  it('cannot be seen without a connection', async () => {
    const world = await online();
    await world.receive(there(`${ROMEO}/garden`));
    world.session.lose();
    expect((await path(world, ROMEO)).hops.at(-1)).toEqual({
      ...{ place: 'their-devices', name: ROMEO, facts: [] },
      unknown: [{ what: 'their-devices', why: 'offline' }],
    });
  });
});

describe('the line before writing to somebody who is away', () => {
  const before = (world: World, peer: string, account = JULIET) =>
    world.handlers['privacy.beforeSending']({ account, with: peer });

  it('says that it may wait at another service, and nothing where they are there or may not be seen', async () => {
    const world = await online();
    expect(await before(world, ROMEO)).toMatchObject({
      key: 'may-wait-at-service',
      data: { service: 'montague.lit' },
      mark: 'not-checkable',
    });
    await world.receive(there(`${ROMEO}/garden`));
    expect(await before(world, ROMEO)).toBeNull();
    expect(await before(world, 'mercutio@verona.lit')).toBeNull();
    expect(await before(world, JULIET)).toBeNull();
    world.session.lose();
    expect(await before(world, ROMEO)).toBeNull();
  });

  it('says by the policy’s word that it waits here, unencrypted, where the service says so', async () => {
    const account = 'juliet@jabber.org';
    const world = await online({
      prepare: (session) => {
        session.roster =
          '<item jid="romeo@jabber.org" subscription="both"/><item jid="nurse@capulet.lit" subscription="to"/>';
      },
    });
    await world.signIn({ jid: account });
    expect(await before(world, 'romeo@jabber.org', account)).toMatchObject({
      key: 'waits-at-service',
      data: { service: 'jabber.org', encrypted: false },
      mark: 'policy-says',
    });
    expect(await before(world, NURSE, account)).toMatchObject({ key: 'may-wait-at-service' });
  });
});
