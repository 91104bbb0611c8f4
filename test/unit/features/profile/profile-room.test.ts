/** The account's profile at a server that a test plays: what is asked, what is refused, what others can see. */
import { describe, expect, it } from 'vitest';
import type { ContactAbout } from '../../../../electron/contract/profile';
import { ConnectionError } from '../../../../electron/xmpp/errors';
import { NS_BLOCKING, NS_DISCO_INFO, NS_REPORTING, NS_VCARD_TEMP, NS_VCARD4 } from '../../../../electron/xmpp/ns';
import { PASSWORD } from '../../../support/features-session';
import { FakePep } from '../../../support/fake-pep';
import { parseXml } from '../../../support/parse-xml';
import { attr } from '../../../../electron/xmpp/xml';
import { JULIET, NURSE, online, ROMEO, type World } from '../helpers';

const about = (world: World, peer: string): Promise<ContactAbout> =>
  Promise.resolve(world.handlers['profile.contactAbout']({ account: JULIET, with: peer }));

function offersReports(world: World): void {
  const feature = (name: string): string => `<feature var="${name}"/>`;
  world.session.answer('get', 'query', NS_DISCO_INFO, (_query, iq) => {
    const features = attr(iq, 'to') === 'capulet.lit' ? [NS_BLOCKING, NS_REPORTING] : [];
    return `<query xmlns="${NS_DISCO_INFO}">${features.map(feature).join('')}</query>`;
  });
}

describe('what a contact sees', () => {
  it('follows the subscription, and what is there', async () => {
    const world = await online();
    world.session.answer(
      'get',
      'vCard',
      NS_VCARD_TEMP,
      () => `<vCard xmlns="${NS_VCARD_TEMP}"><FN>Juliet</FN></vCard>`,
    );
    expect((await about(world, ROMEO)).sees).toMatchObject({
      presence: { sees: 'yes', mark: 'service-says' },
      mood: { sees: 'nothing-there' },
      publicCard: { sees: 'yes', mark: 'not-checkable' },
      chosenCard: { sees: 'nothing-there' },
      picture: { sees: 'nothing-there' },
    });
    expect((await about(world, NURSE)).sees).toMatchObject({
      presence: { sees: 'no', mark: 'service-says' },
      publicCard: { sees: 'yes' },
    });
  });

  it('of a note is what its audience is', async () => {
    const world = await online({ prepare: (session) => new FakePep(session) });
    await world.handlers['personal.setNote']({ account: JULIET, kind: 'mood', text: 'happy' });
    expect((await about(world, ROMEO)).sees.mood).toEqual({ sees: 'yes', mark: 'service-says' });
    expect((await about(world, NURSE)).sees.mood).toEqual({ sees: 'no', mark: 'service-says' });
  });
});

describe('a report', () => {
  it('goes with a block where the service takes reports', async () => {
    const world = await online();
    offersReports(world);
    world.session.answer('set', 'block', NS_BLOCKING, () => undefined);
    expect(await about(world, ROMEO)).toMatchObject({ canReport: true, canBlock: true });
    world.session.takeSent();
    await world.handlers['profile.report']({ account: JULIET, with: ROMEO, reason: 'abuse', text: 'sighs' });
    const sent = world.session.takeSent().map(String);
    expect(sent.find((stanza) => stanza.includes('<block'))).toContain(
      `<item jid="${ROMEO}"><report xmlns="urn:xmpp:reporting:1" reason="urn:xmpp:reporting:abuse"><text>sighs</text></report></item>`,
    );
  });

  it('is not made, nor anybody blocked, where it takes none', async () => {
    const world = await online();
    world.session.takeSent();
    const report = world.handlers['profile.report']({ account: JULIET, with: ROMEO, reason: 'spam', text: '' });
    await expect(report).rejects.toMatchObject({ code: 'not-offered' });
    expect(world.session.takeSent().some((stanza) => String(stanza).includes('<block'))).toBe(false);
  });
});

describe('the card for whom one chooses', () => {
  const NODE = 'urn:xmpp:vcard4';

  it.each(['publish', 'delete', 'create'])(
    'is put back where the connection broke at "%s" while its audience changed',
    async (action) => {
      let pep: FakePep | undefined;
      const world = await online({ prepare: (session) => (pep = new FakePep(session)) });
      const card = parseXml(`<vcard xmlns="${NS_VCARD4}"><fn><text>Juliet</text></fn></vcard>`);
      pep?.put(NODE, 'open', card);
      let broken = false;
      if (pep !== undefined)
        pep.before = (asked) => {
          if (asked !== action || broken) return;
          broken = true;
          world.session.lose();
          throw new ConnectionError('offline');
        };
      const audience = { kind: 'nobody' as const, groups: [], people: [] };
      const change = world.handlers['profile.setAudience']({ account: JULIET, of: 'chosenCard', audience });
      await expect(change).rejects.toMatchObject({ code: 'offline' });
      expect(broken).toBe(true);
      world.session.retryNow();
      await world.quiet();
      expect(pep?.standing(NODE)).toContain('Juliet');
      if (action !== 'publish')
        expect(String(pep?.nodes.get(NODE)?.fields.get('pubsub#access_model'))).toBe('whitelist');
    },
  );
});

it('the connection of a stranger who looks is told among what Candor contacted', async () => {
  const world = await online({
    prepare: (session) => {
      if (session.account !== JULIET) session.contactedHosts.push('xmpp.verona.lit:5222');
    },
  });
  const by = { kind: 'lent', jid: 'tybalt@verona.lit', password: PASSWORD } as const;
  await expect(world.handlers['profile.strangerView']({ account: JULIET, by })).resolves.toMatchObject({
    outcome: 'seen',
    by: 'account',
  });
  await world.stop();
  const sent = world.openFile().history(JULIET).ledger.list(JULIET);
  expect(sent.filter(({ kind }) => kind === 'host').map(({ to }) => to)).toContain('xmpp.verona.lit:5222');
});

it('nothing of a profile is asked for before somebody wants to see it', async () => {
  const asked: string[] = [];
  const world = await online({
    prepare: (session) => {
      session.answer('get', 'vCard', NS_VCARD_TEMP, () => {
        asked.push('card');
        return undefined;
      });
    },
  });
  await world.quiet();
  expect(asked).toEqual([]);
  await expect(world.handlers['profile.read']({ account: JULIET })).resolves.toMatchObject({
    public: { answer: { outcome: 'none' } },
    chosen: { answer: { outcome: 'not-offered' } },
    oneCard: { verdict: 'unknown', announced: false },
  });
  expect(asked.length).toBeGreaterThan(0);
});
