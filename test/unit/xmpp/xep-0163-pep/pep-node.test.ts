import { describe, expect, it } from 'vitest';
import { StanzaError } from '../../../../electron/xmpp/errors';
import { NS_PUBSUB, NS_PUBSUB_EVENT, NS_PUBSUB_OWNER, NS_TUNE } from '../../../../electron/xmpp/ns';
import { TuneModule } from '../../../../electron/xmpp/xep-0118-user-tune/module';
import type { Tune } from '../../../../electron/xmpp/xep-0118-user-tune/stanza';
import { controlsAudience, knowsRosterGroups } from '../../../../electron/xmpp/xep-0163-pep/stanza';
import { bare } from '../../../support/addresses';
import { FakePep } from '../../../support/fake-pep';
import { MockSession } from '../../../support/mock-session';

const ROMEO = bare('romeo@montague.lit');
const options = { access: 'whitelist', maxItems: 1, sendLast: 'on_sub_and_presence' } as const;

function attached(wanted = true) {
  const session = new MockSession();
  const tunes = new TuneModule(() => wanted);
  tunes.attach(session);
  const heard: [string, Tune | undefined][] = [];
  tunes.onEvent((owner, tune) => heard.push([owner, tune]));
  return { session, tunes, heard };
}

const event = (from: string, change: string): string =>
  `<message xmlns='jabber:client' ${from === '' ? '' : `from='${from}'`} type='headline'><event xmlns='${NS_PUBSUB_EVENT}'>${change}</event></message>`;
const item = (title: string): string =>
  `<items node='${NS_TUNE}'><item id='1'><tune xmlns='${NS_TUNE}'><title>${title}</title></tune></item></items>`;

describe('the own node', () => {
  it('is made, opened to some, published to, read back, emptied and removed', async () => {
    const { session, tunes } = attached();
    const pep = new FakePep(session);
    await expect(tunes.configuration()).resolves.toBeUndefined();
    await tunes.create(options);
    await tunes.setAffiliations(new Map([[ROMEO, 'member']]));
    await tunes.publish({ title: 'T' }, options);
    await expect(tunes.configuration()).resolves.toEqual({ access: 'whitelist', rosterGroups: [] });
    await expect(tunes.affiliations()).resolves.toEqual(
      new Map([
        [session.account, 'owner'],
        [ROMEO, 'member'],
      ]),
    );
    await expect(tunes.subscribers()).resolves.toEqual([]);
    await expect(tunes.fetch()).resolves.toEqual([{ title: 'T' }]);
    await tunes.retract('current');
    await tunes.purge();
    expect(pep.standing(NS_TUNE)).toBeUndefined();
    await tunes.remove();
    expect(pep.nodes.size).toBe(0);
  });

  it('is not published to where it is not as it should be', async () => {
    const { session, tunes } = attached();
    new FakePep(session).put(NS_TUNE, 'open');
    await expect(tunes.publish({ title: 'T' }, options)).rejects.toMatchObject({ condition: 'conflict' });
    await tunes.configure(options);
    await expect(tunes.publish({ title: 'T' }, options)).resolves.toBeUndefined();
  });

  it('that is not there holds nothing, and need not be taken away', async () => {
    const { session, tunes } = attached();
    const absent = (): never => {
      throw new StanzaError('item-not-found', 'cancel', '');
    };
    for (const ns of [NS_PUBSUB, NS_PUBSUB_OWNER]) {
      session.answer('get', 'pubsub', ns, absent);
      session.answer('set', 'pubsub', ns, absent);
    }
    await expect(tunes.fetch()).resolves.toEqual([]);
    await expect(tunes.purge()).resolves.toBeUndefined();
    await expect(tunes.retract('current')).resolves.toBeUndefined();
    await expect(tunes.remove()).resolves.toBeUndefined();
    await expect(tunes.affiliations()).rejects.toBeInstanceOf(StanzaError);
  });
});

describe('an event', () => {
  it.each([ROMEO, 'mallory@evil.lit'])('of %s says whose node it is of, for others to judge', async (from) => {
    const { session, heard } = attached();
    await session.receive(event(from, item('T')));
    expect(heard).toEqual([[from, { title: 'T' }]]);
  });

  it.each(['romeo@montague.lit/garden', 'juliet@capulet.lit/phone'])(
    'of one client, %s, does not count',
    async (from) => {
      const { session, heard } = attached();
      await session.receive(event(from, item('T')));
      expect(heard).toEqual([]);
    },
  );

  it('in a copy of another session does not count', async () => {
    const { session, heard } = attached();
    const inner = event(ROMEO, item('T'));
    await session.receive(
      `<message xmlns='jabber:client' from='${session.account}'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>${inner}</forwarded></received></message>`,
    );
    expect(heard).toEqual([]);
  });

  it.each([
    [`<items node='${NS_TUNE}'><retract id='1'/></items>`],
    [`<purge node='${NS_TUNE}'/>`],
    [`<delete node='${NS_TUNE}'/>`],
  ])('that takes away says so: %s', async (change) => {
    const { session, heard } = attached();
    await session.receive(event(ROMEO, change));
    expect(heard).toEqual([[ROMEO, undefined]]);
  });

  it('of another node, or with something else in it, is none', async () => {
    const { session, heard } = attached();
    await session.receive(event(ROMEO, `<purge node='urn:example:other'/>`));
    await session.receive(
      event(ROMEO, `<items node='${NS_TUNE}'><item id='1'><mood xmlns='${NS_TUNE}'/></item></items>`),
    );
    expect(heard).toEqual([]);
  });

  it('is asked for only while it is wanted', () => {
    expect(attached(true).tunes.features()).toEqual([`${NS_TUNE}+notify`]);
    expect(attached(false).tunes.features()).toEqual([]);
  });
});

it('a server says by its features whether audiences can be set', () => {
  const all = ['publish-options', 'create-nodes', 'config-node', 'delete-nodes'].map((name) => `${NS_PUBSUB}#${name}`);
  expect(controlsAudience(new Set(all))).toBe(true);
  for (const missing of all) expect(controlsAudience(new Set(all.filter((one) => one !== missing)))).toBe(false);
  expect(knowsRosterGroups(new Set([`${NS_PUBSUB}#access-roster`]))).toBe(true);
  expect(knowsRosterGroups(new Set(all))).toBe(false);
});
