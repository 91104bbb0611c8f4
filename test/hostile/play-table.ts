/** Plays every row against one client: it must do what the row says, stay unharmed, and throw nothing. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClientUnderTest } from './client-under-test';
import type { HostileCase } from './hostile-case';
import { prepareCertificates, Scene, type Certificates } from './scene';

export function playTable(rows: readonly HostileCase[], start: (caFile: string) => ClientUnderTest): void {
  let certificates: Certificates;
  let client: ClientUnderTest;
  let scene: Scene | undefined;

  beforeAll(async () => {
    certificates = await prepareCertificates();
    client = start(certificates.caFile);
  });
  afterEach(() => scene?.end());
  afterAll(async () => {
    await client.close();
    await certificates.remove();
  });

  describe.each(rows)('$number: $title', (row) => {
    it('does what it must', async () => {
      scene = new Scene(client, certificates);
      await row.play(scene);
      if (row.afterwards !== 'checked') await scene.expectUnharmed();
      expect(await client.faults()).toEqual([]);
    });
  });
}
