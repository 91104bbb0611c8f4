/** The rows that need time, against Candor's session, which must pass, and plain @xmpp/client, which must fail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACE, waitingCases, type WaitingCase } from './cases/waiting';
import { ChildClient } from './clients/child-protocol';
import { prepareCertificates, Scene, type Certificates } from './scene';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await prepareCertificates();
});
afterAll(() => certificates.remove());

/** Plays the row against a process of its own; rejects with what the client missed. */
async function playWith(
  program: { name: string; program: string; explains: boolean },
  row: WaitingCase,
): Promise<void> {
  const client = new ChildClient({ ...program, caFile: certificates.caFile, pace: PACE });
  const scene = new Scene(client, certificates);
  try {
    await row.play(scene);
    expect(await client.faults()).toEqual([]);
  } finally {
    await scene.end();
    await client.close();
  }
}

describe.concurrent.each(waitingCases)('$libraryFault: $title', (row) => {
  it('holds with Candor’s session', () =>
    playWith({ name: 'session', program: './session-client.ts', explains: true }, row));

  it('fails with the plain library', () =>
    expect(playWith({ name: '@xmpp/client', program: './library-client.ts', explains: false }, row)).rejects.toThrow(
      row.missed,
    ));
});
