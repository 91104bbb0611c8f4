import { describe, expect, test } from 'vitest';
import { ConnectionError, StanzaError } from '../../../../electron/xmpp/errors';
import { NS_ROSTER, NS_ROSTER_VERSIONING } from '../../../../electron/xmpp/ns';
import { RosterModule } from '../../../../electron/xmpp/rfc6121-roster/module';
import { parseRosterResult, type RosterPush } from '../../../../electron/xmpp/rfc6121-roster/stanza';
import { attr } from '../../../../electron/xmpp/xml';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';
import { parseXml } from '../../../support/parse-xml';

const romeo = bare('romeo@montague.lit');

function attached(): { session: MockSession; roster: RosterModule; pushes: RosterPush[]; detach: () => void } {
  const session = new MockSession();
  const roster = new RosterModule();
  const pushes: RosterPush[] = [];
  roster.onPush((push) => pushes.push(push));
  return { session, roster, pushes, detach: roster.attach(session) };
}

function pushOf(jid: string, from?: string): string {
  const sender = from === undefined ? '' : ` from='${from}'`;
  return `<iq type='set' id='p1'${sender}><query xmlns='${NS_ROSTER}' ver='v2'><item jid='${jid}'/></query></iq>`;
}

describe('a session with the roster', () => {
  test('asks for changes since the held version, then hears them', async () => {
    const { session, roster, pushes } = attached();
    session.offerStreamFeature('ver', NS_ROSTER_VERSIONING);
    session.answer('get', 'query', NS_ROSTER, () => undefined);

    await expect(roster.fetch('v1')).resolves.toBe('unchanged');
    expect(session.takeSent().map((iq) => attr(iq.getChildElements()[0] ?? iq, 'ver'))).toEqual(['v1']);

    const reply = await session.receive(pushOf(romeo));
    expect(reply?.attrs['type']).toBe('result');
    expect(pushes).toMatchObject([{ version: 'v2', item: { jid: romeo } }]);
  });

  test('never names a version to a server that keeps none, and takes an empty result for an empty roster', async () => {
    const { session, roster } = attached();
    session.answer('get', 'query', NS_ROSTER, () => undefined);
    await expect(roster.fetch('v1')).resolves.toEqual({ items: [] });
    expect(session.sent[0]?.toString()).not.toContain('ver=');
  });

  test('fetches the whole roster at first', async () => {
    const { session, roster } = attached();
    session.offerStreamFeature('ver', NS_ROSTER_VERSIONING);
    session.answer('get', 'query', NS_ROSTER, (query) => {
      expect(attr(query, 'ver')).toBe('');
      return `<query xmlns='${NS_ROSTER}' ver='v1'><item jid='${romeo}' subscription='both'/></query>`;
    });
    await expect(roster.fetch()).resolves.toMatchObject({
      version: 'v1',
      items: [{ jid: romeo, subscription: 'both' }],
    });
  });

  test('sets and removes contacts, and passes on what the server refuses', async () => {
    const { session, roster } = attached();
    session.answer('set', 'query', NS_ROSTER, () => undefined);
    await roster.set({ jid: romeo, name: 'Romeo', groups: ['Friends'] });
    await roster.remove(romeo);
    expect(session.takeSent()).toHaveLength(2);

    session.answer('set', 'query', NS_ROSTER, () => {
      throw new StanzaError('item-not-found', 'cancel', '');
    });
    await expect(roster.remove(romeo)).rejects.toMatchObject({ condition: 'item-not-found' });
  });

  test.each(['tybalt@capulet.lit/home', 'juliet@capulet.lit/phone', 'capulet.lit', 'juliet@evil.lit'])(
    'refuses a push from %s',
    async (stranger) => {
      const { session, pushes } = attached();
      const reply = await session.receive(pushOf(romeo, stranger));
      expect(reply?.toString()).toContain('service-unavailable');
      expect(pushes).toEqual([]);
    },
  );

  test('takes a push from the own bare address', async () => {
    const { session, pushes } = attached();
    await session.receive(pushOf(romeo, 'juliet@capulet.lit'));
    expect(pushes).toHaveLength(1);
  });

  test('answers an ill-formed push with an error', async () => {
    const { session, pushes } = attached();
    const reply = await session.receive(`<iq type='set' id='p1'><query xmlns='${NS_ROSTER}'/></iq>`);
    expect(reply?.toString()).toContain('bad-request');
    expect(pushes).toEqual([]);
  });

  test('is offline once detached, and hears nothing', async () => {
    const { session, roster, pushes, detach } = attached();
    detach();
    await expect(roster.fetch()).rejects.toBeInstanceOf(ConnectionError);
    await session.receive(pushOf(romeo));
    expect(pushes).toEqual([]);
  });
});

test('10,000 contacts with groups are parsed in well under a second', () => {
  const items = Array.from(
    { length: 10_000 },
    (_, n) =>
      `<item jid='contact${n}@montague.lit' name='Contact ${n}' subscription='both'><group>G${n % 20}</group></item>`,
  );
  const iq = parseXml(`<iq type='result'><query xmlns='${NS_ROSTER}' ver='v1'>${items.join('')}</query></iq>`);
  const start = performance.now();
  const roster = parseRosterResult(iq);
  const milliseconds = performance.now() - start;
  expect(roster?.items).toHaveLength(10_000);
  // Some 60 ms on a slow computer; the bound only catches work that grows with the square.
  expect(milliseconds).toBeLessThan(1000);
});
