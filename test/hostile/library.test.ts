/**
 * The rows that show a fault of plain @xmpp/client, against plain @xmpp/client: each must fail
 * there, or the row proves nothing.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileCases } from './cases/all';
import type { HostileCase } from './hostile-case';
import { ChildClient } from './clients/child-protocol';
import { prepareCertificates, Scene, SetUpError, type Certificates } from './scene';

const STUCK_AFTER = 40_000;

let certificates: Certificates;
beforeAll(async () => {
  certificates = await prepareCertificates();
});
afterAll(() => certificates.remove());

const faults = hostileCases.filter((row) => row.libraryFault !== undefined);

describe.concurrent.each(faults)('$libraryFault, case $number: $title', (row) => {
  it('fails with the plain library', async () => {
    // A fresh process each: after some of these the library is not usable any more.
    const program = './library-client.ts';
    const client = new ChildClient({ name: '@xmpp/client', program, explains: false, caFile: certificates.caFile });
    const scene = new Scene(client, certificates);
    try {
      const failure = await Promise.race([play(scene, row.play), stuck(row)]);
      expect(failure, 'the row passed with the plain library').toBeDefined();
      // A library that could not even sign in to an honest server shows nothing.
      expect(failure).not.toBeInstanceOf(SetUpError);
    } finally {
      // First, for it may be too busy to be asked for anything.
      await client.close();
      await scene.end();
    }
  });
});

async function play(scene: Scene, run: (scene: Scene) => Promise<void>): Promise<unknown> {
  try {
    await run(scene);
    const thrown = await scene.client.faults();
    return thrown.length === 0 ? undefined : thrown;
  } catch (error) {
    return error;
  }
}

/** Being busy for so long is the fault itself where limits are missing, and else says nothing of the library. */
async function stuck(row: HostileCase): Promise<Error> {
  await delay(STUCK_AFTER, undefined, { ref: false });
  const message = 'the library is busy and answers nothing';
  return row.libraryFault === 'L12' ? new Error(message) : new SetUpError(message);
}
