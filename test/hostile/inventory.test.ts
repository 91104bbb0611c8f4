/** The inventory at a service that is silent, refuses, talks nonsense or far too much: it says so, and never makes a fact of it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { InventoryRow } from '../../electron/contract/inventory';
import {
  features,
  manyNodes,
  muchPrivateXml,
  nonsense,
  otherElement,
  refusal,
  silence,
  type Lie,
} from '../support/fake-server/lies';
import { FakeServer } from '../support/fake-server/server';
import { trustedTls, type TrustedTls } from '../support/fake-server/trusted-tls';
import { readInventory, signedIn, type SignedIn } from '../support/signed-in';
import { temporaryFolder } from '../unit/features/helpers';

const DOMAIN = 'capulet.example';
const ACCOUNT = `juliet@${DOMAIN}`;
const announced = features([
  'http://jabber.org/protocol/pubsub#publish-options',
  'urn:xmpp:mam:2',
  'urn:xmpp:blocking',
  'jabber:iq:private',
  'vcard-temp',
]);

let tls: TrustedTls;
beforeAll(async () => {
  tls = await trustedTls(DOMAIN);
});
afterAll(() => tls.remove());

/** Everything that the sign-in itself asks is answered honestly; what the inventory asks, by `hostile`. */
async function at(hostile: Lie, haste = 20): Promise<SignedIn> {
  const server = await FakeServer.start({ domain: DOMAIN, tls: tls.tls });
  onTestFinished(() => server.close());
  let begun = false;
  server.script = async (stream) => {
    await stream.signIn();
    await stream.serveRequests((iq) => announced(iq) ?? (begun ? hostile(iq) : undefined));
  };
  const caFile = path.join(temporaryFolder(), 'authority.pem');
  await writeFile(caFile, tls.authority);
  const candor = await signedIn({
    ...{ prosody: { port: server.port, caFile }, account: ACCOUNT },
    ...{ password: 'secret', haste },
  });
  onTestFinished(() => candor.stop());
  await candor.hub.wait('rosterReceived');
  begun = true;
  return candor;
}

const ASKED: readonly InventoryRow['kind'][] = [
  ...['roster', 'vcard', 'vcard4', 'bookmarks', 'block-list', 'archive', 'pep-list', 'private-xml'],
] as const;

/** Nothing that looks like a fact. */
function expectNoFacts(rows: ReadonlyMap<string, InventoryRow>, why: Partial<{ code: string; detail: string }>): void {
  const asked = [...rows.values()].filter(({ kind }) => ASKED.includes(kind));
  expect(asked.length).toBeGreaterThan(ASKED.length);
  for (const row of asked) {
    expect([row.id, row.state]).toEqual([row.id, { state: 'could-not-find-out', why: expect.objectContaining(why) }]);
    expect([row.id, row.count, row.bytes, row.audience]).toEqual([row.id, undefined, undefined, undefined]);
    expect(row.actions).toEqual({ view: false, audience: [] });
  }
}

describe('a service that', () => {
  it('says nothing', async () => {
    const candor = await at(silence, 60);
    expectNoFacts(await readInventory(candor), { code: 'timeout' });
  });

  it.each(['internal-server-error', 'service-unavailable', 'forbidden'])('answers %s', async (condition) => {
    // Also "service-unavailable": it said before that it has all of this.
    const candor = await at(refusal(condition));
    expectNoFacts(await readInventory(candor), { code: 'refused-by-server', detail: condition });
  });

  it.each([
    ['another element', otherElement],
    ['the right element around nonsense', nonsense],
  ])('answers with %s', async (_what, lie) => {
    expectNoFacts(await readInventory(await at(lie)), { code: 'answer-not-understood' });
  });

  it('has 500 nodes: each is a row, with the service’s own word for who can see it', async () => {
    const candor = await at(manyNodes(ACCOUNT, 500, 'friends-of-friends'));
    const rows = await readInventory(candor);
    const found = [...rows.values()].filter(({ kind }) => kind === 'pep-node');
    expect(found).toHaveLength(500);
    expect(rows.get('pep-list')).toMatchObject({ count: 500 });
    for (const row of found)
      expect(row).toMatchObject({
        ...{ state: { state: 'known' }, count: 1 },
        audience: { mark: 'service-says', unknownAccess: 'friends-of-friends' },
      });
  }, 60_000);

  it('has 5 MB of private data in one place: its size is told, and what is shown of it is bounded', async () => {
    const candor = await at(muchPrivateXml(5_000_000), 1);
    const row = 'private-xml:storage:rosternotes';
    const rows = await readInventory(candor);
    expect(rows.get(row)?.bytes).toBeGreaterThan(5_000_000);
    const contents = await candor.features.handlers['inventory.view']({ account: ACCOUNT, row });
    expect(contents.cut).toBe(true);
    expect(JSON.stringify(contents).length).toBeLessThan(2_000_000);
    // The connection lives: nothing of it was too large.
    expect(candor.features.accountStatuses()).toMatchObject([{ connection: 'online' }]);
  }, 60_000);

  it('goes away in the middle', async () => {
    const candor = await at(silence, 1);
    candor.hub.forget();
    await candor.features.handlers['inventory.open']({ account: ACCOUNT });
    await candor.hub.wait('inventoryChanged');
    await candor.features.handlers['inventory.cancel']({ account: ACCOUNT });
    await candor.hub.wait('inventoryChanged', ({ progress }) => progress === undefined);
    const { rows } = await candor.features.handlers['inventory.open']({ account: ACCOUNT });
    expectNoFacts(new Map(rows.map((row) => [row.id, row])), { code: 'cancelled' });
  });
});
