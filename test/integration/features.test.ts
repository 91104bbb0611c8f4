/** Two people with Candor's features, without its window, against a real Prosody. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import type { Contact, ConnectionSettings, Snapshot } from '../../electron/contract/models';
import { systemClock } from '../../electron/contract/ports';
import { makeFeatures, type Features } from '../../electron/features/features';
import { FakeSecrets, RecordedHub, surroundings, windowRequests } from '../support/features-world';
import { FakePlayers } from '../support/fake-players';
import { RecordingLog } from '../support/recording-log';

const PASSWORD = 'wherefore-art-thou-4711';

let prosody: Prosody;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-features-prosody-'));
  const contact = (jid: string, name: string) => ({ jid, name, groups: ['Verona'] });
  prosody = await startProsody({
    dir: folder,
    accounts: [
      { user: 'juliet', password: PASSWORD, roster: [contact('romeo@localhost', 'Romeo')] },
      { user: 'romeo', password: PASSWORD, roster: [contact('juliet@localhost', 'Juliet')] },
      { user: 'nurse', password: PASSWORD },
      { user: 'paris', password: PASSWORD },
    ],
  });
});

afterAll(async () => {
  await prosody.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Person {
  readonly jid: string;
  readonly profileDir: string;
  readonly features: Features;
  readonly hub: RecordedHub;
  readonly log: RecordingLog;
  readonly secrets: FakeSecrets;
  snapshot(): Promise<Snapshot>;
  contact(jid: string): Promise<Contact | undefined>;
}

function connection(): ConnectionSettings {
  return { host: '127.0.0.1', port: prosody.port, encryption: 'starttls' };
}

async function open(user: string, kept: { profileDir?: string; secrets?: FakeSecrets } = {}): Promise<Person> {
  const profileDir = kept.profileDir ?? (await mkdtemp(path.join(tmpdir(), `candor-${user}-`)));
  const secrets = kept.secrets ?? new FakeSecrets();
  const hub = new RecordedHub();
  const log = new RecordingLog();
  const features = makeFeatures({
    profileDir,
    secrets,
    hub,
    log,
    clock: systemClock,
    appVersion: '0.1.0',
    extraCertificates: [await readFile(prosody.caFile, 'utf8')],
    surroundings: () => surroundings,
    windowRequests,
    players: new FakePlayers(),
  });
  await features.start();
  onTestFinished(async () => {
    await features.stop();
    await rm(profileDir, { recursive: true, force: true });
  });
  const jid = `${user}@localhost`;
  const snapshot = async () => features.handlers['app.snapshot'](undefined);
  return {
    jid,
    profileDir,
    features,
    hub,
    log,
    secrets,
    snapshot,
    contact: async (other) => (await snapshot()).accounts[0]?.contacts.find((one) => one.jid === other),
  };
}

async function signIn(user: string, change: { password?: string; remember?: boolean } = {}): Promise<Person> {
  const person = await open(user);
  await person.features.handlers['accounts.signIn']({
    jid: person.jid,
    password: change.password ?? PASSWORD,
    remember: change.remember ?? true,
    connection: connection(),
    allowPlain: false,
  });
  return person;
}

/** Until the features of the server are known, and so everything of a sign-in is done. */
async function settledOnline({ hub }: Person): Promise<void> {
  await hub.wait('accountChanged', ({ account }) => account.connection.state === 'online' && account.supports.carbons);
}

async function seesOnline(person: Person, jid: string): Promise<void> {
  await person.hub.wait('presenceChanged', ({ changed }) =>
    changed.some((one) => one.jid === jid && one.resources.length > 0),
  );
}

async function together(): Promise<[Person, Person]> {
  const [juliet, romeo] = await Promise.all([signIn('juliet'), signIn('romeo')]);
  await Promise.all([seesOnline(juliet, romeo.jid), seesOnline(romeo, juliet.jid)]);
  return [juliet, romeo];
}

describe('signing in', () => {
  it('shows contacts, what was negotiated and what the server can do', async () => {
    const juliet = await signIn('juliet');
    const { contacts } = await juliet.hub.wait('rosterReceived');
    expect(contacts).toMatchObject([
      { jid: 'romeo@localhost', name: 'Romeo', groups: ['Verona'], subscription: 'both' },
    ]);
    await settledOnline(juliet);
    const [account] = (await juliet.snapshot()).accounts;
    expect(account?.account.negotiated?.mechanism).toMatch(/^SCRAM-SHA-256/u);
    expect(account?.account).toMatchObject({
      jid: 'juliet@localhost',
      passwordRemembered: true,
      connection: { state: 'online' },
      negotiated: { encryption: 'starttls', serverProved: true, passwordSent: false },
      supports: { carbons: true, blocking: true, rosterVersioning: true },
    });
  });

  it('with a wrong password is refused and leaves nothing behind', async () => {
    const person = await open('juliet');
    const signingIn = person.features.handlers['accounts.signIn']({
      jid: person.jid,
      password: 'not the password',
      remember: true,
      connection: connection(),
      allowPlain: false,
    });
    await expect(signingIn).rejects.toMatchObject({ code: 'wrong-password' });
    expect((await person.snapshot()).accounts).toEqual([]);
    expect([...person.secrets.entries.keys()]).toEqual(['history-key']);
    expect(person.hub.all('accountChanged')).toEqual([]);
  });

  it('again needs no typing, and nothing in the profile or the log tells the password', async () => {
    const juliet = await signIn('juliet');
    await juliet.hub.wait('rosterReceived');
    await juliet.features.stop();

    const again = await open('juliet', juliet);
    // Before the network: from the store.
    expect((await again.snapshot()).accounts[0]?.contacts.map((one) => one.name)).toEqual(['Romeo']);
    await settledOnline(again);
    expect(again.hub.all('rosterReceived')).toEqual([]);
    for (const name of readdirSync(juliet.profileDir)) {
      const bytes = readFileSync(path.join(juliet.profileDir, name));
      expect(bytes.includes(PASSWORD), name).toBe(false);
      expect(bytes.includes('romeo@localhost'), name).toBe(false);
    }
    expect([...juliet.log.lines, ...again.log.lines].join('\n')).not.toContain(PASSWORD);
    expect(JSON.stringify([...juliet.hub.events, ...again.hub.events])).not.toContain(PASSWORD);
  });

  it('that was not remembered asks once, and then goes on', async () => {
    const juliet = await signIn('juliet', { remember: false });
    await juliet.features.stop();
    const again = await open('juliet', juliet);
    expect((await again.snapshot()).accounts[0]?.account.connection).toEqual({
      state: 'stopped',
      why: { code: 'password-needed' },
    });
    await again.features.handlers['accounts.supplyPassword']({
      account: again.jid,
      password: PASSWORD,
      remember: true,
      allowPlain: false,
    });
    await settledOnline(again);
    expect(again.secrets.entries.get(`password:${again.jid}`)).toBe(PASSWORD);
  });

  it('out removes everything of the account', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    await juliet.features.handlers['accounts.signOut']({ account: juliet.jid });
    expect(juliet.hub.all('accountRemoved')).toEqual([{ jid: juliet.jid }]);
    expect((await juliet.snapshot()).accounts).toEqual([]);
    expect([...juliet.secrets.entries.keys()]).toEqual(['history-key']);
  });
});

describe('a chat', () => {
  it('goes both ways, with receipts, read markers where wanted, and typing', async () => {
    const [juliet, romeo] = await together();
    await romeo.features.handlers['settings.change']({
      sending: {
        receipts: true,
        typing: true,
        readMarkers: true,
        readSync: true,
        version: false,
        idleTime: false,
        tune: false,
      },
    });

    const sent = await juliet.features.handlers['messages.send']({
      account: juliet.jid,
      with: romeo.jid,
      body: 'Wherefore art thou Romeo?',
    });
    const { messages } = await romeo.hub.wait('messagesAdded');
    expect(messages).toMatchObject([
      { with: juliet.jid, direction: 'in', body: 'Wherefore art thou Romeo?', carbon: false },
    ]);
    await juliet.hub.wait(
      'messagesChanged',
      ({ messages: [one] }) => one?.key === sent.key && one.state === 'delivered',
    );
    expect(romeo.features.unreadTotal()).toBe(1);

    const key = messages[0]?.key ?? 0;
    await romeo.features.handlers['messages.markRead']({ account: romeo.jid, with: juliet.jid, upTo: key });
    await juliet.hub.wait('messagesChanged', ({ messages: [one] }) => one?.key === sent.key && one.state === 'read');
    expect(romeo.features.unreadTotal()).toBe(0);

    await romeo.features.handlers['messages.setChatState']({
      account: romeo.jid,
      with: juliet.jid,
      state: 'composing',
    });
    await juliet.hub.wait('chatStateChanged', (one) => one.with === romeo.jid && one.state === 'composing');
    const answer = await romeo.features.handlers['messages.send']({
      account: romeo.jid,
      with: juliet.jid,
      body: 'Call me but love',
    });
    await juliet.hub.wait('messagesAdded', ({ messages: [one] }) => one?.body === 'Call me but love');
    await juliet.hub.wait('chatStateChanged', (one) => one.with === romeo.jid && one.state === 'active');

    await romeo.features.handlers['messages.correct']({
      account: romeo.jid,
      with: juliet.jid,
      key: answer.key,
      body: 'Call me but love, and I’ll be new baptized',
    });
    const corrected = await juliet.hub.wait('messagesChanged', ({ messages: [one] }) => one?.correctedAt !== undefined);
    expect(corrected.messages[0]?.body).toBe('Call me but love, and I’ll be new baptized');
  });

  it('shows on another session of the account what is sent and received here', async () => {
    const [juliet, romeo] = await together();
    const elsewhere = await signIn('juliet');
    await Promise.all([settledOnline(elsewhere), settledOnline(juliet)]);
    await juliet.hub.wait('accountChanged', ({ account }) => account.otherResources.length === 1);

    await juliet.features.handlers['messages.send']({ account: juliet.jid, with: romeo.jid, body: 'Sent from here' });
    const copy = await elsewhere.hub.wait('messagesAdded');
    expect(copy.messages).toMatchObject([{ with: romeo.jid, direction: 'out', body: 'Sent from here', carbon: true }]);

    await romeo.features.handlers['messages.send']({ account: romeo.jid, with: juliet.jid, body: 'To you all' });
    const heard = await Promise.all(
      [juliet, elsewhere].map(({ hub }) =>
        hub.wait('messagesAdded', ({ messages: [one] }) => one?.direction === 'in' && one.body === 'To you all'),
      ),
    );
    expect(heard).toHaveLength(2);
    const pages = await Promise.all(
      [juliet, elsewhere].map(async ({ features }) =>
        features.handlers['messages.latest']({ account: juliet.jid, with: romeo.jid }),
      ),
    );
    for (const page of pages) expect(page.messages.map((one) => one.body)).toEqual(['Sent from here', 'To you all']);
  });

  it('waits for the connection when written offline, and arrives in order', async () => {
    const [juliet, romeo] = await together();
    await juliet.features.handlers['accounts.setAvailability']({
      account: juliet.jid,
      availability: 'offline',
      statusText: '',
    });
    for (const body of ['one', 'two', 'three'])
      await juliet.features.handlers['messages.send']({ account: juliet.jid, with: romeo.jid, body });
    await juliet.features.handlers['accounts.setAvailability']({
      account: juliet.jid,
      availability: 'available',
      statusText: '',
    });
    await romeo.hub.wait('messagesAdded', ({ messages }) => messages.some((one) => one.body === 'three'));
    const page = await romeo.features.handlers['messages.latest']({ account: romeo.jid, with: juliet.jid });
    expect(page.messages.map((one) => one.body)).toEqual(['one', 'two', 'three']);
  });

  it('says what became of a message to nobody', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    await juliet.features.handlers['messages.send']({
      account: juliet.jid,
      with: 'mercutio@localhost',
      body: 'Art thou there?',
    });
    const { messages } = await juliet.hub.wait('messagesChanged', ({ messages: [one] }) => one?.state === 'failed');
    expect(messages[0]?.failure).toMatchObject({ code: 'refused-by-server' });
  });
});

describe('contacts', () => {
  it('at a service that cannot be reached are known not to have been asked', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    const contact = { account: juliet.jid, with: 'tybalt@nowhere.example' };
    await juliet.features.handlers['contacts.add']({ ...contact, name: '', groups: [] });
    const cameBack = () =>
      juliet.hub.wait('contactsChanged', ({ changed }) => changed.some((one) => one.requestFailure !== undefined));
    const { changed } = await cameBack();
    // The server of the tests talks to no other.
    expect(changed).toMatchObject([{ jid: contact.with, pendingOut: true, requestFailure: 'not-allowed' }]);
    juliet.hub.forget();
    await juliet.features.handlers['contacts.subscribe'](contact);
    await cameBack();
    await juliet.features.handlers['contacts.remove'](contact);
  });

  it('are added with consent of both, changed, and removed, as the other side sees too', async () => {
    const [nurse, paris] = await Promise.all([signIn('nurse'), signIn('paris')]);
    await Promise.all([settledOnline(nurse), settledOnline(paris)]);
    await nurse.features.handlers['contacts.add']({
      account: nurse.jid,
      with: paris.jid,
      name: 'Count',
      groups: ['Nobles'],
    });
    const asked = await paris.hub.wait('subscriptionRequestsChanged', ({ requests }) => requests.length === 1);
    expect(asked.requests).toMatchObject([{ from: nurse.jid }]);

    await paris.features.handlers['contacts.approve']({ account: paris.jid, with: nurse.jid });
    await paris.features.handlers['contacts.add']({ account: paris.jid, with: nurse.jid, name: '', groups: [] });
    await nurse.hub.wait('contactsChanged', ({ changed }) =>
      changed.some((one) => one.subscription === 'to' || one.subscription === 'both'),
    );
    const back = await Promise.race([
      nurse.hub.wait('subscriptionRequestsChanged', ({ requests }) => requests.length === 1).then(() => 'asked'),
      nurse.hub
        .wait('contactsChanged', ({ changed }) => changed.some((one) => one.subscription === 'both'))
        .then(() => 'pre-approved'),
    ]);
    if (back === 'asked') await nurse.features.handlers['contacts.approve']({ account: nurse.jid, with: paris.jid });
    await paris.hub.wait('contactsChanged', ({ changed }) => changed.some((one) => one.subscription === 'both'));
    await seesOnline(nurse, paris.jid);

    await nurse.features.handlers['contacts.update']({
      account: nurse.jid,
      with: paris.jid,
      name: 'Paris',
      groups: [],
    });
    await nurse.hub.wait('contactsChanged', ({ changed }) =>
      changed.some((one) => one.name === 'Paris' && one.groups.length === 0),
    );
    expect(nurse.features.contactName(nurse.jid, paris.jid)).toBe('Paris');

    await nurse.features.handlers['contacts.block']({ account: nurse.jid, with: paris.jid });
    await nurse.hub.wait('blockListChanged', ({ blocked }) => blocked.includes(paris.jid));
    await nurse.features.handlers['contacts.unblock']({ account: nurse.jid, with: paris.jid });

    await nurse.features.handlers['contacts.remove']({ account: nurse.jid, with: paris.jid });
    await nurse.hub.wait('contactsChanged', ({ removed }) => removed.includes(paris.jid));
    await paris.hub.wait('contactsChanged', ({ changed }) => changed.some((one) => one.subscription === 'none'));
    expect(await nurse.contact(paris.jid)).toBeUndefined();
  });

  it('show several clients, away by idleness and back, and going offline', async () => {
    const [juliet, romeo] = await together();
    romeo.features.setIdle(Date.now() - 600_000);
    await juliet.hub.wait('presenceChanged', ({ changed }) => changed[0]?.resources[0]?.availability === 'away');
    romeo.features.setIdle(undefined);
    juliet.hub.forget();
    await juliet.hub.wait('presenceChanged', ({ changed }) => changed[0]?.resources[0]?.availability === 'available');
    await romeo.features.handlers['accounts.setAvailability']({
      account: romeo.jid,
      availability: 'dnd',
      statusText: 'In a duel',
    });
    await juliet.hub.wait('presenceChanged', ({ changed }) => changed[0]?.resources[0]?.statusText === 'In a duel');
    expect((await juliet.contact(romeo.jid))?.resources).toMatchObject([
      { availability: 'dnd', statusText: 'In a duel' },
    ]);
    juliet.hub.forget();
    await romeo.features.stop();
    await juliet.hub.wait(
      'presenceChanged',
      ({ changed }) => changed[0]?.jid === romeo.jid && changed[0].resources.length === 0,
    );
  });
});

describe('the server', () => {
  it('gone and back is waited for, and found again', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    await prosody.kill();
    await juliet.hub.wait('accountChanged', ({ account }) => account.connection.state === 'waiting');
    juliet.hub.forget();
    await prosody.restart();
    juliet.features.networkChanged();
    await settledOnline(juliet);
  });

  it('with a certificate that expired is explained, and found again once it is renewed', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    await prosody.restart({ certificate: 'expired' });
    juliet.features.networkChanged();
    const { account } = await juliet.hub.wait(
      'accountChanged',
      ({ account: { connection: now } }) => now.state === 'blocked',
    );
    expect(account.connection).toMatchObject({ why: { code: 'certificate-expired' } });
    await prosody.restart({ certificate: 'good' });
    juliet.hub.forget();
    juliet.features.networkChanged();
    await settledOnline(juliet);
    const states = juliet.hub.all('accountChanged').map(({ account: { connection: now } }) => now.state);
    expect(new Set(states)).toEqual(new Set(['blocked', 'online']));
  });
});
