import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { luaString, manyContacts, seedAccounts, type SeedAccount } from '../../../build/demo/prosody-data';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'candor-seed-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

function seed(account: SeedAccount): Promise<void> {
  return seedAccounts([account], { dataDir, domain: 'chat.example', hash: 'SHA-256', iterations: 4096 });
}

describe('Lua strings', () => {
  it.each([
    ['plain', '"plain"'],
    ['a "quoted" \\ one', '"a \\034quoted\\034 \\092 one"'],
    ['two\nlines', '"two\\010lines"'],
    ['é', '"\\195\\169"'],
    ['7\u00007', '"7\\0007"'],
  ])('write %j so that Lua reads the same bytes', (text, literal) => {
    expect(luaString(text)).toBe(literal);
  });
});

describe('seeded accounts', () => {
  it('lie in files named as Prosody names them, readable by their owner only', async () => {
    await seed({ user: 'o’neill', password: 'x' });
    const file = path.join(dataDir, 'chat%2eexample/accounts/o%e2%80%99neill.dat');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('hold keys derived from the password, never the password', async () => {
    await seed({ user: 'juliet', password: 'not in the file' });
    const text = await readFile(path.join(dataDir, 'chat%2eexample/accounts/juliet.dat'), 'utf8');
    expect(text).toMatch(/stored_key = "[0-9a-f]{64}"/u);
    expect(text).toMatch(/server_key = "[0-9a-f]{64}"/u);
    expect(text).toContain('iteration_count = 4096');
    expect(text).not.toContain('not in the file');
  });

  it('have rosters with names, groups and subscriptions', async () => {
    await seed({
      user: 'juliet',
      password: 'x',
      roster: [
        { jid: 'romeo@chat.example', name: 'Romeo', groups: ['Montagues'] },
        { jid: 'paris@chat.example', subscription: 'none', ask: true },
      ],
    });
    const text = await readFile(path.join(dataDir, 'chat%2eexample/roster/juliet.dat'), 'utf8');
    expect(text).toContain(
      '["romeo@chat.example"] = { subscription = "both"; name = "Romeo"; groups = { ["Montagues"]',
    );
    expect(text).toContain('["paris@chat.example"] = { subscription = "none"; ask = "subscribe"; groups = {');
  });

  it('have as many contacts as a measurement asks for, each once', () => {
    const contacts = manyContacts(1000);
    expect(new Set(contacts.map((contact) => contact.jid)).size).toBe(1000);
  });
});
