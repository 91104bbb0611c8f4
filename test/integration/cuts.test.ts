/** Messages both ways while the connection is cut at random bytes, with a real Prosody that resumes sessions. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import { systemClock } from '../../electron/contract/ports';
import { makeFeatures, type Features } from '../../electron/features/features';
import { startCuttingProxy } from '../support/cutting-proxy';
import { FakeSecrets, RecordedHub, surroundings } from '../support/features-world';
import { RecordingLog } from '../support/recording-log';

const PASSWORD = 'a-plague-on-both-your-houses';
const MESSAGES = 300;
const CUTS = 25;
/** Bytes between two cuts, at most: a sign-in takes about 6,000. */
const FURTHEST_CUT = 12_000;

interface Person {
  readonly jid: string;
  readonly features: Features;
  readonly hub: RecordedHub;
}

async function signIn(user: string, prosody: Prosody, port: number): Promise<Person> {
  const profileDir = await mkdtemp(path.join(tmpdir(), `candor-${user}-`));
  const hub = new RecordedHub();
  const features = makeFeatures({
    profileDir,
    secrets: new FakeSecrets(),
    hub,
    log: new RecordingLog(),
    clock: systemClock,
    appVersion: '0.1.0',
    extraCertificates: [await readFile(prosody.caFile, 'utf8')],
    surroundings: () => surroundings,
  });
  onTestFinished(async () => {
    await features.stop();
    await rm(profileDir, { recursive: true, force: true });
  });
  await features.start();
  await features.handlers['accounts.signIn']({
    jid: `${user}@localhost`,
    password: PASSWORD,
    remember: true,
    connection: { host: '127.0.0.1', port, encryption: 'starttls' },
    allowPlain: false,
  });
  await hub.wait('accountChanged', ({ account }) => account.supports.carbons);
  return { jid: `${user}@localhost`, features, hub };
}

/** What came in from the other person, in the order in which the window was told. */
function received({ hub }: Person): string[] {
  return hub
    .all('messagesAdded')
    .flatMap(({ messages }) => messages)
    .filter(({ direction }) => direction === 'in')
    .map(({ body }) => body);
}

/** Numbers from 0 to 1 that are the same in each run of a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it(
  `loses nothing, shows nothing twice and keeps the order over ${String(CUTS)} cuts`,
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'candor-cuts-'));
    const friends = (jid: string) => [{ jid, name: jid, groups: [] }];
    const prosody = await startProsody({
      dir: folder,
      accounts: [
        { user: 'juliet', password: PASSWORD, roster: friends('romeo@localhost') },
        { user: 'romeo', password: PASSWORD, roster: friends('juliet@localhost') },
      ],
    });
    const proxy = await startCuttingProxy(prosody.port);
    onTestFinished(async () => {
      await proxy.stop();
      await prosody.stop();
      await rm(folder, { recursive: true, force: true });
    });
    const romeo = await signIn('romeo', prosody, prosody.port);
    const juliet = await signIn('juliet', prosody, proxy.port);

    const seed = Math.floor(Date.now() % 2 ** 31);
    const random = randomFrom(seed);
    let cuts = 0;
    let lost = 0;
    const cutOn = (): void => {
      if (cuts === CUTS) return;
      cuts += 1;
      proxy.cutAfter(1 + Math.floor(random() * FURTHEST_CUT));
    };
    juliet.hub.on('accountChanged', ({ account: { connection } }) => {
      if (connection.state !== 'waiting') return;
      lost += 1;
      cutOn();
      // As a change of the network does: no test waits for a backoff.
      juliet.features.networkChanged();
    });
    cutOn();
    for (let nth = 0; nth < MESSAGES; nth += 1) {
      const send = ({ features, jid }: Person, to: Person): unknown =>
        features.handlers['messages.send']({ account: jid, with: to.jid, body: String(nth) });
      await Promise.all([send(juliet, romeo), send(romeo, juliet)]);
    }
    const all = Array.from({ length: MESSAGES }, (_, nth) => String(nth));
    await expect
      .poll(() => [received(romeo).length, received(juliet).length], { timeout: 60_000 })
      .toEqual([MESSAGES, MESSAGES]);
    expect(received(romeo), `seed ${String(seed)}`).toEqual(all);
    expect(received(juliet), `seed ${String(seed)}`).toEqual(all);
    expect(lost).toBeGreaterThan(5);
    const states = (): number => {
      const last = new Map<number, string>();
      for (const { messages } of juliet.hub.all('messagesChanged'))
        for (const { key, state } of messages) last.set(key, state);
      return [...last.values()].filter((state) => state === 'delivered').length;
    };
    // Each has a receipt by the end, which says more than the server's word.
    await expect.poll(states, { timeout: 20_000 }).toBe(MESSAGES);
  },
);
