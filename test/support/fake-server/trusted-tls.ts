/** A certificate for the fake server and the authority that a client has to trust for it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificates } from '../../../build/demo/certificates';
import type { ServerTls } from './stream';

export interface TrustedTls {
  /** PEM. */
  readonly authority: string;
  readonly tls: ServerTls;
  remove(): Promise<void>;
}

export async function trustedTls(domain: string): Promise<TrustedTls> {
  const dir = await mkdtemp(path.join(tmpdir(), 'candor-tls-'));
  const folder = await makeCertificates(dir, domain);
  return {
    authority: await readFile(folder.caFile, 'utf8'),
    tls: {
      cert: await readFile(folder.certificateFile('good'), 'utf8'),
      key: await readFile(folder.keyFile('good'), 'utf8'),
    },
    remove: () => rm(dir, { recursive: true }),
  };
}
