import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rootDir } from '../../build/shared/paths';
import type { PolicyPack } from '../../electron/contract/privacy';

/** The policy of jabber.org in a profile, as if it were that of `service` and the user had added it. */
export async function addPackFor(service: string, profile: string): Promise<void> {
  const file = path.join(rootDir, 'electron/features/privacy/policies/jabber.org.json');
  const pack = JSON.parse(await readFile(file, 'utf8')) as PolicyPack;
  await mkdir(path.join(profile, 'policies'));
  const text = JSON.stringify({ ...pack, id: service, services: [service] });
  await writeFile(path.join(profile, `policies/${service}.json`), text);
}
