/** Signing in and staying signed in, against a real Prosody. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PASSWORD, peopleOfVerona, settledOnline } from '../support/people-of-verona';

const { server, connection, open, signIn } = peopleOfVerona();

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

describe('the server', () => {
  it('gone and back is waited for, and found again', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    await server().kill();
    await juliet.hub.wait('accountChanged', ({ account }) => account.connection.state === 'waiting');
    juliet.hub.forget();
    await server().restart();
    juliet.features.networkChanged();
    await settledOnline(juliet);
  });

  it('with a certificate that expired is explained, and found again once it is renewed', async () => {
    const juliet = await signIn('juliet');
    await settledOnline(juliet);
    await server().restart({ certificate: 'expired' });
    juliet.features.networkChanged();
    const { account } = await juliet.hub.wait(
      'accountChanged',
      ({ account: { connection: now } }) => now.state === 'blocked',
    );
    expect(account.connection).toMatchObject({ why: { code: 'certificate-expired' } });
    await server().restart({ certificate: 'good' });
    juliet.hub.forget();
    juliet.features.networkChanged();
    await settledOnline(juliet);
    const states = juliet.hub.all('accountChanged').map(({ account: { connection: now } }) => now.state);
    expect(new Set(states)).toEqual(new Set(['blocked', 'online']));
  });
});
