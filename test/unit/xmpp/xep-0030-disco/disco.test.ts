import { describe, expect, test } from 'vitest';
import { NS_DISCO_INFO, NS_DISCO_ITEMS } from '../../../../electron/xmpp/ns';
import { DiscoModule } from '../../../../electron/xmpp/xep-0030-disco/module';
import { parseDiscoInfo } from '../../../../electron/xmpp/xep-0030-disco/stanza';
import { attr } from '../../../../electron/xmpp/xml';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

const romeo = bare('romeo@montague.lit');

function attached(): { session: MockSession; disco: DiscoModule } {
  const session = new MockSession();
  const disco = new DiscoModule({
    mayKnow: (from) => from === undefined || from.startsWith(romeo),
    identity: { category: 'client', type: 'pc', name: 'Candor', lang: '' },
    collectFeatures: () => ['b', 'a', 'b'],
    isOwnNode: (node) => node === 'candor#1',
  });
  disco.attach(session);
  return { session, disco };
}

function ask(from: string, ns: string, node?: string): string {
  const about = node === undefined ? '' : ` node='${node}'`;
  return `<iq type='get' id='i1'${from === '' ? '' : ` from='${from}'`}><query xmlns='${ns}'${about}/></iq>`;
}

describe('asked', () => {
  test.each(['', 'romeo@montague.lit/orchard'])('by "%s", tells identity and sorted features', async (from) => {
    const { session } = attached();
    const reply = await session.receive(ask(from, NS_DISCO_INFO));
    expect(reply && parseDiscoInfo(reply)).toEqual({
      identities: [{ category: 'client', type: 'pc', name: 'Candor', lang: '' }],
      features: ['a', 'b'],
      forms: [],
    });
  });

  test('about its capabilities, repeats the node', async () => {
    const { session } = attached();
    const reply = await session.receive(ask('', NS_DISCO_INFO, 'candor#1'));
    expect(reply && parseDiscoInfo(reply)?.node).toBe('candor#1');
  });

  test('about another node, knows none', async () => {
    const { session } = attached();
    const reply = await session.receive(ask('', NS_DISCO_INFO, 'other'));
    expect(reply?.toString()).toContain('item-not-found');
  });

  test('for items, has none', async () => {
    const { session } = attached();
    const reply = await session.receive(ask('', NS_DISCO_ITEMS));
    expect(reply?.getChildElements()[0]?.getChildElements()).toEqual([]);
  });

  test.each([NS_DISCO_INFO, NS_DISCO_ITEMS])('by a stranger for %s, does not answer', async (ns) => {
    const { session } = attached();
    await expect(session.receive(ask('tybalt@evil.lit/x', ns))).resolves.toBeUndefined();
  });
});

describe('asking', () => {
  test('for information and items', async () => {
    const { session, disco } = attached();
    session.answer('get', 'query', NS_DISCO_INFO, () => `<query xmlns='${NS_DISCO_INFO}'><feature var='f'/></query>`);
    session.answer(
      'get',
      'query',
      NS_DISCO_ITEMS,
      () => `<query xmlns='${NS_DISCO_ITEMS}'><item jid='chat.lit'/></query>`,
    );
    await expect(disco.queryInfo(romeo)).resolves.toMatchObject({ features: ['f'] });
    await expect(disco.queryItems(romeo)).resolves.toEqual([{ jid: 'chat.lit', name: '' }]);
    expect(session.sent.map((iq) => attr(iq, 'to'))).toEqual([romeo, romeo]);
  });

  test('and being told nothing', async () => {
    const { session, disco } = attached();
    session.answer('get', 'query', NS_DISCO_INFO, () => undefined);
    session.answer('get', 'query', NS_DISCO_ITEMS, () => undefined);
    await expect(disco.queryInfo(romeo)).resolves.toBeUndefined();
    await expect(disco.queryItems(romeo)).resolves.toEqual([]);
  });

  test('and being told too much', async () => {
    const { session, disco } = attached();
    const items = Array.from({ length: 5000 }, (_, n) => `<item jid='i${n}.lit'/>`).join('');
    session.answer('get', 'query', NS_DISCO_ITEMS, () => `<query xmlns='${NS_DISCO_ITEMS}'>${items}</query>`);
    await expect(disco.queryItems(romeo)).resolves.toHaveLength(1000);
  });
});
