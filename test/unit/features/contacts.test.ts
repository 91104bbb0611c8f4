import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../electron/xmpp/errors';
import { NS_ROSTER } from '../../../electron/xmpp/ns';
import { MAX_REQUESTS } from '../../../electron/features/contacts/subscription-requests';
import { bodies, chat, JULIET, NURSE, online, ROMEO, started } from './helpers';

const presence = (from: string, inner = '', type = '') =>
  `<presence xmlns="jabber:client" from="${from}"${type === '' ? '' : ` type="${type}"`}>${inner}</presence>`;
const push = (item: string, from = '', ver = 'v2') =>
  `<iq xmlns="jabber:client" type="set" id="p"${from === '' ? '' : ` from="${from}"`}><query xmlns="${NS_ROSTER}" ver="${ver}">${item}</query></iq>`;

describe('presence', () => {
  it('shows several clients, the best first', async () => {
    const world = await online();
    await world.receive(
      presence(`${ROMEO}/phone`, '<show>away</show><priority>5</priority>'),
      presence(`${ROMEO}/tablet`, '<show>dnd</show>'),
      presence(`${ROMEO}/garden`, '<status>Under the balcony</status>'),
    );
    const [contact] = (await world.snapshot()).accounts[0]?.contacts ?? [];
    expect(contact?.resources).toMatchObject([
      { resource: 'phone', availability: 'away', priority: 5 },
      { resource: 'garden', availability: 'available', statusText: 'Under the balcony' },
      { resource: 'tablet', availability: 'dnd' },
    ]);
    await world.receive(presence(`${ROMEO}/phone`, '', 'unavailable'));
    expect(
      world.hub
        .all('presenceChanged')
        .at(-1)
        ?.changed[0]?.resources.map((one) => one.resource),
    ).toEqual(['garden', 'tablet']);
  });

  it('of 10,000 contacts is told in a few events', async () => {
    const contacts = Array.from({ length: 10_000 }, (_, n) => `c${String(n)}@verona.lit`);
    const world = await started({
      prepare: (session) =>
        (session.roster = contacts.map((jid) => `<item jid="${jid}" subscription="both"/>`).join('')),
    });
    await world.signIn();
    expect(world.hub.all('rosterReceived').map((one) => one.contacts.length)).toEqual([10_000]);
    for (const jid of contacts) await world.session.receive(presence(`${jid}/x`));
    await world.quiet();
    const told = world.hub.all('presenceChanged');
    expect(told.length).toBeLessThan(20);
    expect(new Set(told.flatMap((one) => one.changed.map((change) => change.jid))).size).toBe(10_000);
  }, 60_000);

  it('of strangers is not kept, and without a stream nobody is known to be online', async () => {
    const world = await online();
    await world.receive(presence('tybalt@capulet.lit/street'), presence(`${ROMEO}/garden`));
    expect(world.hub.all('presenceChanged').flatMap((one) => one.changed.map((change) => change.jid))).toEqual([ROMEO]);
    world.session.lose();
    await world.quiet();
    expect(world.hub.all('presenceChanged').at(-1)?.changed).toEqual([{ jid: ROMEO, resources: [] }]);
  });

  it('of own other sessions is told with the account', async () => {
    const world = await online();
    await world.receive(presence(`${JULIET}/here`), presence(`${JULIET}/phone`, '<show>away</show>'));
    const { account } = world.hub.all('accountChanged').at(-1) ?? {};
    expect(account?.otherResources).toMatchObject([{ resource: 'phone', availability: 'away' }]);
  });
});

describe('a request of ours that comes back', () => {
  const pending = push(`<item jid="${NURSE}" subscription="none" ask="subscribe"/>`);
  const refused = (condition: string, from: string = NURSE) =>
    presence(from, `<error type="cancel"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`, 'error');

  it('is told with the contact, until it is made anew', async () => {
    const world = await online();
    await world.receive(pending, refused('remote-server-not-found'));
    const failed = { jid: NURSE, pendingOut: true, requestFailure: 'remote-server-not-found' };
    expect(world.hub.all('contactsChanged').at(-1)?.changed).toMatchObject([failed]);
    expect((await world.snapshot()).accounts[0]?.contacts).toContainEqual(expect.objectContaining(failed));
    world.session.takeSent();
    await world.handlers['contacts.subscribe']({ account: JULIET, with: NURSE });
    expect(world.session.takeSent().map((one) => one.attrs)).toMatchObject([{ type: 'subscribe', to: NURSE }]);
    expect(world.hub.all('contactsChanged').at(-1)?.changed[0]).not.toHaveProperty('requestFailure');
  });

  it.each([
    ['is answered after all', `<item jid="${NURSE}" subscription="to"/>`],
    ['is withdrawn', `<item jid="${NURSE}" subscription="none"/>`],
  ])('is forgotten once it %s', async (_how, item) => {
    const world = await online();
    await world.receive(pending, refused('remote-server-timeout'), push(item));
    expect(world.hub.all('contactsChanged').at(-1)?.changed[0]).not.toHaveProperty('requestFailure');
    // Asked anew elsewhere, it is another one.
    await world.receive(pending);
    expect(world.hub.all('contactsChanged').at(-1)?.changed[0]).not.toHaveProperty('requestFailure');
  });

  it('is forgotten with the session, in the next of which the server may ask again', async () => {
    const world = await online();
    await world.receive(pending, refused('remote-server-timeout'));
    world.session.lose();
    await world.quiet();
    expect(world.hub.all('contactsChanged').at(-1)?.changed).toMatchObject([{ jid: NURSE, pendingOut: true }]);
    expect(world.hub.all('contactsChanged').at(-1)?.changed[0]).not.toHaveProperty('requestFailure');
  });

  it('is not what else comes back from a contact or a stranger', async () => {
    const world = await online();
    await world.receive(refused('remote-server-timeout', ROMEO), refused('service-unavailable', 'tybalt@capulet.lit'));
    expect(world.hub.all('contactsChanged')).toEqual([]);
  });
});

describe('the roster', () => {
  it('follows pushes of the own server, in memory and in the store', async () => {
    const world = await online();
    await world.receive(push(`<item jid="${NURSE}" name="Nurse" subscription="both"><group>Home</group></item>`));
    await world.receive(push(`<item jid="stranger@verona.lit" subscription="remove"/>`, JULIET, 'v3'));
    expect(world.hub.all('contactsChanged').map((one) => [one.changed.map((c) => c.name), one.removed])).toEqual([
      [['Nurse'], []],
      [[], ['stranger@verona.lit']],
    ]);
    await world.stop();
    const store = world.openFile();
    expect(
      store.roster
        .load(JULIET)
        .map((one) => one.jid)
        .sort(),
    ).toEqual([NURSE, ROMEO]);
    expect(store.roster.version(JULIET)).toBe('v3');
  });

  it('that did not come is asked for as a whole again, whatever is pushed meanwhile', async () => {
    const world = await online();
    world.session.answer('get', 'query', NS_ROSTER, () => {
      throw new ConnectionError('timeout');
    });
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    await world.receive(push(`<item jid="${NURSE}" subscription="both"/>`, '', 'v9'));
    await world.stop();
    expect(world.openFile().roster.version(JULIET)).toBe('');
  });

  it('ignores pushes of anybody else', async () => {
    const world = await online();
    await world.receive(push(`<item jid="tybalt@capulet.lit" subscription="both"/>`, `${ROMEO}/garden`));
    expect(world.hub.all('contactsChanged')).toEqual([]);
  });

  it('adds by name, groups and a request, and grants those who asked', async () => {
    const world = await online();
    await world.receive(presence(NURSE, '<status>It is I</status>', 'subscribe'));
    world.session.takeSent();
    await world.handlers['contacts.add']({
      account: JULIET,
      with: 'NURSE@Capulet.lit',
      name: 'Nurse',
      groups: ['Home'],
    });
    await world.quiet();
    const sent = world.session.takeSent();
    expect(
      sent.map((one) => (one.is('presence') ? `${String(one.attrs['type'])} ${String(one.attrs['to'])}` : 'roster')),
    ).toEqual(['roster', `subscribed ${NURSE}`, `subscribe ${NURSE}`]);
    expect(world.hub.all('subscriptionRequestsChanged').at(-1)?.requests).toEqual([]);
  });

  it.each([
    ['contacts.add', { account: JULIET, with: JULIET, name: '', groups: [] }],
    ['contacts.add', { account: JULIET, with: '@@', name: '', groups: [] }],
    ['contacts.update', { account: JULIET, with: 'nobody@verona.lit', name: 'x', groups: [] }],
  ] as const)('%s with %j is refused and sends nothing', async (name, args) => {
    const world = await online();
    await expect(world.handlers[name]({ ...args, groups: [] })).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(world.session.takeSent()).toEqual([]);
  });

  it('says why the server or the network refused', async () => {
    const world = await online({ prepare: (session) => session.answer('set', 'query', NS_ROSTER, () => undefined) });
    world.session.lose();
    const add = world.handlers['contacts.add']({ account: JULIET, with: NURSE, name: '', groups: [] });
    await expect(add).rejects.toMatchObject({ code: 'offline' });
    const block = world.handlers['contacts.block']({ account: JULIET, with: NURSE });
    await expect(block).rejects.toMatchObject({ code: 'offline' });
    world.session.retryNow();
    await world.quiet();
    const refused = world.handlers['contacts.block']({ account: JULIET, with: NURSE });
    await expect(refused).rejects.toMatchObject({ code: 'refused-by-server', detail: 'service-unavailable' });
  });
});

describe('subscription requests', () => {
  it('of 10,000 people, and of one person 10,000 times, are collapsed', async () => {
    const world = await online();
    for (let n = 0; n < 10_000; n += 1)
      await world.session.receive(
        presence(`fan${String(n)}@spam.lit`, `<status>${'x'.repeat(1000)}</status>`, 'subscribe'),
      );
    for (let n = 0; n < 10_000; n += 1)
      await world.session.receive(presence(NURSE, `<status>${String(n)}</status>`, 'subscribe'));
    await world.quiet();
    const told = world.hub.all('subscriptionRequestsChanged');
    expect(told.length).toBeLessThan(5);
    expect(told.at(-1)?.requests).toHaveLength(MAX_REQUESTS);
    expect(JSON.stringify(told.at(-1)).length).toBeLessThan(200_000);
    await world.receive(chat('Still here'));
    expect(await bodies(world)).toEqual(['Still here']);
  }, 60_000);

  it('are settled by an answer, a push of another client, or by being taken back', async () => {
    const world = await online();
    const ask = (jid: string) => presence(jid, '<status>Please</status>', 'subscribe');
    await world.receive(ask(NURSE), ask('paris@verona.lit'), ask('tybalt@capulet.lit'), ask('mercutio@verona.lit'));
    expect((await world.snapshot()).accounts[0]?.subscriptionRequests).toHaveLength(4);
    await world.handlers['contacts.deny']({ account: JULIET, with: 'tybalt@capulet.lit' });
    await world.handlers['contacts.approve']({ account: JULIET, with: 'mercutio@verona.lit' });
    await world.receive(presence('paris@verona.lit', '', 'unsubscribe'));
    await world.receive(push(`<item jid="${NURSE}" subscription="from"/>`));
    expect(world.hub.all('subscriptionRequestsChanged').at(-1)?.requests).toEqual([]);
  });
});

describe('the block list', () => {
  it('follows the server', async () => {
    const world = await online({
      prepare: (session) =>
        session.answer(
          'get',
          'blocklist',
          'urn:xmpp:blocking',
          () => '<blocklist xmlns="urn:xmpp:blocking"><item jid="tybalt@capulet.lit"/></blocklist>',
        ),
    });
    expect((await world.snapshot()).accounts[0]?.blocked).toEqual(['tybalt@capulet.lit']);
    await world.receive(
      `<iq xmlns="jabber:client" type="set" id="b"><block xmlns="urn:xmpp:blocking"><item jid="paris@verona.lit"/></block></iq>`,
    );
    expect(world.hub.all('blockListChanged').at(-1)?.blocked).toEqual(['paris@verona.lit', 'tybalt@capulet.lit']);
    await world.receive(`<iq xmlns="jabber:client" type="set" id="c"><unblock xmlns="urn:xmpp:blocking"/></iq>`);
    expect(world.hub.all('blockListChanged').at(-1)?.blocked).toEqual([]);
  });
});

it('blocks and unblocks one client of somebody, and not all of them', async () => {
  const world = await online();
  for (const command of ['block', 'unblock'] as const) {
    world.session.answer('set', command, 'urn:xmpp:blocking', () => undefined);
    await world.handlers[`contacts.${command}`]({ account: JULIET, with: 'Tybalt@capulet.lit/Phone' });
    expect(world.session.sent.at(-1)?.toString()).toContain(`<${command} `);
    expect(world.session.sent.at(-1)?.toString()).toContain('"tybalt@capulet.lit/Phone"');
  }
});

describe('who may know', () => {
  const ask = (from: string) =>
    `<iq xmlns="jabber:client" type="get" id="v" from="${from}"><query xmlns="jabber:iq:version"/></iq>`;

  it('the version: contacts who see us, once switched on, each noted', async () => {
    const world = await online();
    expect(await world.session.receive(ask(`${ROMEO}/garden`))).toBeUndefined();
    await world.switches({ version: true });
    expect((await world.session.receive(ask(`${ROMEO}/garden`)))?.attrs['type']).toBe('result');
    expect(await world.session.receive(ask('tybalt@capulet.lit/x'))).toBeUndefined();
    expect(await world.session.receive(ask('stranger@verona.lit/x'))).toBeUndefined();
    await world.stop();
    const rows = world
      .openFile()
      .history(JULIET)
      .ledger.list(JULIET)
      .filter((row) => row.kind === 'version');
    expect(rows).toMatchObject([{ to: ROMEO, xep: 'XEP-0092' }]);
  });

  it('which switches are on, by an announcement when they change', async () => {
    const world = await online();
    const ver = () =>
      world.session
        .takeSent()
        .find((one) => one.is('presence'))
        ?.getChild('c')?.attrs['ver'] as unknown;
    await world.switches({ version: true });
    const first = ver();
    await world.switches({ version: false });
    expect(first).toBeDefined();
    expect(ver()).not.toBe(first);
    await world.handlers['settings.change']({ theme: 'dark' });
    expect(world.session.takeSent()).toEqual([]);
  });
});
