/**
 * Certificates that the user's environment adds to the built-in roots. Node reads
 * `NODE_EXTRA_CA_CERTS` by itself, Electron's main process does not.
 */
import { readFileSync } from 'node:fs';
import type { Log } from '../contract/ports';
import { reasonOf } from './errors';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu;

/** One PEM text a certificate; none, and a line in the log, when the file can't be used. */
export function readExtraCertificates(environment: NodeJS.ProcessEnv, log: Log): readonly string[] {
  const file = environment['NODE_EXTRA_CA_CERTS'];
  if (file === undefined || file === '') return [];
  try {
    const certificates = readFileSync(file, 'utf8').match(PEM) ?? [];
    if (certificates.length === 0) log.warn('certificates', `NODE_EXTRA_CA_CERTS: no certificate in ${file}`);
    return certificates;
  } catch (error) {
    log.warn('certificates', `NODE_EXTRA_CA_CERTS could not be read: ${reasonOf(error)}`);
    return [];
  }
}
