/** A service that makes one card of both kinds (XEP-0398) and one list of all bookmarks (XEP-0402 §6): what is deleted in one place is gone in both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import { NODE_VCARD4, NS_BOOKMARKS, NS_VCARD4 } from '../../electron/xmpp/ns';
import { startPeer, type Peer } from '../support/peer';
import { ask, cardOf, itemsOf, privateXmlOf, storePrivateXml } from '../support/peer-asks';
import { deleteRow, readInventory, signedIn, type SignedIn } from '../support/signed-in';

const PASSWORD = 'a-rose-by-any-other-name';
const ACCOUNT = 'juliet@localhost';

let folder: string;
let prosody: Prosody;
let peer: Peer;
let candor: SignedIn;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-one-card-'));
  const accounts = [{ user: 'juliet', password: PASSWORD }];
  prosody = await startProsody({ dir: folder, modules: ['bookmarks'], accounts });
  const { port, caFile } = prosody;
  peer = await startPeer({ jid: `${ACCOUNT}/laptop`, password: PASSWORD, port, caFile });
  await ask(peer, 'set', "<vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN></vCard>");
  await storePrivateXml(
    peer,
    `<storage xmlns='storage:bookmarks'><conference jid='ball@rooms.localhost' name='The ball'/></storage>`,
  );
  candor = await signedIn({ prosody, account: ACCOUNT, password: PASSWORD, haste: 10 });
}, 60_000);
afterAll(async () => {
  await candor.stop();
  await peer.stop();
  await prosody.stop();
  await rm(folder, { recursive: true, force: true });
});

it('shows both and deletes both', async () => {
  const rows = await readInventory(candor);
  expect(rows.get('vcard')).toMatchObject({ count: 1, alsoIn: expect.arrayContaining(['vcard4']) });
  expect(rows.get('vcard4')).toMatchObject({ count: 1, audience: { mark: 'service-says' } });
  expect(rows.get('bookmarks')).toMatchObject({ count: 1 });

  const gone = { count: 0, lastChange: { change: 'deleted', seen: 'as-wanted' } };
  expect(await deleteRow(candor, 'bookmarks')).toMatchObject(gone);
  expect(await deleteRow(candor, 'vcard')).toMatchObject(gone);
  expect(await cardOf(peer)).not.toContain('Capulet');
  const card = await itemsOf(peer, NODE_VCARD4);
  expect(card).not.toContain('Capulet');
  expect(card === 'error: item-not-found' || card.includes(NS_VCARD4)).toBe(true);
  const rooms = await itemsOf(peer, NS_BOOKMARKS);
  expect(rooms).not.toContain('ball@');
  expect(await privateXmlOf(peer, 'storage', 'storage:bookmarks')).not.toContain('ball@');
});
