/**
 * What a real Prosody keeps of an account, as Candor reads, changes and deletes it, and what a client of
 * another library then sees. The clock runs ten times as fast, so that ten seconds to take something back
 * are one.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import { NS_BOOKMARKS, NS_MAM, NS_ROSTER, NS_TUNE } from '../../electron/xmpp/ns';
import { systemClock } from '../../electron/contract/ports';
import { aside } from '../../electron/features/accounts/aside';
import { Session } from '../../electron/xmpp/session';
import { OfflineModule } from '../../electron/xmpp/xep-0013-offline/module';
import { bare } from '../support/addresses';
import { RecordingLog } from '../support/recording-log';
import { startPeer, type Peer } from '../support/peer';
import { ask, itemsOf, privateXmlOf, publish, storePrivateXml } from '../support/peer-asks';
import { deleteRow, readInventory, signedIn, type SignedIn } from '../support/signed-in';

const PASSWORD = 'what-is-in-a-name';
const ACCOUNT = 'juliet@localhost';
const GEO = 'http://jabber.org/protocol/geoloc';
const modules = path.join(import.meta.dirname, '../support/prosody-modules');

let folder: string;
let prosody: Prosody;
let peer: Peer;
let candor: SignedIn;

/** Written to the nurse while she was away. */
const left = [1, 2, 3].map((index) => ({
  ...{ from: 'peter@localhost/x', body: `Waiting ${String(index)}` },
  at: new Date(Date.UTC(2026, 0, 1, 12, index)),
}));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'candor-inventory-'));
  const contact = (user: string, group = 'Verona') => ({ jid: `${user}@localhost`, name: user, groups: [group] });
  prosody = await startProsody({
    dir: folder,
    modules: ['mam', 'flexible_offline', 'client_access'],
    without: ['vcard_legacy', 'vcard4'],
    extraConfig: `plugin_paths = { "${modules}" }`,
    accounts: [
      {
        user: 'juliet',
        password: PASSWORD,
        roster: [contact('romeo'), contact('nurse', 'House')],
        archive: Array.from({ length: 37 }, (_, index) => ({
          ...{ from: 'romeo@localhost/orchard', body: `Line ${String(index)}` },
          at: new Date(Date.UTC(2026, 0, 1, 12, index)),
        })),
      },
      { user: 'romeo', password: PASSWORD, roster: [contact('juliet')] },
      {
        user: 'nurse',
        password: PASSWORD,
        roster: [],
        offline: left,
      },
    ],
  });
  peer = await startPeer({ jid: `${ACCOUNT}/laptop`, password: PASSWORD, port: prosody.port, caFile: prosody.caFile });
  await storePrivateXml(
    peer,
    `<storage xmlns='storage:rosternotes'><note jid='romeo@localhost'>Likes balconies</note></storage>`,
  );
  await storePrivateXml(
    peer,
    `<storage xmlns='storage:bookmarks'><conference jid='ball@rooms.localhost' name='The ball' autojoin='1'><nick>Jule</nick></conference></storage>`,
  );
  await publish(peer, NS_TUNE, `<tune xmlns='${NS_TUNE}'><title>Sinnerman</title></tune>`);
  await publish(peer, GEO, `<geoloc xmlns='${GEO}'><country>Italy</country></geoloc>`, { id: 'here', access: 'open' });
  await publish(peer, NS_BOOKMARKS, `<conference xmlns='${NS_BOOKMARKS}' name='Crypt'/>`, {
    id: 'crypt@rooms.localhost',
    access: 'whitelist',
  });
  await ask(peer, 'set', "<block xmlns='urn:xmpp:blocking'><item jid='tybalt@localhost'/></block>");
  candor = await signedIn({ prosody, account: ACCOUNT, password: PASSWORD, haste: 10 });
}, 60_000);
afterAll(async () => {
  await candor.stop();
  await peer.stop();
  await prosody.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the inventory at a real server', () => {
  it('holds what another client put there, and nothing else', async () => {
    const rows = await readInventory(candor);
    const known = { state: { state: 'known' } };
    expect(rows.get('roster')).toMatchObject({ ...known, count: 2 });
    expect(rows.get('block-list')).toMatchObject({ ...known, count: 1 });
    expect(rows.get('private-xml:storage:rosternotes')).toMatchObject(known);
    expect(rows.get('private-xml:storage:rosternotes')?.bytes).toBeGreaterThan(50);
    expect(rows.get('private-xml:gajim:prefs')).toMatchObject({ ...known, bytes: 0 });
    expect(rows.get('private-xml-rest')).toMatchObject({ state: { state: 'not-checkable' }, mark: 'not-checkable' });
    expect(rows.get(`pep-node:${NS_TUNE}`)).toMatchObject({
      ...known,
      count: 1,
      known: 'tune',
      audience: { access: 'presence' },
    });
    expect(rows.get(`pep-node:${GEO}`)).toMatchObject({ ...known, count: 1, audience: { access: 'open' } });
    expect(rows.get(`pep-node:${NS_BOOKMARKS}`)).toMatchObject({
      ...{ ...known, count: 1 },
      audience: { access: 'whitelist', members: [] },
    });
    expect(rows.get('pep-list')).toMatchObject({ ...known });
    expect(rows.get('bookmarks')).toMatchObject({
      ...{ ...known, count: 2 },
      facts: [
        { fact: 'bookmarks-in', place: 'private-xml', count: 1 },
        { fact: 'bookmarks-in', place: 'pep-items', count: 1 },
      ],
    });
    expect(rows.get('archive')).toMatchObject({
      ...{ ...known, count: 37 },
      facts: [
        { fact: 'oldest', at: Date.UTC(2026, 0, 1, 12, 0) },
        { fact: 'archiving', preference: 'always' },
      ],
    });
    expect(rows.get('archive')?.actions.delete).toBeUndefined();
    expect(rows.get('offline-messages')).toMatchObject({ ...known, count: 0 });
    expect(rows.get('sessions')).toMatchObject({ ...known, facts: [{ fact: 'seen-by', by: 'client-list' }] });
    expect(rows.get('vcard')).toMatchObject({ state: { state: 'not-offered' } });
  });

  it('shows what stands in a row', async () => {
    const view = async (row: string) =>
      (await candor.features.handlers['inventory.view']({ account: ACCOUNT, row })).entries;
    expect(await view('roster')).toContainEqual({
      title: 'romeo@localhost',
      fields: [
        { label: 'name', value: 'romeo' },
        { label: 'groups', value: 'Verona' },
        { label: 'subscription', value: 'both' },
      ],
    });
    expect(JSON.stringify(await view('private-xml:storage:rosternotes'))).toContain('Likes balconies');
    expect(JSON.stringify(await view(`pep-node:${GEO}`))).toContain('Italy');
    expect(JSON.stringify(await view('archive'))).toContain('Line 36');
    expect((await view('bookmarks')).map(({ title }) => title).sort()).toEqual([
      'ball@rooms.localhost',
      'crypt@rooms.localhost',
    ]);
  });

  it('changes who may see a node, and another account is answered so', async () => {
    const romeo = await startPeer({
      ...{ jid: 'romeo@localhost/orchard', password: PASSWORD },
      ...{ port: prosody.port, caFile: prosody.caFile },
    });
    const sees = () => itemsOf(romeo, GEO, ACCOUNT);
    expect(await sees()).toContain('Italy');
    const set = (audience: 'nobody' | 'contacts' | 'everybody') =>
      candor.features.handlers['inventory.setAudience']({
        account: ACCOUNT,
        row: `pep-node:${GEO}`,
        audience,
        groups: [],
      });
    expect(await set('nobody')).toMatchObject({
      audience: { access: 'whitelist', members: [] },
      lastChange: { change: 'audience-changed', seen: 'as-wanted' },
    });
    expect(await sees()).not.toContain('Italy');
    expect(await set('everybody')).toMatchObject({ lastChange: { seen: 'as-wanted' } });
    expect(await sees()).toContain('Italy');
    expect(await set('contacts')).toMatchObject({
      audience: { access: 'presence' },
      lastChange: { seen: 'as-wanted' },
    });
    await romeo.stop();
  });

  it('lets in those who are in a group now, where the server knows no groups', async () => {
    const romeo = await startPeer({
      ...{ jid: 'romeo@localhost/orchard', password: PASSWORD },
      ...{ port: prosody.port, caFile: prosody.caFile },
    });
    const sees = async (): Promise<boolean> => (await itemsOf(romeo, GEO, ACCOUNT)).includes('Italy');
    const row = `pep-node:${GEO}`;
    const set = (...groups: string[]) =>
      candor.features.handlers['inventory.setAudience']({ account: ACCOUNT, row, audience: 'groups', groups });
    expect((await readInventory(candor)).get(row)?.actions).toMatchObject({ groupsAsList: true });
    expect(await set('House', 'Verona')).toMatchObject({
      audience: { access: 'whitelist', members: ['nurse@localhost', 'romeo@localhost'] },
      lastChange: { change: 'audience-changed', seen: 'as-wanted' },
    });
    expect(await sees()).toBe(true);
    expect(await set('House')).toMatchObject({
      audience: { access: 'whitelist', members: ['nurse@localhost'] },
      lastChange: { seen: 'as-wanted' },
    });
    expect(await sees()).toBe(false);
    const { handlers } = candor.features;
    await handlers['inventory.setAudience']({ account: ACCOUNT, row, audience: 'contacts', groups: [] });
    expect(await sees()).toBe(true);
    await romeo.stop();
  }, 30_000);

  it('says what it archives from now on', async () => {
    const row = await candor.features.handlers['inventory.setArchiving']({ account: ACCOUNT, archiving: 'never' });
    expect(row).toMatchObject({ count: 37, lastChange: { change: 'archiving-changed', seen: 'as-wanted' } });
    expect(await ask(peer, 'get', `<prefs xmlns='${NS_MAM}'/>`)).toMatch(/default="never"/u);
  });

  it('takes a deletion back within ten seconds', async () => {
    const row = 'private-xml:storage:rosternotes';
    const { deletesAt } = await candor.features.handlers['inventory.delete']({ account: ACCOUNT, row, word: '' });
    expect(deletesAt).toBeGreaterThan(0);
    expect(await candor.features.handlers['inventory.undoDelete']({ account: ACCOUNT, row })).not.toHaveProperty(
      'deletesAt',
    );
    await expect(candor.features.handlers['inventory.undoDelete']({ account: ACCOUNT, row })).rejects.toThrow();
    expect(await privateXmlOf(peer, 'storage', 'storage:rosternotes')).toContain('Likes balconies');
  });

  it('deletes each kind of row, and the other client sees it gone', async () => {
    const gone = { lastChange: { change: 'deleted', seen: 'as-wanted' } };
    const rows = [
      'private-xml:storage:rosternotes',
      `pep-node:${NS_TUNE}`,
      `pep-node:${GEO}`,
      'block-list',
      'bookmarks',
    ];
    for (const row of rows) expect(await deleteRow(candor, row)).toMatchObject(gone);
    expect(await privateXmlOf(peer, 'storage', 'storage:rosternotes')).not.toContain('note jid');
    expect(await itemsOf(peer, NS_TUNE)).toBe('error: item-not-found');
    expect(await itemsOf(peer, GEO)).toBe('error: item-not-found');
    expect(await itemsOf(peer, NS_BOOKMARKS)).toBe('error: item-not-found');
    expect(await privateXmlOf(peer, 'storage', 'storage:bookmarks')).not.toContain('conference');
    expect(await peer.do('block_list')).toEqual([]);
    const word = await candor.features.handlers['inventory.delete']({
      account: ACCOUNT,
      row: 'roster',
      word: 'juliet',
    });
    expect(word).toMatchObject({ ...gone, count: 0 });
    expect(await ask(peer, 'get', `<query xmlns='${NS_ROSTER}'/>`)).not.toContain('romeo');
    const rest = await readInventory(candor, true);
    expect([...rest.keys()].filter((id) => id.startsWith('pep-node:'))).not.toContain(`pep-node:${GEO}`);
  });

  it('ends another session, or says that only another password does', async () => {
    const tablet = await startPeer({
      ...{ jid: `${ACCOUNT}/tablet`, password: PASSWORD, port: prosody.port, caFile: prosody.caFile },
    });
    const phone = await startPeer({
      ...{ jid: `${ACCOUNT}/phone`, password: PASSWORD, port: prosody.port, caFile: prosody.caFile },
    });
    const end = (session: string) => candor.features.handlers['inventory.endSession']({ account: ACCOUNT, session });
    expect(await end('tablet')).toMatchObject({ lastChange: { change: 'session-ended', seen: 'as-wanted' } });
    await tablet.wait('disconnected');
    await expect(end('phone')).rejects.toMatchObject({ code: 'password-change-needed' });
    await Promise.all([tablet.stop(), phone.stop()]);
  });

  it('counts what waits before any presence, and none of it is kept from the next sign-in', async () => {
    const waiting = ['Waiting 1', 'Waiting 2', 'Waiting 3'];
    expect(await beforePresence((offline) => offline.count())).toBe(3);
    const headers = await beforePresence((offline) => offline.headers());
    expect(headers?.map(({ from }) => from)).toEqual(waiting.map(() => 'peter@localhost/x'));
    const fetched = await beforePresence((offline) => offline.fetch());
    expect(fetched.map((message) => message.getChildText('body'))).toEqual(waiting);

    const nurse = await signedIn({ prosody, account: NURSE, password: PASSWORD, haste: 10 });
    const rows = await readInventory(nurse);
    expect(rows.get('offline-messages')).toMatchObject({ state: { state: 'known' }, count: 0 });
    await expect
      .poll(async () => {
        const page = await nurse.features.handlers['messages.latest']({ account: NURSE, with: 'peter@localhost' });
        return page.messages.map(({ body }) => body);
      })
      .toEqual(waiting);

    // What another session left waiting since, which the server does not deliver to those who are there already.
    await prosody.seed([{ user: 'nurse', password: PASSWORD, roster: [], offline: left }]);
    expect((await readInventory(nurse, true)).get('offline-messages')).toMatchObject({ count: left.length });
    const gone = { lastChange: { change: 'deleted', seen: 'as-wanted' }, count: 0 };
    expect(
      await nurse.features.handlers['inventory.delete']({ account: NURSE, row: 'offline-messages', word: 'nurse' }),
    ).toMatchObject(gone);
    expect(await beforePresence((offline) => offline.count())).toBe(0);
    await nurse.stop();

    await peer.do('say', { to: NURSE, body: 'Wait' });
    await expect.poll(() => beforePresence((offline) => offline.count())).toBe(1);
    await beforePresence((offline) => offline.purge());
    expect(await beforePresence((offline) => offline.count())).toBe(0);
  });
});

const NURSE = 'nurse@localhost';

/** In a session of the nurse that never sends presence. */
async function beforePresence<T>(work: (offline: OfflineModule) => Promise<T>): Promise<T> {
  const offline = new OfflineModule();
  const session = new Session({
    ...{ account: bare(NURSE), resource: 'aside', password: () => Promise.resolve(PASSWORD), allowPlain: false },
    connection: { host: '127.0.0.1', port: prosody.port, encryption: 'starttls' },
    pinnedMechanism: undefined,
    extraCertificates: [await readFile(prosody.caFile, 'utf8')],
    ...{ modules: [offline], clock: systemClock, log: new RecordingLog() },
  });
  return aside(session, systemClock, () => work(offline));
}
