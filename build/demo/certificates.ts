import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { capture } from '../shared/run';

/** Which certificate a private server shows. All but `self-signed` are issued by the same private authority. */
export type CertificateKind = 'good' | 'expired' | 'not-yet-valid' | 'self-signed' | 'wrong-host';

/** Name that the `wrong-host` certificate is for. */
export const WRONG_HOST = 'elsewhere.example';

export interface CertificateFolder {
  /** PEM file of the private authority; give it to a client as `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  certificateFile(kind: CertificateKind): string;
  keyFile(kind: CertificateKind): string;
}

const DAY = 24 * 60 * 60 * 1000;

interface Validity {
  readonly from: Date;
  readonly until: Date;
}

/**
 * Makes a private authority and one server certificate of each kind for `domain` below `dir`. `days`: how long
 * the good one is valid. Needs the `openssl` program: Node reads X.509 but cannot issue it.
 */
export async function makeCertificates(dir: string, domain: string, days = 90): Promise<CertificateFolder> {
  await mkdir(dir, { recursive: true });
  const now = Date.now();
  const current: Validity = { from: new Date(now - DAY), until: new Date(now + days * DAY) };
  const folder = describeFolder(dir);

  const authorityKey = path.join(dir, 'ca.key');
  await issueSelfSigned(folder.caFile, authorityKey, '/CN=Candor private test authority', [
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,keyCertSign,cRLSign',
  ]);

  const issued: readonly [CertificateKind, string, Validity][] = [
    ['good', domain, current],
    ['wrong-host', WRONG_HOST, current],
    ['expired', domain, { from: new Date(now - 90 * DAY), until: new Date(now - 30 * DAY) }],
    ['not-yet-valid', domain, { from: new Date(now + 30 * DAY), until: new Date(now + 90 * DAY) }],
  ];
  await Promise.all([
    issueSelfSigned(folder.certificateFile('self-signed'), folder.keyFile('self-signed'), `/CN=${domain}`, [
      `subjectAltName=DNS:${domain}`,
    ]),
    ...issued.map(([kind, name, validity]) => issue(folder, authorityKey, kind, name, validity)),
  ]);
  return folder;
}

function describeFolder(dir: string): CertificateFolder {
  return {
    caFile: path.join(dir, 'ca.crt'),
    certificateFile: (kind) => path.join(dir, `${kind}.crt`),
    keyFile: (kind) => path.join(dir, `${kind}.key`),
  };
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

async function issueSelfSigned(
  certificate: string,
  key: string,
  subject: string,
  extensions: readonly string[],
): Promise<void> {
  await capture('openssl', [
    ...['req', '-x509', ...newKey, '-days', '365', '-subj', subject, '-keyout', key, '-out', certificate],
    ...extensions.flatMap((extension) => ['-addext', extension]),
  ]);
}

/** Issues through `openssl ca`, the only command of OpenSSL 3.0 that takes both dates of the validity. */
async function issue(
  folder: CertificateFolder,
  authorityKey: string,
  kind: CertificateKind,
  name: string,
  validity: Validity,
): Promise<void> {
  const work = path.join(path.dirname(folder.caFile), `issue-${kind}`);
  const request = path.join(work, 'request.csr');
  const config = path.join(work, 'ca.cnf');
  await mkdir(work, { recursive: true });
  await Promise.all([
    writeFile(path.join(work, 'index.txt'), ''),
    writeFile(config, authorityConfig(work, name)),
    capture('openssl', ['req', ...newKey, '-subj', `/CN=${name}`, '-keyout', folder.keyFile(kind), '-out', request]),
  ]);
  await capture('openssl', [
    ...['ca', '-batch', '-notext', '-config', config, '-cert', folder.caFile, '-keyfile', authorityKey],
    ...['-in', request, '-out', folder.certificateFile(kind)],
    ...['-startdate', openSslTime(validity.from), '-enddate', openSslTime(validity.until)],
  ]);
  await rm(work, { recursive: true });
}

function authorityConfig(work: string, name: string): string {
  return `[ca]
default_ca = private
[private]
database = ${path.join(work, 'index.txt')}
rand_serial = yes
new_certs_dir = ${work}
default_md = sha256
policy = name_only
x509_extensions = server
[name_only]
commonName = supplied
[server]
subjectAltName = DNS:${name}
extendedKeyUsage = serverAuth
keyUsage = digitalSignature
basicConstraints = CA:FALSE
`;
}

/** `YYYYMMDDHHMMSSZ`. */
function openSslTime(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
}
