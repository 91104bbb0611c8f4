import { describe, expect, it } from 'vitest';
import type { ProbeName, ProbeReport } from '../../../../electron/contract/privacy';
import { JULIET, online, type World } from '../helpers';

const VERSION = 'jabber:iq:version';
const MAM = 'urn:xmpp:mam:2';
const SERVICE = 'capulet.lit';

async function look(world: World, probe: ProbeName): Promise<ProbeReport | undefined> {
  const [report] = await world.clock.during(
    world.handlers['privacy.look']({ account: JULIET, probes: [probe], refresh: false }),
  );
  return report;
}

describe('what was seen before', () => {
  it('does not count once there is another connection: the service may be another one', async () => {
    const world = await online();
    let version = '12';
    world.session.answer(
      'get',
      'query',
      VERSION,
      () => `<query xmlns="${VERSION}"><name>Prosody</name><version>${version}</version></query>`,
    );
    expect((await look(world, 'software'))?.facts).toMatchObject([{ data: { version: '12' } }]);
    version = '13';
    await world.clock.advance(1000);
    expect((await look(world, 'software'))?.facts).toMatchObject([{ data: { version: '12' } }]);
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect((await look(world, 'software'))?.facts).toMatchObject([{ data: { version: '13' } }]);
  });

  it('does not count once the user changed something at the service', async () => {
    const world = await online();
    const { session, clock } = world;
    let preference = 'always';
    const prefs = (): string => `<prefs xmlns="${MAM}" default="${preference}"><always/><never/></prefs>`;
    session.answer('set', 'query', MAM, () => `<fin xmlns="${MAM}" complete="true"/>`);
    session.answer('get', 'prefs', MAM, prefs);
    session.answer('set', 'prefs', MAM, (sent) => {
      preference = String(sent.attrs['default']);
      return prefs();
    });
    const seen = async () =>
      (await look(world, 'archive'))?.facts.find(({ key }) => key === 'archive-preference')?.data;
    expect(await seen()).toMatchObject({ default: 'always' });
    await clock.advance(1000);
    await clock.during(world.handlers['inventory.setArchiving']({ account: JULIET, archiving: 'never' }));
    await clock.advance(1000);
    expect(await seen()).toMatchObject({ default: 'never' });
  });
});

it('nothing is told or kept of an account that was removed while a probe still looked', async () => {
  const world = await online({
    prepare: (session) => {
      if (session.account === SERVICE) session.silent = true;
      session.answer('get', 'vCard', 'vcard-temp', () => '<vCard xmlns="vcard-temp"><FN>Juliet</FN></vCard>');
    },
  });
  const { negotiated } = world.session;
  if (negotiated === undefined) throw new Error('not online');
  world.session.negotiated = { ...negotiated, offeredMechanisms: ['ANONYMOUS'] };
  const looking = world.handlers['privacy.look']({ account: JULIET, probes: ['vcard'], refresh: true });
  await world.clock.during(world.quiet());
  expect(world.session.account).toBe(SERVICE);
  await world.handlers['accounts.signOut']({ account: JULIET });
  world.session.lose();
  await looking;
  expect(world.hub.all('probeReported')).toEqual([]);
  await world.quiet();
  await world.stop();
  // The host that the probe contacted is noted once it has ended.
  expect(world.openFile().history(JULIET).ledger.hosts(JULIET, 0)).toEqual([]);
});
