import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Beginning } from '../../../electron/features/beginning';
import { userJid } from '../../../electron/xmpp/jid';
import { FakeClock } from '../../support/fake-clock';
import { FakeSecrets } from '../../support/features-world';
import { temporaryFolder } from './helpers';

const account = userJid('juliet@capulet.lit') ?? expect.unreachable();

/** Nobody listens there. */
const connection = { host: '127.0.0.1', port: 1, encryption: 'starttls' };

function begin(stored: Readonly<Record<string, unknown>>, secrets = new FakeSecrets()): Beginning {
  const profileDir = temporaryFolder();
  const one = { jid: account, resource: 'r', connection, passwordRemembered: true, ...stored };
  const profile = { profileId: '0123456789abcdef', canaryWritten: true, settings: {}, accounts: [one] };
  writeFileSync(path.join(profileDir, 'profile.json'), JSON.stringify(profile));
  return new Beginning({ profileDir, extraCertificates: [], secrets, clock: new FakeClock() });
}

it('connects whoever will sign in by themselves, once', () => {
  const beginning = begin({});
  const stream = beginning.takeStream(account);
  expect(stream).toBeDefined();
  expect(beginning.takeStream(account)).toBeUndefined();
  stream?.drop();
});

it.each([
  ['is offline by choice', { availability: 'offline' }],
  ['is asked for the password first', { passwordRemembered: false }],
  ['has no address', { jid: '@@' }],
])('connects nobody who %s', (_who, stored) => {
  const beginning = begin(stored);
  expect(beginning.takeStream(account)).toBeUndefined();
  expect(beginning.profile.profile.accounts.length).toBeLessThanOrEqual(1);
});

it('tells of each host that it contacted, also where nobody signs in then', async () => {
  const beginning = begin({});
  const told = await new Promise((resolve) => {
    beginning.hearContacted((jid, host) => resolve([jid, host]));
  });
  expect(told).toEqual([account, '127.0.0.1:1']);
  beginning.end();
});

it('tells whoever asks for the profile that it can not be read', () => {
  const profileDir = temporaryFolder();
  mkdirSync(path.join(profileDir, 'profile.json'));
  const secrets = new FakeSecrets();
  const beginning = new Beginning({ profileDir, extraCertificates: [], secrets, clock: new FakeClock() });
  expect(() => beginning.profile).toThrow(/EISDIR/u);
  expect(beginning.keychain).toBeUndefined();
});

it('has the keychain opened, with the canary in mind, and asked for the history’s key', async () => {
  const secrets = new FakeSecrets();
  secrets.entries.set('history-key', 'k'.repeat(64));
  const beginning = begin({ availability: 'offline' }, secrets);
  expect(await beginning.keychain).toEqual({ kind: 'keychain' });
  expect(secrets.hadCanary).toBe(true);
  expect(await beginning.historyKey).toBe('k'.repeat(64));
});
