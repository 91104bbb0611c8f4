/** Reading the account's archive at a real Prosody. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import type { ArchivedMessage, ArchiveQuery } from '../../electron/xmpp/xep-0313-mam/stanza';
import { bare } from '../support/addresses';
import { goOnline, quietSession } from '../support/quiet-session';

const PASSWORD = 'parting-is-such-sweet-sorrow';
const JULIET = bare('juliet@localhost');
const ROMEO = bare('romeo@localhost');
const NURSE = bare('nurse@localhost');

let folder: string;
let prosody: Prosody;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-archive-'));
  const accounts = ['juliet', 'romeo', 'nurse'].map((user) => ({ user, password: PASSWORD }));
  prosody = await startProsody({ dir: folder, accounts, modules: ['mam'] });
});
afterAll(async () => {
  await prosody.stop();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(account: typeof JULIET) {
  const authority = await readFile(prosody.caFile, 'utf8');
  const at = { account, password: PASSWORD, port: prosody.port, authority };
  const { session, modules } = quietSession(at);
  const heard: string[] = [];
  modules.messages.onMessage(({ body }) => heard.push(body ?? ''));
  await goOnline(session);
  const read = async (query: ArchiveQuery) => {
    const entries: ArchivedMessage[] = [];
    const page = await modules.archive.query(query, { onMessage: (entry) => entries.push(entry) });
    return { page, entries, bodies: entries.map(({ message }) => message.body) };
  };
  return { session, modules, heard, read };
}

it('gives what was said, page by page, with whom and when', async () => {
  const start = Date.now();
  const juliet = await signIn(JULIET);
  const romeo = await signIn(ROMEO);
  const nurse = await signIn(NURSE);
  for (let nth = 0; nth < 7; nth += 1) {
    const from = nth % 2 === 0 ? romeo : juliet;
    await from.modules.messages.send({
      to: from === romeo ? JULIET : ROMEO,
      type: 'chat',
      id: `m${String(nth)}`,
      originId: `m${String(nth)}`,
      body: String(nth),
    });
    // The server puts two people's messages in order by when it has them.
    await from.modules.ping.ping();
  }
  await nurse.modules.messages.send({ to: JULIET, type: 'chat', id: 'n', body: 'Madam!' });
  await nurse.modules.ping.ping();

  const last = await juliet.read({ with: ROMEO, max: 3, before: '' });
  expect(last.bodies).toEqual(['4', '5', '6']);
  expect(last.page).toMatchObject({ complete: false, first: last.entries[0]?.id, last: last.entries[2]?.id });
  const earlier = await juliet.read({ with: ROMEO, max: 10, before: last.page.first ?? expect.unreachable() });
  expect(earlier.bodies).toEqual(['0', '1', '2', '3']);
  expect(earlier.page.complete).toBe(true);
  const later = await juliet.read({ max: 10, after: last.page.first ?? '' });
  expect(later.bodies).toEqual(['5', '6', 'Madam!']);
  expect(later.page.complete).toBe(true);

  const [fourth, fifth] = last.entries;
  expect(fourth?.message).toMatchObject({ direction: 'in', from: 'romeo@localhost/balcony', id: 'm4', originId: 'm4' });
  expect(fifth?.message).toMatchObject({ direction: 'out', to: ROMEO, id: 'm5' });
  expect(fifth?.message.stanzaIds).toEqual([{ id: fifth?.id, by: JULIET }]);
  for (const { at } of last.entries) {
    // The server's stamps are whole seconds.
    expect(at).toBeGreaterThanOrEqual(start - 1000);
    expect(at).toBeLessThanOrEqual(Date.now());
  }
  expect((await juliet.read({ max: 10, end: start - 60_000 })).bodies).toEqual([]);
  expect((await juliet.read({ max: 10, start: start - 60_000 })).bodies).toHaveLength(8);
  // Nothing of it came in as a chat.
  expect(juliet.heard.filter((body) => body !== 'Madam!')).toEqual([]);
});

it('says which place it does not know', async () => {
  const juliet = await signIn(JULIET);
  await expect(juliet.read({ max: 10, after: 'no-such-id' })).rejects.toMatchObject({ condition: 'item-not-found' });
});

it('reads a long archive whole, in order', { timeout: 60_000 }, async () => {
  const nurse = await signIn(NURSE);
  const romeo = await signIn(ROMEO);
  const total = 1200;
  for (let nth = 0; nth < total; nth += 1)
    await romeo.modules.messages.send({ to: NURSE, type: 'chat', id: `long-${String(nth)}`, body: String(nth) });
  await romeo.modules.ping.ping();
  const bodies: (string | undefined)[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 100; pages += 1) {
    const part = await nurse.read({ with: ROMEO, max: 100, ...(after !== undefined && { after }) });
    bodies.push(...part.bodies);
    after = part.page.last;
    if (part.page.complete) break;
  }
  expect(bodies).toEqual(Array.from({ length: total }, (_, nth) => String(nth)));
});
