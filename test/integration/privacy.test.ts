/** What the privacy screens say of a real Prosody: probes, findings, notices, and changing the password with the answer lost. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import { dataDirectory } from '../../build/demo/prosody-config';
import { probeNames, type PolicyPack, type ProbeReport } from '../../electron/contract/privacy';
import type { Features } from '../../electron/features/features';
import { FakeSecrets, RecordedHub } from '../support/features-world';
import { startFaultyProxy } from '../support/faulty-proxy';
import { startPeer } from '../support/peer';
import { makeTestFeatures } from '../support/test-features';

const PASSWORD = 'wherefore-art-thou-4711';
const NEW_PASSWORD = 'any-other-name-would-smell-as-sweet';
const JULIET = 'juliet@localhost';
const ROMEO = 'romeo@localhost';
const PACK = path.resolve(import.meta.dirname, '../../electron/features/privacy/policies/jabber.org.json');

let folder: string;
let prosody: Prosody;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-privacy-'));
  const users = ['juliet', 'romeo', 'admin', 'paris', 'nurse'];
  prosody = await startProsody({
    dir: folder,
    accounts: users.map((user) => ({
      user,
      password: PASSWORD,
      roster: user === 'juliet' ? [{ jid: ROMEO, name: 'Romeo', groups: ['Verona', 'Night'] }] : [],
    })),
    modules: ['mam', 'user_account_management', 'announce', 'motd', 'ipcheck'],
    extraConfig: 'motd_text = "Be kind to one another"',
  });
});
afterAll(async () => {
  await prosody.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Person {
  readonly jid: string;
  readonly features: Features;
  readonly hub: RecordedHub;
  readonly secrets: FakeSecrets;
  readonly profileDir: string;
}

async function open(jid: string, kept: Partial<Pick<Person, 'secrets' | 'profileDir'>> = {}): Promise<Person> {
  const profileDir = kept.profileDir ?? (await mkdtemp(path.join(folder, 'profile-')));
  const secrets = kept.secrets ?? new FakeSecrets();
  const hub = new RecordedHub();
  const extraCertificates = [await readFile(prosody.caFile, 'utf8')];
  const features = makeTestFeatures({ profileDir, secrets, hub, extraCertificates });
  onTestFinished(() => features.stop());
  await features.start();
  return { jid, features, hub, secrets, profileDir };
}

async function signIn(person: Person, jid = person.jid, password = PASSWORD, port = prosody.port): Promise<void> {
  await person.features.handlers['accounts.signIn']({
    ...{ jid, password, remember: true, allowPlain: false },
    connection: { host: '127.0.0.1', port, encryption: 'starttls' },
  });
}

async function signedIn(jid: string): Promise<Person> {
  const person = await open(jid);
  await signIn(person);
  return person;
}

async function reports({ features, jid }: Person): Promise<ReadonlyMap<string, ProbeReport>> {
  const all = await features.handlers['privacy.look']({ account: jid, probes: [...probeNames], refresh: true });
  return new Map(all.map((report) => [report.probe, report]));
}
const facts = (report: ProbeReport | undefined): Record<string, unknown> =>
  Object.fromEntries((report?.facts ?? []).map(({ key, data }) => [key, data]));

/** How another client gets to the server. */
const reach = () => ({ password: PASSWORD, port: prosody.port, caFile: prosody.caFile });

/** The pack of jabber.org, as if it spoke of this server. */
async function localPack(): Promise<string> {
  const pack = JSON.parse(await readFile(PACK, 'utf8')) as PolicyPack;
  const file = path.join(folder, 'pack.json');
  await writeFile(file, JSON.stringify({ ...pack, id: 'localhost', services: ['localhost'] }));
  return file;
}

describe('at a real server', () => {
  it('every probe finds what is there', async () => {
    const juliet = await signedIn(JULIET);
    const peer = await startPeer({ ...reach(), jid: ROMEO });
    onTestFinished(() => peer.stop());
    for (let count = 0; count < 7; count += 1) await peer.do('say', { to: JULIET, body: `number ${String(count)}` });
    await juliet.hub.wait('messagesAdded', ({ messages }) => messages.some(({ body }) => body === 'number 6'));
    const seen = await reports(juliet);
    expect([...seen.values()].flatMap(({ unknown }) => unknown)).toEqual([]);
    expect(facts(seen.get('contact-list'))).toEqual({
      'contact-list': { contacts: 1, groups: 2, named: 1, versioning: true },
    });
    expect(facts(seen.get('connection'))).toMatchObject({
      connection: { host: '127.0.0.1', encryption: 'starttls', tlsVersion: 'TLSv1.3' },
      'sign-in': { passwordSent: false, serverProved: true },
      'password-here': { storage: 'keychain' },
      'password-there': {},
    });
    expect(facts(seen.get('archive'))).toMatchObject({
      'archive-preference': { default: 'always' },
      // The message of the day is kept as well.
      'archive-contents': { count: 8 },
    });
    expect(facts(seen.get('registration'))).toEqual({
      'registration-fields': { registered: true, extra: [], required: [] },
    });
    expect(facts(seen.get('vcard'))).toEqual({
      vcard: { fields: [], photo: false },
      'vcard-others-unknown': { why: 'no-card' },
    });
    expect(facts(seen.get('private-storage'))).toMatchObject({ 'private-storage': { kept: [] } });
    expect(facts(seen.get('offline-messages'))).toEqual({ 'offline-not-askable': {} });
    expect(facts(seen.get('own-address'))).toMatchObject({ 'own-address': { address: '127.0.0.1' } });
    expect(facts(seen.get('software'))).toMatchObject({ software: { name: 'Prosody' } });
    expect(facts(seen.get('uptime'))).toMatchObject({ uptime: { seconds: expect.any(Number) as number } });
    expect(facts(seen.get('service-info'))).toMatchObject({
      'contact-addresses': { addresses: [{ kind: 'admin', address: 'xmpp:admin@localhost' }] },
      'no-data-policy': {},
    });
    expect(facts(seen.get('notices'))).toEqual({ notices: { count: 1, unread: 1 } });
  });

  it('what differs from the policy comes first, and what changed is seen when it is looked at anew', async () => {
    const juliet = await signedIn(JULIET);
    const { handlers } = juliet.features;
    await juliet.features.addPolicyPack(await localPack());
    const findings = await handlers['privacy.findings']({ account: JULIET, refresh: true });
    const verdicts = new Map(findings.map(({ clause, verdict }) => [clause, verdict]));
    expect(findings.slice(0, 2).map(({ clause, verdict }) => [clause, verdict])).toEqual([
      ['5.not-logged', 'differs'],
      ['12.addresses', 'differs'],
    ]);
    expect(verdicts.get('3.account')).toBe('not-checkable');
    expect(verdicts.get('4.encryption')).toBe('agrees');
    expect(verdicts.get('3.vcard')).toBe('not-checkable');
    expect(verdicts.get('10.places')).toBe('not-checkable');
    await handlers['inventory.setArchiving']({ account: JULIET, archiving: 'never' });
    const [archive] = await handlers['privacy.look']({ account: JULIET, probes: ['archive'], refresh: true });
    expect(facts(archive)).toMatchObject({ 'archive-preference': { default: 'never' } });
  });

  it('another account of the user’s sees whether a card is public', async () => {
    const juliet = await signedIn(JULIET);
    await signIn(juliet, ROMEO);
    const peer = await startPeer({ ...reach(), jid: JULIET });
    onTestFinished(() => peer.stop());
    await peer.do('iq', { type: 'set', payload: "<vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN></vCard>" });
    const seen = await reports(juliet);
    expect(facts(seen.get('vcard'))).toEqual({
      vcard: { fields: ['FN'], photo: false },
      'vcard-for-others': { asker: ROMEO, shown: true },
    });
  });

  it('notices come from the server alone', async () => {
    const nurse = await signedIn('nurse@localhost');
    await nurse.hub.wait('serviceNoticesChanged');
    const admin = await startPeer({ ...reach(), jid: 'admin@localhost' });
    onTestFinished(() => admin.stop());
    await admin.do('say', { to: 'localhost/announce/online', body: 'Down on Sunday' });
    await nurse.hub.wait('serviceNoticesChanged', ({ unread }) => unread === 2);
    await admin.do('say', { to: 'nurse@localhost', body: 'I am the server' });
    await nurse.hub.wait('messagesAdded', ({ messages }) => messages.some(({ body }) => body === 'I am the server'));
    const notices = await nurse.features.handlers['privacy.notices']({ account: nurse.jid });
    expect(notices.map(({ body, from }) => [from, body])).toEqual([
      ['localhost', 'Down on Sunday'],
      ['localhost', 'Be kind to one another'],
    ]);
  });
});

describe('the password', () => {
  const accountFile = (user: string): Promise<string> =>
    readFile(path.join(dataDirectory(folder), 'localhost/accounts', `${user}.dat`), 'utf8');

  it('is another one at the server, and the old one opens nothing', async () => {
    const paris = await signedIn('paris@localhost');
    const { handlers } = paris.features;
    expect(await handlers['password.change']({ account: paris.jid, password: NEW_PASSWORD })).toEqual({
      outcome: 'changed',
    });
    expect(paris.secrets.entries.get('password:paris@localhost')).toBe(NEW_PASSWORD);
    const other = await open('paris@localhost');
    await expect(signIn(other)).rejects.toMatchObject({ code: 'wrong-password' });
    await signIn(other, other.jid, NEW_PASSWORD);
  });

  it('is found out at the next start where the answer was lost and the program ended', async () => {
    const proxy = await startFaultyProxy(prosody.port);
    onTestFinished(() => proxy.stop());
    const admin = await open('admin@localhost');
    await signIn(admin, admin.jid, PASSWORD, proxy.port);
    const { handlers } = admin.features;
    const before = await accountFile('admin');
    proxy.blackHole('down');
    const change = Promise.resolve(handlers['password.change']({ account: admin.jid, password: NEW_PASSWORD }));
    await expect.poll(() => accountFile('admin')).not.toBe(before);
    proxy.refusing = true;
    proxy.cut();
    // The session may yet be resumed, so the answer is waited for as long as that.
    expect([...admin.secrets.entries.keys()].filter((name) => name.includes('password')).sort()).toEqual([
      'new-password:admin@localhost',
      'password:admin@localhost',
    ]);
    await admin.features.stop();
    expect(await change).toEqual({ outcome: 'in-doubt' });

    proxy.blackHole();
    proxy.refusing = false;
    const again = await open(admin.jid, admin);
    await again.hub.wait('passwordStateChanged', ({ password }) => password.state === 'settled');
    await expect
      .poll(() => Object.fromEntries(admin.secrets.entries))
      .toMatchObject({
        'password:admin@localhost': NEW_PASSWORD,
      });
    expect(admin.secrets.entries.has('new-password:admin@localhost')).toBe(false);
  });
});
