/** The server's archive at a real Prosody, as a user sees it: what was missed, and what lies further back. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import type { Message } from '../../electron/contract/messages';
import type { Features } from '../../electron/features/features';
import { FakeSecrets, RecordedHub } from '../support/features-world';
import { makeTestFeatures } from '../support/test-features';

const PASSWORD = 'a-pair-of-star-crossed-lovers';

let folder: string;
let prosody: Prosody;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-history-'));
  const friends = (...jids: string[]) => jids.map((jid) => ({ jid, name: jid, groups: [] }));
  prosody = await startProsody({
    dir: folder,
    modules: ['mam'],
    accounts: [
      { user: 'juliet', password: PASSWORD, roster: friends('romeo@localhost') },
      { user: 'romeo', password: PASSWORD, roster: friends('juliet@localhost', 'nurse@localhost') },
      { user: 'nurse', password: PASSWORD, roster: friends('romeo@localhost') },
    ],
  });
});
afterAll(async () => {
  await prosody.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Place {
  readonly profileDir: string;
  readonly secrets: FakeSecrets;
}

async function newPlace(): Promise<Place> {
  const profileDir = await mkdtemp(path.join(tmpdir(), 'candor-profile-'));
  onTestFinished(() => rm(profileDir, { recursive: true, force: true }));
  return { profileDir, secrets: new FakeSecrets() };
}

interface Person {
  readonly jid: string;
  readonly features: Features;
  readonly hub: RecordedHub;
}

/** Signed in, and through with everything that a sign-in reads. */
async function open(user: string, place: Place): Promise<Person> {
  const hub = new RecordedHub();
  const jid = `${user}@localhost`;
  const extraCertificates = [await readFile(prosody.caFile, 'utf8')];
  const features = makeTestFeatures({ ...place, hub, extraCertificates });
  onTestFinished(() => features.stop());
  await features.start();
  const snapshot = await features.handlers['app.snapshot'](undefined);
  if (snapshot.accounts.length === 0)
    await features.handlers['accounts.signIn']({
      jid,
      password: PASSWORD,
      remember: true,
      connection: { host: '127.0.0.1', port: prosody.port, encryption: 'starttls' },
      allowPlain: false,
    });
  await hub.wait(
    'accountChanged',
    ({ account }) =>
      account.supports.archive === true && account.archiveProgress === undefined && account.archiveGaps.length === 0,
  );
  return { jid, features, hub };
}

async function sendAll({ features, hub, jid }: Person, to: string, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) await features.handlers['messages.send']({ account: jid, with: to, body });
  const last = bodies.at(-1);
  await hub.wait('messagesChanged', ({ messages }) =>
    messages.some(({ body, state }) => body === last && (state === 'acknowledged' || state === 'delivered')),
  );
}

/** The whole conversation as somebody sees it who scrolls to its beginning. */
async function scrolled({ features, jid }: Person, peer: string): Promise<readonly Message[]> {
  let page = await features.handlers['messages.latest']({ account: jid, with: peer });
  const all = [...page.messages];
  while (page.hasOlder) {
    page = await features.handlers['messages.older']({ account: jid, with: peer, before: all[0]?.key ?? 0 });
    all.unshift(...page.messages);
  }
  return all;
}

const numbered = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, nth) => `${word} ${String(nth)}`);

it('what was missed is there after the next sign-in, in order, once, and unread', async () => {
  const place = await newPlace();
  const juliet = await open('juliet', place);
  const romeo = await open('romeo', await newPlace());
  await sendAll(romeo, juliet.jid, ['before']);
  await juliet.hub.wait('messagesAdded', ({ messages }) => messages.some(({ body }) => body === 'before'));
  await sendAll(juliet, romeo.jid, ['answer']);
  await juliet.features.stop();
  await sendAll(romeo, juliet.jid, numbered('missed', 320));
  const again = await open('juliet', place);
  const messages = await scrolled(again, romeo.jid);
  expect(messages.map(({ body }) => body)).toEqual(['before', 'answer', ...numbered('missed', 320)]);
  const snapshot = await again.features.handlers['app.snapshot'](undefined);
  expect(snapshot.accounts[0]?.conversations.find(({ with: peer }) => peer === romeo.jid)).toMatchObject({
    unread: 320,
  });
  expect(messages.find(({ body }) => body === 'answer')).toMatchObject({ direction: 'out' });
});

it('a new computer shows the past as read, and further back when somebody scrolls there', async () => {
  const romeo = await open('romeo', await newPlace());
  const nurse = await open('nurse', await newPlace());
  await sendAll(romeo, nurse.jid, numbered('told', 500));
  await sendAll(nurse, romeo.jid, numbered('heard', 30));
  const elsewhere = await open('nurse', await newPlace());
  const snapshot = await elsewhere.features.handlers['app.snapshot'](undefined);
  const conversation = snapshot.accounts[0]?.conversations.find(({ with: peer }) => peer === romeo.jid);
  expect(conversation).toMatchObject({ unread: 0, lastMessage: { body: 'heard 29', direction: 'out' } });
  const messages = await scrolled(elsewhere, romeo.jid);
  expect(messages.map(({ body }) => body)).toEqual([...numbered('told', 500), ...numbered('heard', 30)]);
});

it('what was read on one device is read on the others, also on one that comes later', async () => {
  const romeo = await open('romeo', await newPlace());
  const phone = await open('juliet', await newPlace());
  const late = await newPlace();
  const before = await open('juliet', late);
  await sendAll(romeo, phone.jid, numbered('unread', 3));
  for (const device of [phone, before])
    await device.hub.wait('messagesAdded', ({ messages }) => messages.some(({ body }) => body === 'unread 2'));
  await before.features.stop();
  const unreadAt = async ({ features }: Person): Promise<number | undefined> => {
    const snapshot = await features.handlers['app.snapshot'](undefined);
    return snapshot.accounts[0]?.conversations.find(({ with: peer }) => peer === romeo.jid)?.unread;
  };
  expect(await unreadAt(phone)).toBeGreaterThan(0);
  const { messages } = await phone.features.handlers['messages.latest']({ account: phone.jid, with: romeo.jid });
  const tablet = await open('juliet', await newPlace());
  const upTo = messages.at(-1)?.key ?? 0;
  await phone.features.handlers['messages.markRead']({ account: phone.jid, with: romeo.jid, upTo });
  const again = await open('juliet', late);
  await expect.poll(() => unreadAt(tablet), { timeout: 10_000 }).toBe(0);
  await expect.poll(() => unreadAt(again), { timeout: 10_000 }).toBe(0);
});
