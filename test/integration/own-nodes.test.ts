/** What the sessions of one account share through a real Prosody: how far a conversation was read. And its idle client. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import { NS_MDS } from '../../electron/xmpp/ns';
import { xml } from '../../electron/xmpp/xml';
import { buildItemsGet, buildPublish } from '../../electron/xmpp/xep-0060-pubsub/stanza';
import { keepsPrivateData } from '../../electron/xmpp/xep-0163-pep/stanza';
import type { DisplayedUpTo } from '../../electron/xmpp/xep-0490-mds/stanza';
import { bare } from '../support/addresses';
import { goOnline, quietSession } from '../support/quiet-session';

const PASSWORD = 'parting-is-such-sweet-sorrow';
const JULIET = bare('juliet@localhost');
const ROMEO = bare('romeo@localhost');

let folder: string;
let prosody: Prosody;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-own-nodes-'));
  const accounts = ['juliet', 'romeo', 'nurse'].map((user) => ({ user, password: PASSWORD }));
  prosody = await startProsody({ dir: folder, accounts });
});
afterAll(async () => {
  await prosody.stop();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(account: typeof JULIET, resource: string) {
  const authority = await readFile(prosody.caFile, 'utf8');
  const at = { account, password: PASSWORD, port: prosody.port, authority };
  const { session, modules } = quietSession(at, { resource });
  const heard: DisplayedUpTo[] = [];
  modules.displayed.onChanged((upTo) => heard.push(upTo));
  await goOnline(session);
  await modules.presence.announce({ availability: 'available', statusText: '' });
  await modules.ping.ping();
  return { session, modules, heard };
}

it('what was read on one device is read on the other, and nobody else can see it', async () => {
  const balcony = await signIn(JULIET, 'balcony');
  const info = await balcony.modules.disco.queryInfo(JULIET);
  expect(keepsPrivateData(info?.features ?? [])).toBe(true);
  expect(await balcony.modules.displayed.fetch()).toEqual([]);

  const chamber = await signIn(JULIET, 'chamber');
  await balcony.modules.displayed.publishDisplayed(ROMEO, 's1', JULIET);
  const upTo = { peer: ROMEO, stanzaId: 's1', by: JULIET };
  await expect.poll(() => chamber.heard).toEqual([upTo]);
  await balcony.modules.displayed.publishDisplayed(bare('nurse@localhost'), 's2', JULIET);
  await balcony.modules.displayed.publishDisplayed(ROMEO, 's3', JULIET);
  const fetched = await chamber.modules.displayed.fetch();
  expect([...fetched].sort((one, other) => one.stanzaId.localeCompare(other.stanzaId))).toEqual([
    { ...upTo, peer: 'nurse@localhost', stanzaId: 's2' },
    { ...upTo, stanzaId: 's3' },
  ]);

  const romeo = await signIn(ROMEO, 'orchard');
  const request = buildItemsGet(NS_MDS);
  request.attrs['to'] = JULIET;
  await expect(romeo.session.request(request)).rejects.toMatchObject({ name: 'StanzaError' });
});

it('closes a node that another client left open', async () => {
  const nurse = await signIn(bare('nurse@localhost'), 'here');
  const open = buildPublish(
    NS_MDS,
    { id: 'x', payload: xml('displayed', { xmlns: NS_MDS }) },
    { access: 'open', maxItems: 1, sendLast: 'never' },
  );
  await nurse.session.request(open);
  await nurse.modules.displayed.publishDisplayed(ROMEO, 's1', bare('nurse@localhost'));
  const romeo = await signIn(ROMEO, 'orchard');
  const request = buildItemsGet(NS_MDS);
  request.attrs['to'] = 'nurse@localhost';
  await expect(romeo.session.request(request)).rejects.toMatchObject({ name: 'StanzaError' });
  expect(await nurse.modules.displayed.fetch()).toMatchObject([{ stanzaId: 's1' }]);
});

it('the server knows whether somebody looks', async () => {
  const { modules } = await signIn(JULIET, 'idle');
  const state = async (): Promise<string> => {
    await modules.ping.ping();
    const table = await prosody.shell('c2s:show(nil, "jid csi")');
    return /juliet@localhost\/idle[^\S\n]*\|[^\S\n]*(\w*)/u.exec(table)?.[1] ?? table;
  };
  expect(await state()).toBe('');
  modules.clientState.tell('inactive');
  // The reply to the ping is just being flushed, perhaps.
  expect(await state()).toMatch(/^(?:inactive|flushing)$/u);
  modules.clientState.tell('active');
  expect(await state()).toBe('active');
});
