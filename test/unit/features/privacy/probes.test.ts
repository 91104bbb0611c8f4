import { describe, expect, it } from 'vitest';
import type { FactData } from '../../../../electron/contract/facts';
import { probeNames, type ProbeName, type ProbeReport } from '../../../../electron/contract/privacy';
import { ConnectionError, StanzaError } from '../../../../electron/xmpp/errors';
import type { Element } from '../../../../electron/xmpp/xml';
import type { FeatureSession } from '../../../support/features-session';
import { JULIET, NURSE, online, type World } from '../helpers';

const DISCO_INFO = 'http://jabber.org/protocol/disco#info';
const DISCO_ITEMS = 'http://jabber.org/protocol/disco#items';
const FORM = 'jabber:x:data';
const SERVICE = 'capulet.lit';

async function look(world: World, probe: ProbeName, refresh = true): Promise<ProbeReport> {
  const [report] = await world.clock.during(
    world.handlers['privacy.look']({ account: JULIET, probes: [probe], refresh }),
  );
  if (report === undefined) throw new Error('no report');
  return report;
}
const dataOf = (report: ProbeReport): Record<string, unknown> =>
  Object.fromEntries(report.facts.map(({ key, data }) => [key, data]));

/** Answers by whom is asked. */
function disco(
  session: FeatureSession,
  infos: Readonly<Record<string, string>>,
  items: Readonly<Record<string, string>> = {},
): void {
  const answer = (ns: string, table: Readonly<Record<string, string>>) => (_query: Element, iq: Element) => {
    const text = table[String(iq.attrs['to'])];
    if (text === undefined) throw new StanzaError('item-not-found', 'cancel', '');
    return `<query xmlns="${ns}">${text}</query>`;
  };
  session.answer('get', 'query', DISCO_INFO, answer(DISCO_INFO, infos));
  session.answer('get', 'query', DISCO_ITEMS, answer(DISCO_ITEMS, items));
}

function form(type: string, fields: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.entries({ FORM_TYPE: [type], ...fields }).map(
    ([name, values]) => `<field var="${name}">${values.map((value) => `<value>${value}</value>`).join('')}</field>`,
  );
  return `<x xmlns="${FORM}" type="result">${lines.join('')}</x>`;
}

describe('what a service tells of itself', () => {
  it('is told with the mark that it is the service’s word: addresses, what it does with data, what it offers', async () => {
    const world = await online();
    disco(world.session, {
      [SERVICE]:
        '<feature var="urn:xmpp:blocking"/><feature var="http://jabber.org/protocol/offline"/>' +
        form('http://jabber.org/network/serverinfo', {
          'abuse-addresses': ['mailto:abuse@capulet.lit', 'javascript:alert(1)'],
          'admin-addresses': ['xmpp:friar@capulet.lit'],
        }) +
        form('urn:xmpp:data-policy:0', { data_retention: ['48'], encryption_at_rest: ['1'], auth_data: ['magic'] }) +
        form('urn:example:house', { motto: ['Never be rude'] }),
      [JULIET]: '<feature var="urn:xmpp:mam:2"/>',
    });
    const report = await look(world, 'service-info');
    expect(report.unknown).toEqual([]);
    expect(new Set(report.facts.map(({ mark }) => mark))).toEqual(new Set(['service-says']));
    expect(dataOf(report)).toMatchObject({
      'contact-addresses': {
        addresses: [
          { kind: 'abuse', address: 'mailto:abuse@capulet.lit' },
          { kind: 'admin', address: 'xmpp:friar@capulet.lit' },
        ],
      },
      'data-policy': {
        entries: [
          { field: 'data_retention', values: ['48'] },
          { field: 'encryption_at_rest', values: ['true'] },
        ],
      },
      'service-forms': {
        forms: [{ type: 'urn:example:house', fields: [{ name: 'motto', values: ['Never be rude'] }] }],
      },
      features: { offered: ['blocking', 'archive', 'offline-retrieval', 'roster-versioning'] },
    });
    expect(report.asked).toEqual([
      { of: SERVICE, what: DISCO_INFO },
      { of: JULIET, what: DISCO_INFO },
    ]);
  });

  it('may be that it names nobody and says nothing of data', async () => {
    const world = await online();
    disco(world.session, { [SERVICE]: '', [JULIET]: '' });
    const data = dataOf(await look(world, 'service-info'));
    expect(data).toMatchObject({ 'no-contact-addresses': {}, 'no-data-policy': {} });
    expect(data).not.toHaveProperty('contact-addresses');
  });

  it('names its parts, also those that do not answer, and the nickname that rooms keep', async () => {
    const world = await online();
    disco(
      world.session,
      { 'rooms.capulet.lit': '<identity category="conference" type="text" name="Rooms"/>' },
      { [SERVICE]: '<item jid="rooms.capulet.lit"/><item jid="silent.capulet.lit" name="Silent"/>' },
    );
    expect(dataOf(await look(world, 'components'))['components']).toEqual({
      components: [
        { jid: 'rooms.capulet.lit', name: 'Rooms', category: 'conference', type: 'text' },
        { jid: 'silent.capulet.lit', name: 'Silent', category: '', type: '' },
      ],
      more: false,
    });
    world.session.answer(
      'get',
      'query',
      'jabber:iq:register',
      () => '<query xmlns="jabber:iq:register"><registered/><nick>Jules</nick></query>',
    );
    expect(dataOf(await look(world, 'room-nicknames'))).toEqual({
      'room-nickname': { service: 'rooms.capulet.lit', nickname: 'Jules' },
    });
  });

  it('may have more parts than are looked at, and then says so', async () => {
    const world = await online();
    const items = Array.from({ length: 31 }, (_item, at) => `<item jid="part${String(at)}.capulet.lit"/>`);
    disco(world.session, {}, { [SERVICE]: items.join('') });
    const { components } = dataOf(await look(world, 'components')) as { components: FactData['components'] };
    expect(components.components).toHaveLength(30);
    expect(components.more).toBe(true);
    disco(world.session, {}, { [SERVICE]: items.slice(1).join('') });
    expect(dataOf(await look(world, 'components'))['components']).toMatchObject({ more: false });
  });

  it('is asked for its software, its age and the address that it sees', async () => {
    const world = await online();
    const { session } = world;
    session.answer(
      'get',
      'query',
      'jabber:iq:version',
      () => '<query xmlns="jabber:iq:version"><name>Prosody</name><version>13</version></query>',
    );
    session.answer('get', 'query', 'jabber:iq:last', () => '<query xmlns="jabber:iq:last" seconds="86400"/>');
    session.answer(
      'get',
      'address',
      'urn:xmpp:sic:1',
      () => '<address xmlns="urn:xmpp:sic:1"><ip>2001:db8::9</ip><port>40404</port></address>',
    );
    expect(dataOf(await look(world, 'software'))).toEqual({ software: { name: 'Prosody', version: '13', system: '' } });
    expect(dataOf(await look(world, 'uptime'))).toEqual({ uptime: { seconds: 86400 } });
    const address = await look(world, 'own-address');
    expect(dataOf(address)).toEqual({ 'own-address': { address: '2001:db8::9', port: 40404 }, 'address-log': {} });
    expect(address.facts.map(({ mark }) => mark)).toEqual(['service-says', 'not-checkable']);
  });
});

describe('what a service keeps of an account', () => {
  it('is no more than name and password where registration holds no more', async () => {
    const world = await online();
    const answer = (fields: string): void =>
      world.session.answer(
        'get',
        'query',
        'jabber:iq:register',
        () => `<query xmlns="jabber:iq:register"><registered/><username>juliet</username><password/>${fields}</query>`,
      );
    answer('<email/>');
    expect(dataOf(await look(world, 'registration'))).toEqual({
      'registration-fields': { registered: true, extra: [], required: [] },
    });
    answer('<email>juliet@mail.example</email>');
    expect(dataOf(await look(world, 'registration'))).toEqual({
      'registration-fields': { registered: true, extra: ['email'], required: ['email'] },
    });
  });

  it('is a card that another account of the user’s may get or not', async () => {
    const world = await online();
    const [juliet] = world.sessions;
    const card =
      '<vCard xmlns="vcard-temp"><FN>Juliet</FN><EMAIL><HOME/><USERID>j@mail.example</USERID></EMAIL><TEL><HOME/></TEL></vCard>';
    juliet?.answer('get', 'vCard', 'vcard-temp', () => card);
    expect(dataOf(await look(world, 'vcard'))).toEqual({
      vcard: { fields: ['FN', 'EMAIL'], photo: false },
      'vcard-others-unknown': { why: 'nobody-asked' },
    });
    await world.signIn({ jid: NURSE });
    world.session.answer('get', 'vCard', 'vcard-temp', (_card, iq) => {
      expect(iq.attrs['to']).toBe(JULIET);
      return card;
    });
    expect(dataOf(await look(world, 'vcard'))).toMatchObject({ 'vcard-for-others': { asker: NURSE, shown: true } });
    world.session.answer('get', 'vCard', 'vcard-temp', () => {
      throw new StanzaError('forbidden', 'auth', '');
    });
    expect(dataOf(await look(world, 'vcard'))).toMatchObject({ 'vcard-for-others': { asker: NURSE, shown: false } });
    world.session.answer('get', 'vCard', 'vcard-temp', () => {
      throw new StanzaError('internal-server-error', 'cancel', '');
    });
    expect((await look(world, 'vcard')).unknown).toMatchObject([
      { what: 'vcard-for-others', why: 'refused', detail: 'internal-server-error' },
    ]);
  });
});

describe('an archive that does not count', () => {
  const MAM = 'urn:xmpp:mam:2';
  const RSM = 'http://jabber.org/protocol/rsm';
  /** What holds the first entry is not told: it is no message that could be shown. */
  const serve = (world: World, fin: (max: string) => string): void =>
    world.session.answer('set', 'query', MAM, (query) => fin(query.getChild('set', RSM)?.getChildText('max') ?? ''));
  const empty = `<fin xmlns="${MAM}" complete="true"><set xmlns="${RSM}"/></fin>`;

  it('is empty where nothing comes and nothing follows', async () => {
    const world = await online();
    serve(world, () => empty);
    expect(dataOf(await look(world, 'archive'))).toMatchObject({ 'archive-contents': { count: 0, oldest: null } });
  });

  it('is not empty where its first entry cannot be read', async () => {
    const world = await online();
    const one = `<fin xmlns="${MAM}"><set xmlns="${RSM}"><first>a1</first><last>a1</last></set></fin>`;
    serve(world, (max) => (max === '0' ? empty : one));
    const data = dataOf(await look(world, 'archive'));
    expect(data).toMatchObject({ 'archive-not-empty': { oldest: null } });
    expect(data).not.toHaveProperty('archive-contents');
  });

  it('is not known to be empty where more is said to follow', async () => {
    const world = await online();
    serve(world, () => `<fin xmlns="${MAM}"><set xmlns="${RSM}"/></fin>`);
    const report = await look(world, 'archive');
    expect(dataOf(report)).not.toHaveProperty('archive-contents');
    expect(report.unknown).toContainEqual({ what: 'archive-contents', why: 'nonsense' });
  });
});

describe('a card asked for by somebody without an account', () => {
  const card = '<vCard xmlns="vcard-temp"><FN>Juliet</FN></vCard>';
  /** The service lets such people in; `answer` is what they get. */
  async function withNobody(answer: () => string): Promise<World> {
    const world = await online({
      prepare: (session) => {
        if (session.account === SERVICE) session.password = '';
        session.answer('get', 'vCard', 'vcard-temp', session.account === SERVICE ? answer : () => card);
      },
    });
    const { negotiated } = world.session;
    if (negotiated === undefined) throw new Error('not online');
    world.session.negotiated = { ...negotiated, offeredMechanisms: [...negotiated.offeredMechanisms, 'ANONYMOUS'] };
    return world;
  }

  it('is public where they get it, and the session ends with the question', async () => {
    const world = await withNobody(() => card);
    expect(dataOf(await look(world, 'vcard'))).toMatchObject({ 'vcard-for-others': { asker: null, shown: true } });
    expect(world.session).toMatchObject({ account: SERVICE, state: { state: 'offline', why: 'signed-out' } });
  });

  it('is not where they are refused; a service that breaks has told nothing', async () => {
    let condition = 'forbidden';
    const world = await withNobody(() => {
      throw new StanzaError(condition, 'auth', '');
    });
    expect(dataOf(await look(world, 'vcard'))).toMatchObject({ 'vcard-for-others': { asker: null, shown: false } });
    condition = 'internal-server-error';
    expect((await look(world, 'vcard')).unknown).toMatchObject([{ what: 'vcard-for-others', why: 'refused' }]);
  });

  it('is not asked for where nobody is let in, and not where the own card is unknown or empty', async () => {
    const world = await online({ prepare: (session) => session.answer('get', 'vCard', 'vcard-temp', () => card) });
    const unknown = async () => dataOf(await look(world, 'vcard'))['vcard-others-unknown'];
    expect(await unknown()).toEqual({ why: 'nobody-asked' });
    world.session.answer('get', 'vCard', 'vcard-temp', () => '<vCard xmlns="vcard-temp"/>');
    expect(await unknown()).toEqual({ why: 'no-card' });
    world.session.answer('get', 'vCard', 'vcard-temp', () => '<x xmlns="urn:example"/>');
    expect(await unknown()).toEqual({ why: 'card-unknown' });
    expect(world.sessions).toHaveLength(1);
  });
});

/** The probes that ask the service something. */
const asking = probeNames.filter(
  (name) => !['connection', 'sent-by-itself', 'window-requests', 'notices'].includes(name),
);

describe.each(asking)('a service that lies or is broken, asked by the probe "%s"', (probe) => {
  const everything: readonly [type: 'get' | 'set', name: string, ns: string][] = [
    ['get', 'query', DISCO_INFO],
    ['get', 'query', DISCO_ITEMS],
    ['get', 'query', 'jabber:iq:roster'],
    ['get', 'query', 'jabber:iq:register'],
    ['get', 'query', 'jabber:iq:version'],
    ['get', 'query', 'jabber:iq:last'],
    ['get', 'query', 'jabber:iq:private'],
    ['get', 'address', 'urn:xmpp:sic:1'],
    ['get', 'vCard', 'vcard-temp'],
    ['get', 'prefs', 'urn:xmpp:mam:2'],
    ['set', 'query', 'urn:xmpp:mam:2'],
    ['get', 'pubsub', 'http://jabber.org/protocol/pubsub'],
    ['get', 'pubsub', 'http://jabber.org/protocol/pubsub#owner'],
  ];
  const answerAll = (world: World, answer: (name: string, ns: string) => string): void => {
    for (const [type, name, ns] of everything) world.session.answer(type, name, ns, () => answer(name, ns));
  };
  /** Nothing about the service itself may be told as if it were known. */
  const notKnown = (report: ProbeReport): void => {
    expect(report.unknown.length).toBeGreaterThan(0);
    expect(report.facts.filter(({ mark }) => mark !== 'not-checkable')).toEqual([]);
  };

  it.each([
    ['nonsense', () => '<nonsense xmlns="urn:example"/>'],
    // Of a card any field may be.
    [
      'nonsense in the right place',
      (name: string, ns: string) =>
        name === 'vCard'
          ? '<nonsense xmlns="urn:example"/>'
          : `<${name} xmlns="${ns}"><x xmlns="urn:example"/></${name}>`,
    ],
  ])('is not believed: %s', async (_what, answer) => {
    const world = await online();
    answerAll(world, answer);
    const report = await look(world, probe);
    notKnown(report);
    expect(report.unknown.map(({ why }) => why)).toEqual(report.unknown.map(() => 'nonsense'));
  });

  it('is told as such: an error, no answer in time, no connection', async () => {
    const world = await online();
    const failures = [
      [new StanzaError('internal-server-error', 'cancel', ''), 'refused'],
      [new ConnectionError('timeout'), 'timeout'],
    ] as const;
    for (const [error, why] of failures) {
      answerAll(world, () => {
        throw error;
      });
      const report = await look(world, probe);
      notKnown(report);
      expect(report.unknown.map((one) => one.why)).toEqual(report.unknown.map(() => why));
    }
    world.session.leave();
    const report = await look(world, probe);
    notKnown(report);
    expect(report.unknown.map(({ why }) => why)).toEqual(report.unknown.map(() => 'offline'));
  });
});
