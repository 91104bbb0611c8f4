/** Who may see what plays, and what is not sent where that can't be had. */
import { describe, expect, it } from 'vitest';
import { StanzaError } from '../../../../electron/xmpp/errors';
import { NS_TUNE } from '../../../../electron/xmpp/ns';
import { xml } from '../../../../electron/xmpp/xml';
import type { FakePep } from '../../../support/fake-pep';
import { ROMEO } from '../helpers';
import { audience, EMPTY, goesOut, plays, scene, sharing, tune, type Scene } from './sharing-scene';

/** The service gives access by the roster's groups (XEP-0060 §4.5). */
const knowsGroups = (pep: FakePep): unknown => pep.features.push('access-roster');

describe('who may see it', () => {
  it('an older item in a node that was open is gone before anything goes out', async () => {
    const made = await scene();
    await made.world.signIn();
    const open = made.pep().put(NS_TUNE, 'open', xml('tune', { xmlns: NS_TUNE }, xml('title', {}, 'old')));
    open.subscribers.add('stranger@verona.lit');
    await sharing(made);
    await goesOut(made, 'new');
    const node = made.pep().nodes.get(NS_TUNE);
    expect(node?.fields.get('pubsub#access_model')).toEqual(['presence']);
    expect([...(node?.subscribers ?? [])]).toEqual([]);
    expect(made.take()).toEqual([EMPTY, tune('new')]);
    expect(made.pep().published.map(({ access }) => access)).toEqual(['open', 'presence']);
  });

  it('a node that is right is only emptied', async () => {
    const made = await scene();
    await made.world.signIn();
    made.pep().put(NS_TUNE, 'presence', xml('tune', { xmlns: NS_TUNE }, xml('title', {}, 'old')));
    await sharing(made);
    await goesOut(made, 'new');
    expect(made.take()).toEqual([tune('new')]);
    expect(made.pep().log).toContain(`purge ${NS_TUNE}`);
    expect(made.pep().log).not.toContain(`delete ${NS_TUNE}`);
  });

  it('chosen people are a whitelist of those who are contacts', async () => {
    const made = await sharing();
    await audience(made.world, { kind: 'people', people: ['Romeo@Montague.lit', 'nobody@verona.lit'] });
    await goesOut(made, 'one');
    const node = made.pep().nodes.get(NS_TUNE);
    expect(node?.fields.get('pubsub#access_model')).toEqual(['whitelist']);
    expect([...(node?.affiliations ?? [])]).toEqual([[ROMEO, 'member']]);
    expect(made.take()).toEqual([tune('one')]);
  });

  /** The service tells of a change of the roster. */
  async function push({ world }: Scene, id: string, item: string): Promise<void> {
    await world.receive(
      `<iq xmlns="jabber:client" type="set" id="${id}"><query xmlns="jabber:iq:roster" ver="${id}">${item}</query></iq>`,
    );
    await world.clock.advance(1000);
  }

  it('groups are a whitelist that is kept in step', async () => {
    const made = await scene();
    await made.world.signIn();
    await push(made, 'p1', `<item jid="${ROMEO}" subscription="both"><group>Friends</group></item>`);
    await sharing(made);
    await audience(made.world, { kind: 'groups', groups: ['Friends'] });
    await goesOut(made, 'one');
    const members = (): unknown => [...(made.pep().nodes.get(NS_TUNE)?.affiliations ?? [])];
    expect(members()).toEqual([[ROMEO, 'member']]);
    // Somebody more is let in, and hears what plays as soon as anything may go out again.
    await push(made, 'p2', `<item jid="nurse@capulet.lit" subscription="both"><group>Friends</group></item>`);
    expect(members()).toEqual([
      [ROMEO, 'member'],
      ['nurse@capulet.lit', 'member'],
    ]);
    expect(made.take()).toEqual([tune('one')]);
    // What stands there is shown all the while.
    expect((await made.world.snapshot()).accounts[0]?.personal.shared).toMatchObject({ title: 'one' });
    await made.world.clock.advance(15_000);
    expect(made.take()).toEqual([tune('one')]);
    // Somebody is shut out: they see it end, and the others get it anew from a node that they were never in.
    await made.world.clock.advance(15_000);
    await push(made, 'p3', `<item jid="${ROMEO}" subscription="both"/>`);
    await made.world.clock.advance(1000);
    expect(members()).toEqual([['nurse@capulet.lit', 'member']]);
    expect(made.take()).toEqual([EMPTY, tune('one')]);
  });

  it('groups are the server’s business where it knows them', async () => {
    const made = await scene({ prepare: knowsGroups });
    await sharing(made);
    await audience(made.world, { kind: 'groups', groups: ['Servants', 'Friends'] });
    await goesOut(made, 'one');
    const node = made.pep().nodes.get(NS_TUNE);
    expect(node?.fields.get('pubsub#access_model')).toEqual(['roster']);
    expect(node?.fields.get('pubsub#roster_groups_allowed')).toEqual(['Friends', 'Servants']);
    expect(made.take()).toEqual([tune('one')]);
  });

  it('who comes into a group that the server knows hears what plays, as soon as anything may go out again', async () => {
    const made = await scene({ prepare: knowsGroups });
    await sharing(made);
    await audience(made.world, { kind: 'groups', groups: ['Friends'] });
    await goesOut(made, 'one');
    expect(made.take()).toEqual([tune('one')]);
    await push(made, 'p1', `<item jid="${ROMEO}" subscription="both"><group>Friends</group></item>`);
    expect(made.take()).toEqual([]);
    expect((await made.world.snapshot()).accounts[0]?.personal.shared).toMatchObject({ title: 'one' });
    await made.world.clock.advance(15_000);
    expect(made.take()).toEqual([tune('one')]);
    // Neither another group nor leaving is anything that the others have to hear of.
    await push(made, 'p2', `<item jid="nurse@capulet.lit" subscription="both"><group>House</group></item>`);
    await push(made, 'p3', `<item jid="${ROMEO}" subscription="both"><group>House</group></item>`);
    await made.world.clock.advance(60_000);
    expect(made.take()).toEqual([]);
    expect(made.pep().log).not.toContain(`delete ${NS_TUNE}`);
  });

  it('who asked for the items and then leaves the group is shut out', async () => {
    const made = await scene({ prepare: knowsGroups });
    await made.world.signIn();
    await push(made, 'p1', `<item jid="${ROMEO}" subscription="both"><group>Friends</group></item>`);
    await sharing(made);
    await audience(made.world, { kind: 'groups', groups: ['Friends'] });
    await goesOut(made, 'one');
    made.pep().nodes.get(NS_TUNE)?.subscribers.add(ROMEO);
    await push(made, 'p2', `<item jid="nurse@capulet.lit" subscription="both"><group>Friends</group></item>`);
    expect([...(made.pep().nodes.get(NS_TUNE)?.subscribers ?? [])]).toEqual([ROMEO]);
    await push(made, 'p3', `<item jid="${ROMEO}" subscription="both"/>`);
    expect([...(made.pep().nodes.get(NS_TUNE)?.subscribers ?? [])]).toEqual([]);
  });

  it('another audience sees the tune only once the former one no longer does', async () => {
    const made = await sharing();
    await goesOut(made, 'one');
    await audience(made.world, { kind: 'people', people: [ROMEO] });
    await made.world.clock.advance(15_000);
    expect(made.pep().published.map(({ payload, access }) => [access, payload === EMPTY])).toEqual([
      ['presence', false],
      ['presence', true],
      ['whitelist', false],
    ]);
  });
});

describe('nothing is sent, and it is said why,', () => {
  it.each<[string, (pep: FakePep) => void, string]>([
    ['where the service has no publish-options', (pep) => pep.features.shift(), 'not-offered'],
    ['where the service has no personal nodes', (pep) => (pep.features = []), 'not-offered'],
    ['where it says another audience than it was told', (pep) => (pep.claims = 'open'), 'audience-differs'],
    ['where it knows nothing of configurations', (pep) => refuse(pep, 'get configure'), 'not-offered'],
    ['where it refuses the precondition', (pep) => refuse(pep, 'publish', 'conflict'), 'audience-differs'],
    ['where it refuses for another reason', (pep) => refuse(pep, 'create', 'resource-constraint'), 'failed'],
  ])('%s', async (_where, prepare, problem) => {
    const made = await sharing(await scene({ prepare }));
    plays(made, 'one');
    await made.world.clock.advance(600_000);
    expect(made.take()).toEqual([]);
    expect((await made.world.snapshot()).accounts[0]?.personal).toMatchObject({ problems: { tune: problem } });
    expect((await made.world.snapshot()).accounts[0]?.personal.shared).toBeUndefined();
  });

  it('where somebody else changed the node meanwhile; the next piece finds it right again', async () => {
    const made = await sharing();
    await goesOut(made, 'one');
    made.pep().put(NS_TUNE, 'open');
    plays(made, 'two');
    await made.world.clock.advance(20_000);
    // The former tune is taken away, the new one is not shown to everybody.
    expect(made.take()).toEqual([tune('one'), EMPTY]);
    expect((await made.world.snapshot()).accounts[0]?.personal.problems).toEqual({ tune: 'audience-differs' });
    plays(made, 'three');
    await made.world.clock.advance(20_000);
    expect(made.pep().published.at(-1)).toEqual({ node: NS_TUNE, payload: tune('three'), access: 'presence' });
    expect((await made.world.snapshot()).accounts[0]?.personal.problems).toEqual({});
  });

  it('and the flag for the next start is set only while something may stand', async () => {
    const made = await sharing(await scene({ prepare: (pep) => (pep.claims = 'open') }));
    plays(made, 'one');
    await made.world.clock.advance(20_000);
    await made.world.stop();
    const again = await scene({ kept: made.world.kept });
    await again.world.clock.advance(10_000);
    expect(again.take()).toEqual([]);
  });
});

function refuse(pep: FakePep, action: string, condition = 'feature-not-implemented'): void {
  pep.before = (asked) => {
    if (asked === action) throw new StanzaError(condition, 'cancel', '');
  };
}
