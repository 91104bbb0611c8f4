/**
 * What plays, from real players to a contact and past a stranger: mpv by MPRIS on a real bus, Candor's
 * features, a real Prosody, and clients of another library. The clock runs four times as fast.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import type { Audience } from '../../electron/contract/personal';
import { LazyBus } from '../../electron/desktop/dbus';
import { MprisReader } from '../../electron/desktop/now-playing/mpris';
import type { Features } from '../../electron/features/features';
import { NS_PUBSUB, NS_TUNE } from '../../electron/xmpp/ns';
import { FakePlayers, somePlayer } from '../support/fake-players';
import { FakeSecrets, RecordedHub } from '../support/features-world';
import { FastClock } from '../support/fast-clock';
import { startPeer, type Peer, type PeerEvent } from '../support/peer';
import { startJukebox, type Jukebox, type RealPlayer } from '../support/real-players';
import { RecordingLog } from '../support/recording-log';
import { makeTestFeatures } from '../support/test-features';

const PASSWORD = 'if-music-be-the-food-of-love';
const HASTE = 4;
const ACCOUNT = 'juliet@localhost';

const sinnerman = { artist: 'Nina Simone', title: 'Sinnerman', album: 'Pastel Blues' };
const feeling = { artist: 'Nina Simone', title: 'Feeling <Good> & more', album: 'I Put a Spell on You' };
const strange = { artist: 'Billie Holiday', title: 'Strange Fruit', album: '' };

let folder: string;
let prosody: Prosody;
let jukebox: Jukebox;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-tune-'));
  const both = (user: string, groups: string[]) => ({
    ...{ jid: `${user}@localhost`, name: user, groups, subscription: 'both' as const },
  });
  prosody = await startProsody({
    dir: folder,
    accounts: [
      { user: 'juliet', password: PASSWORD, roster: [both('romeo', ['Lovers']), both('nurse', ['House'])] },
      { user: 'romeo', password: PASSWORD, roster: [both('juliet', [])] },
      { user: 'nurse', password: PASSWORD, roster: [both('juliet', [])] },
      { user: 'tybalt', password: PASSWORD, roster: [] },
    ],
  });
  jukebox = await startJukebox();
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', jukebox.address);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await jukebox.stop();
  await prosody.stop();
  await rm(folder, { recursive: true, force: true });
});

let peers: Peer[];
let ends: (() => Promise<unknown>)[];
beforeEach(() => {
  peers = [];
  ends = [];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  for (const peer of peers) await peer.stop();
  // The next test begins with an account that has nothing at the server.
  await prosody.stop();
  for (const name of await readdir(path.join(folder, 'data', 'localhost')))
    if (name.startsWith('pep')) await rm(path.join(folder, 'data', 'localhost', name), { recursive: true });
  await prosody.restart();
});

/** Somebody who wants to hear of tunes. */
async function listener(user: string): Promise<Peer> {
  const jid = `${user}@localhost/slix`;
  const peer = await startPeer({ jid, password: PASSWORD, port: prosody.port, caFile: prosody.caFile });
  peers.push(peer);
  await peer.do('interest', { node: NS_TUNE });
  return peer;
}

interface Juliet {
  readonly features: Features;
  readonly hub: RecordedHub;
}

async function juliet(players?: FakePlayers): Promise<Juliet> {
  const profileDir = await mkdtemp(path.join(tmpdir(), 'candor-juliet-'));
  const clock = new FastClock(HASTE);
  const log = new RecordingLog();
  const hub = new RecordedHub();
  const bus = new LazyBus('session', () => import('dbus-next'), clock);
  const features = makeTestFeatures({
    ...{ profileDir, hub, log, clock, secrets: new FakeSecrets() },
    extraCertificates: [await readFile(prosody.caFile, 'utf8')],
    players: players ?? new MprisReader({ bus, clock, log }),
  });
  await features.start();
  ends.push(async () => {
    await features.stop();
    bus.close();
    await rm(profileDir, { recursive: true, force: true });
  });
  await features.handlers['accounts.signIn']({
    jid: ACCOUNT,
    password: PASSWORD,
    remember: true,
    connection: { host: '127.0.0.1', port: prosody.port, encryption: 'starttls' },
    allowPlain: false,
  });
  return { features, hub };
}

async function share({ features }: Juliet, audience: Partial<Audience> = {}): Promise<void> {
  await setAudience(features, audience);
  const { sending, tune } = features.settings;
  await features.handlers['settings.change']({
    sending: { ...sending, tune: true },
    tune: { ...tune, previewed: true, players: { mpv: true }, fields: { ...tune.fields, source: true, length: true } },
  });
}

async function setAudience(features: Features, audience: Partial<Audience>): Promise<void> {
  const { kind = 'contacts', groups = [], people = [] } = audience;
  await features.handlers['personal.setAudience']({
    account: ACCOUNT,
    kind: 'tune',
    audience: { kind, groups: [...groups], people: [...people] },
  });
}

const titleIn = ({ xml }: PeerEvent): string => /title>([^<]*)</u.exec(String(xml))?.[1] ?? '–';
/** An item, as told apart from a node that was emptied or removed. */
const isTune = ({ event, xml }: PeerEvent): boolean =>
  event === 'pep' && String(xml).includes(NS_TUNE) && String(xml).includes(':item ');
const idOf = ({ xml }: PeerEvent): string => / id="([^"]+)"/u.exec(String(xml))?.[1] ?? '';
/**
 * Titles that somebody heard of, in order; "–" is the end of listening. Prosody sends the same message to the
 * client and to the address of somebody on the same server.
 */
const heardBy = (peer: Peer): readonly string[] => [
  ...new Map(peer.heard.filter(isTune).map((event) => [idOf(event), titleIn(event)])).values(),
];
const hears = (peer: Peer, title: string): Promise<PeerEvent> =>
  peer.wait('pep', (event) => isTune(event) && titleIn(event) === title, 20_000);
const ask = (peer: Peer): Promise<unknown> =>
  peer.do('iq', {
    type: 'get',
    to: ACCOUNT,
    payload: `<pubsub xmlns='${NS_PUBSUB}'><items node='${NS_TUNE}'/></pubsub>`,
  });

/** The end of what a test lets a player do. */
async function after(player: RealPlayer, contact: Peer): Promise<void> {
  await player.quit();
  await hears(contact, '–');
}

describe('a contact and a stranger', () => {
  it('hear each tune once and its end, and nothing at all, also when it asks', async () => {
    const [romeo, tybalt] = [await listener('romeo'), await listener('tybalt')];
    const her = await juliet();
    await share(her);
    const player = await jukebox.play(sinnerman, feeling);
    const first = await hears(romeo, 'Sinnerman');
    expect(first['xml']).toMatch(/<artist>Nina Simone<|artist>Nina Simone</u);
    expect(first['xml']).toContain('Pastel Blues');
    expect(first['xml']).toContain('length>60<');
    expect(first['xml']).not.toContain('file:');
    await expect(ask(tybalt)).resolves.toMatchObject({
      error: expect.stringMatching(/^(?:forbidden|not-authorized|item-not-found|presence-subscription-required)$/u),
    });

    await jukebox.control(player, 'next');
    await hears(romeo, 'Feeling &lt;Good&gt; &amp; more');
    await jukebox.control(player, 'pause');
    await hears(romeo, '–');
    expect(heardBy(romeo)).toEqual(['Sinnerman', 'Feeling &lt;Good&gt; &amp; more', '–']);
    await jukebox.control(player, 'play');
    await romeo.wait('pep', () => heardBy(romeo).length === 4);
    await jukebox.control(player, 'stop');
    await romeo.wait('pep', () => heardBy(romeo).length === 5);
    expect(heardBy(romeo).slice(3)).toEqual(['Feeling &lt;Good&gt; &amp; more', '–']);
    await player.quit();
    // What was sent to him before this answer would be here before it.
    await ask(tybalt);
    expect(heardBy(tybalt)).toEqual([]);
  });

  it('of two players hear the one that began last, then the other', async () => {
    const romeo = await listener('romeo');
    await share(await juliet());
    const one = await jukebox.play(sinnerman);
    await hears(romeo, 'Sinnerman');
    const two = await jukebox.play(strange);
    await hears(romeo, 'Strange Fruit');
    await two.quit();
    await romeo.wait('pep', () => heardBy(romeo).length === 3);
    expect(heardBy(romeo)).toEqual(['Sinnerman', 'Strange Fruit', 'Sinnerman']);
    await after(one, romeo);
  });
});

describe('an audience', () => {
  it('of chosen people is those alone, and a group is those in it', async () => {
    const [romeo, nurse] = [await listener('romeo'), await listener('nurse')];
    const her = await juliet();
    await share(her, { kind: 'people', people: ['romeo@localhost'] });
    const player = await jukebox.play(sinnerman);
    await hears(romeo, 'Sinnerman');
    await expect(ask(romeo)).resolves.toMatchObject({ xml: expect.stringContaining('Sinnerman') });
    await expect(ask(nurse)).resolves.toMatchObject({ error: expect.any(String) });
    // Prosody knows no access model "roster": the group becomes a whitelist.
    await setAudience(her.features, { kind: 'groups', groups: ['House'] });
    await hears(nurse, 'Sinnerman');
    await hears(romeo, '–');
    expect(heardBy(romeo)).toEqual(['Sinnerman', '–']);
    await expect(ask(romeo)).resolves.toMatchObject({ error: expect.any(String) });
    await her.features.handlers['contacts.update']({
      account: ACCOUNT,
      with: 'romeo@localhost',
      name: 'Romeo',
      groups: ['House'],
    });
    await her.hub.wait('contactsChanged', ({ changed }) => changed.some(({ groups }) => groups.includes('House')));
    // Who is let in while it plays hears it then, and can ask for it.
    await romeo.wait('pep', () => heardBy(romeo).length === 3, 20_000);
    expect(heardBy(romeo)).toEqual(['Sinnerman', '–', 'Sinnerman']);
    await expect(ask(romeo)).resolves.toMatchObject({ xml: expect.stringContaining('Sinnerman') });
    await after(player, nurse);
  });

  it('that was too wide is narrowed, and emptied, before anything goes out', async () => {
    const [romeo, tybalt] = [await listener('romeo'), await listener('tybalt')];
    // Another client of hers once left an open node with a tune in it, and a stranger subscribed to it.
    const careless = await startPeer({
      ...{ jid: `${ACCOUNT}/careless`, password: PASSWORD, port: prosody.port, caFile: prosody.caFile },
    });
    peers.push(careless);
    await careless.do('iq', {
      type: 'set',
      payload: `<pubsub xmlns='${NS_PUBSUB}'><publish node='${NS_TUNE}'><item><tune xmlns='${NS_TUNE}'><title>Old</title></tune></item></publish><publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>${NS_PUBSUB}#publish-options</value></field><field var='pubsub#access_model'><value>open</value></field></x></publish-options></pubsub>`,
    });
    await tybalt.do('iq', {
      type: 'set',
      to: ACCOUNT,
      payload: `<pubsub xmlns='${NS_PUBSUB}'><subscribe node='${NS_TUNE}' jid='tybalt@localhost'/></pubsub>`,
    });
    await expect(ask(tybalt)).resolves.toMatchObject({ xml: expect.stringContaining('Old') });
    const heardBefore = heardBy(tybalt).length;
    await share(await juliet());
    const player = await jukebox.play(sinnerman);
    await hears(romeo, 'Sinnerman');
    expect(heardBy(tybalt).slice(heardBefore)).not.toContain('Sinnerman');
    await expect(ask(tybalt)).resolves.toMatchObject({ error: expect.any(String) });
    await after(player, romeo);
    await ask(tybalt);
    expect(heardBy(tybalt)).not.toContain('Sinnerman');
  });
});

it('1,000 pieces in a minute: nothing during it, the right one after it, once', async () => {
  const romeo = await listener('romeo');
  const players = new FakePlayers();
  await share(await juliet(players));
  const begun = performance.now();
  for (let number = 0; number < 1000; number += 1) {
    players.are(somePlayer('playing', `skipped ${String(number)}`));
    await vi.waitUntil(() => performance.now() - begun >= (number * 60) / HASTE, { interval: 2, timeout: 10_000 });
  }
  await ask(romeo);
  expect(heardBy(romeo)).toEqual([]);
  players.are(somePlayer('playing', 'the right one'));
  await hears(romeo, 'the right one');
  players.are();
  await hears(romeo, '–');
  expect(heardBy(romeo)).toEqual(['the right one', '–']);
}, 60_000);
