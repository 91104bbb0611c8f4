import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Beginning } from '../../../electron/features/beginning';
import { userJid } from '../../../electron/xmpp/jid';
import { FakeClock } from '../../support/fake-clock';
import { temporaryFolder } from './helpers';

const account = userJid('juliet@capulet.lit') ?? expect.unreachable();

/** Nobody listens there. */
const connection = { host: '127.0.0.1', port: 1, encryption: 'starttls' };

function begin(stored: Readonly<Record<string, unknown>>): Beginning {
  const profileDir = temporaryFolder();
  const one = { jid: account, resource: 'r', connection, passwordRemembered: true, ...stored };
  const profile = { profileId: '0123456789abcdef', canaryWritten: true, settings: {}, accounts: [one] };
  writeFileSync(path.join(profileDir, 'profile.json'), JSON.stringify(profile));
  return new Beginning({ profileDir, extraCertificates: [], clock: new FakeClock() });
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

it('tells whoever asks for the profile that it can not be read', () => {
  const profileDir = temporaryFolder();
  mkdirSync(path.join(profileDir, 'profile.json'));
  const beginning = new Beginning({ profileDir, extraCertificates: [], clock: new FakeClock() });
  expect(() => beginning.profile).toThrow(/EISDIR/u);
});
