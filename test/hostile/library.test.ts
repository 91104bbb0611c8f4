/**
 * The rows that show a fault of plain @xmpp/client, against plain @xmpp/client: each must fail
 * there, or the row proves nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileCases } from './cases/all';
import { ChildClient } from './clients/child-protocol';
import { prepareCertificates, Scene, type Certificates } from './scene';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await prepareCertificates();
});
afterAll(() => certificates.remove());

const faults = hostileCases.filter((row) => row.libraryFault !== undefined);

describe.each(faults)('$libraryFault, case $number: $title', (row) => {
  it('fails with the plain library', async () => {
    // A fresh process each: after some of these the library is not usable any more.
    const program = './library-client.ts';
    const client = new ChildClient({ name: '@xmpp/client', program, explains: false, caFile: certificates.caFile });
    const scene = new Scene(client, certificates);
    try {
      const failure = await play(scene, row.play);
      expect(failure, 'the row passed with the plain library').toBeDefined();
    } finally {
      await scene.end();
      await client.close();
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
