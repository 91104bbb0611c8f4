/** The whole table through the built app in a real Electron: connection, inbox, store and window. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppScene } from './app-scene';
import { hostileCases } from './cases/all';
import { archiveCases } from './cases/archive';
import { contentCases } from './cases/content';
import { messageCases } from './cases/messages';
import { profileCases } from './cases/profile';
import { AppClient } from './clients/app-client';
import { playTable } from './play-table';
import { prepareCertificates, type Certificates } from './scene';

describe('connection, XML and identity', () => {
  playTable([...hostileCases, ...archiveCases], (caFile) => new AppClient(caFile));
});

describe('messages and content', () => {
  let certificates: Certificates;
  let client: AppClient;
  let scene: AppScene | undefined;

  beforeAll(async () => {
    certificates = await prepareCertificates();
    client = new AppClient(certificates.caFile);
  });
  afterEach(() => scene?.end());
  afterAll(async () => {
    await client.close();
    await certificates.remove();
  });

  describe.each([...messageCases, ...contentCases, ...profileCases])('$number: $title', (row) => {
    it('does what it must', async () => {
      scene = new AppScene(client, certificates);
      await row.play(scene);
      await scene.expectUnharmed();
      expect(await client.faults()).toEqual([]);
    });
  });
});
