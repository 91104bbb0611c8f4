import { describe, expect, it } from 'vitest';
import { sentKinds, type ProbeReport } from '../../../../electron/contract/privacy';
import { chat, JULIET, online, ROMEO, started, type World } from '../helpers';

const DAY = 24 * 60 * 60 * 1000;

function askedReceipts(world: World): Promise<void> {
  return world.receive(
    ...Array.from({ length: 3 }, () => chat('hear this', { payload: '<request xmlns="urn:xmpp:receipts"/>' })),
  );
}

describe('this app', () => {
  it('says what it keeps and where, and what the window asked for', async () => {
    const world = await online();
    await world.send('But soft');
    expect(await world.handlers['privacy.thisApp']({ account: JULIET })).toMatchObject({
      secretStorage: { kind: 'keychain' },
      passwordRemembered: true,
      historyKey: 'keychain',
      historyPolicy: 'keep-30-days',
      storedMessages: 1,
      sendsNothing: false,
      canSendAgain: false,
      requests: { allowed: 12, blocked: 0, cookies: 0 },
    });
  });

  it('counts what went out by itself in seven days, and shows it by kind and in pages', async () => {
    const world = await online();
    await askedReceipts(world);
    expect((await world.handlers['privacy.thisApp']({ account: JULIET })).sent.receipts).toBe(3);
    const page = await world.handlers['privacy.ledger']({ account: JULIET, kinds: ['receipts'] });
    expect(page.entries).toMatchObject([
      { kind: 'receipts', what: 'receipt', to: ROMEO, xep: 'XEP-0184' },
      { to: ROMEO },
      { to: ROMEO },
    ]);
    expect(page.hasMore).toBe(false);
    const last = page.entries[1];
    const rest = await world.handlers['privacy.ledger']({ account: JULIET, kinds: ['receipts'], before: last?.key });
    expect(rest.entries).toHaveLength(1);
    expect((await world.handlers['privacy.ledger']({ account: JULIET, kinds: ['typing'] })).entries).toEqual([]);

    await world.clock.advance(8 * DAY);
    expect((await world.handlers['privacy.thisApp']({ account: JULIET })).sent.receipts).toBe(0);
    expect((await world.handlers['privacy.ledger']({ account: JULIET, kinds: [...sentKinds] })).entries).toEqual([]);
  });

  it('sends nothing by itself after one command, and what it sent before after another, also in the next run', async () => {
    const world = await online();
    await world.switches({ readMarkers: true });
    const before = world.features.settings.sending;
    const quiet = await world.handlers['privacy.sendNothing']({ on: true });
    expect(Object.values(quiet.sending)).not.toContain(true);
    expect(await world.handlers['privacy.thisApp']({ account: JULIET })).toMatchObject({
      sendsNothing: true,
      canSendAgain: true,
    });
    await askedReceipts(world);
    expect(world.takeMessages()).toEqual([]);
    // Twice is the same as once.
    await world.handlers['privacy.sendNothing']({ on: true });
    await world.stop();

    const again = await started(world.kept);
    expect((await again.handlers['privacy.sendNothing']({ on: false })).sending).toEqual(before);
    expect((await again.handlers['privacy.thisApp']({ account: JULIET })).canSendAgain).toBe(false);
  });
});

describe('probes', () => {
  const look = async (world: World, refresh = false): Promise<readonly ProbeReport[]> =>
    world.handlers['privacy.look']({ account: JULIET, probes: ['contact-list', 'window-requests'], refresh });

  it('tell what they asked, what they saw and when, and remember it until they are to look anew', async () => {
    const world = await online();
    const [contacts, requests] = await look(world);
    expect(contacts).toEqual({
      probe: 'contact-list',
      at: world.clock.now(),
      asked: [{ of: JULIET, what: 'jabber:iq:roster' }],
      facts: [
        {
          key: 'contact-list',
          mark: 'measured',
          seenAt: world.clock.now(),
          data: { contacts: 2, groups: 0, named: 1, versioning: true },
        },
      ],
      unknown: [],
    });
    expect(requests?.facts).toMatchObject([{ key: 'window-requests', data: { blocked: 0 } }]);
    expect(world.hub.all('probeReported').map(({ report }) => report.probe)).toEqual([
      'window-requests',
      'contact-list',
    ]);
    await world.quiet();
    world.session.takeSent();
    await look(world);
    expect(world.session.takeSent()).toEqual([]);
    await look(world, true);
    expect(world.session.takeSent()).toHaveLength(1);
  });

  it('say why where they could not find out, and ask again, though not at once', async () => {
    const world = await online();
    world.session.answer('get', 'query', 'jabber:iq:roster', () => '<nonsense xmlns="jabber:iq:roster"/>');
    expect((await look(world))[0]).toMatchObject({ facts: [], unknown: [{ what: 'contact-list', why: 'nonsense' }] });
    world.session.takeSent();
    expect((await look(world))[0]).toMatchObject({ unknown: [{ what: 'contact-list', why: 'nonsense' }] });
    expect(world.session.takeSent()).toEqual([]);
    await world.clock.advance(10_000);
    world.session.lose();
    expect((await look(world))[0]).toMatchObject({ unknown: [{ what: 'contact-list', why: 'offline' }] });
  });

  it('are given up when nobody looks any more', async () => {
    const world = await online();
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    world.session.answer('get', 'query', 'jabber:iq:roster', () => {
      asked();
      return new Promise(() => undefined);
    });
    const looking = look(world);
    await isAsked;
    await world.handlers['privacy.stopLooking']({ account: JULIET });
    expect((await looking)[0]).toMatchObject({ unknown: [{ what: 'contact-list', why: 'cancelled' }] });
  });
});
