import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle } from '../../support/fake-clock';
import { bodies, carbon, chat, JULIET, online, ROMEO } from './helpers';

describe('whatever a server delivers twice, as a copy, or late', () => {
  it('each message is there once, in the order in which it first came', async () => {
    const world = await online();
    let run = 0;
    const delivery = fc.record({ message: fc.nat(7), as: fc.constantFrom('direct', 'carbon', 'delayed') });
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { maxLength: 30 }), async (deliveries) => {
        run += 1;
        const peer = `romeo${String(run)}@montague.lit`;
        for (const { message, as } of deliveries) {
          const stamp = `<stanza-id xmlns="urn:xmpp:sid:0" id="${String(run)}-${String(message)}" by="${JULIET}"/>`;
          const late = `<delay xmlns="urn:xmpp:delay" stamp="2020-01-01T00:00:00Z"/>`;
          // All say the same, as people do: the text tells nothing apart.
          const inner = chat('Yes', {
            from: `${peer}/garden`,
            id: `m${String(message)}`,
            payload: as === 'delayed' ? stamp + late : stamp,
            to: as === 'carbon' ? `${JULIET}/phone` : JULIET,
          });
          await world.session.receive(as === 'carbon' ? carbon('received', inner) : inner);
        }
        await world.clock.advance(1);
        await settle();
        const expected = [...new Set(deliveries.map(({ message }) => `m${String(message)}`))];
        expect((await world.messages(peer)).map((one) => one.id)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it('two messages of a client that uses one id for everything are two', async () => {
    const world = await online();
    await world.receive(chat('One', { id: '1' }), chat('Two', { id: '1' }), chat('One', { id: '1' }));
    expect(await bodies(world)).toEqual(['One', 'Two']);
  });

  it('sent again because its acknowledgement was lost, and so twice in the archive of the server, is one', async () => {
    const world = await online();
    const stamped = (body: string, stamp: string): string =>
      chat(body, {
        id: 'o1',
        payload: `<origin-id xmlns="urn:xmpp:sid:0" id="o1"/><stanza-id xmlns="urn:xmpp:sid:0" id="${stamp}" by="${JULIET}"/>`,
      });
    await world.receive(stamped('Yes', 'a1'), stamped('Yes', 'a2'));
    expect(await bodies(world)).toEqual(['Yes']);
    // Who gives one origin-id to two texts that the server tells apart has said two things.
    await world.receive(stamped('No', 'a3'));
    expect(await bodies(world)).toEqual(['Yes', 'No']);
  });

  it('a stamp by anybody but the own account tells nothing', async () => {
    const world = await online();
    const forged = `<stanza-id xmlns="urn:xmpp:sid:0" id="same" by="${ROMEO}"/>`;
    await world.receive(chat('One', { payload: forged }), chat('Two', { payload: forged }));
    expect(await bodies(world)).toEqual(['One', 'Two']);
  });

  it('a note to oneself stands once', async () => {
    const world = await online();
    const note = await world.send('Remember the potion', JULIET);
    await world.receive(chat('Remember the potion', { from: `${JULIET}/here`, id: note.id }));
    expect(await world.messages(JULIET)).toMatchObject([{ direction: 'out', state: 'delivered' }]);
    await world.receive(chat('From my phone', { from: `${JULIET}/phone` }));
    expect(await world.messages(JULIET)).toHaveLength(2);
  });
});

describe('a store that cannot be written', () => {
  it('loses no message that comes in', async () => {
    const world = await online();
    const release = world.blockStore();
    await world.receive(chat('one'), chat('two'));
    expect(world.hub.all('messagesAdded')).toEqual([]);
    release();
    await world.receive(chat('three'));
    await world.clock.advance(6000);
    expect(await bodies(world)).toEqual(['one', 'two', 'three']);
  });

  it('says so where a message of the user cannot be kept', async () => {
    const world = await online();
    const release = world.blockStore();
    await expect(world.send('one')).rejects.toMatchObject({ code: 'storage-failed' });
    release();
    expect(world.takeMessages()).toEqual([]);
    expect(await world.messages()).toEqual([]);
  });
});
