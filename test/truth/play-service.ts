/** Runs a service as it was planted, signs in to it with an app that was never there, and reads its screens. */
import path from 'node:path';
import { dataDirectory } from '../../build/demo/prosody-config';
import { luaString } from '../../build/demo/prosody-data';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import { rootDir } from '../../build/shared/paths';
import { launchCandor, temporaryFolder } from '../support/candor';
import { signIn } from '../support/screens';
import { addPackFor } from './local-pack';
import { judge, type Judged } from './screen';
import { serviceExpectations, type PlantedService } from './service-facts';

const USER = 'juliet';
const password = 'o, be some other name';
const scram = ['SCRAM-SHA-1', 'SCRAM-SHA-256'].flatMap((name) => [name, `${name}-PLUS`]);
/** So that whole days are left while the screens are read. */
const HALF_A_DAY = 0.5;

export async function playService(planted: PlantedService): Promise<readonly Judged[]> {
  const server = await startProsody({
    dir: await temporaryFolder('truth-service'),
    accounts: [{ user: USER, password }],
    modules: ['flexible_offline', 'mam'],
    certificateDays: planted.certificateDays + HALF_A_DAY,
    extraConfig: configuration(planted),
  });
  const profile = await temporaryFolder('truth-service-profile');
  await addPackFor('localhost', profile);
  const candor = await launchCandor({ caFile: server.caFile, profile });
  try {
    const window = await candor.window();
    await signIn(window, {
      ...{ jid: `${USER}@localhost`, password, port: server.port, showPassword: planted.plainOnly },
    });
    await keepWaiting(server, planted.waiting);
    return await judge(window, serviceExpectations(planted));
  } finally {
    await candor.quit().catch(() => undefined);
    await server.stop();
  }
}

function configuration({ tls, plainOnly, contact }: PlantedService): string {
  const named = contact === undefined ? '' : `support = { ${luaString(contact)} }`;
  return [
    `plugin_paths = { ${luaString(path.join(rootDir, 'test/support/prosody-modules'))} }`,
    `contact_info = { ${named} }`,
    ...(tls === '1.2' ? ['c2s_ssl = { protocol = "tlsv1_2" }'] : []),
    ...(plainOnly ? [`disable_sasl_mechanisms = { ${scram.map(luaString).join(', ')} }`] : []),
  ].join('\n');
}

/** What waits is delivered at a sign-in; these come after it, as from somebody who found nobody there. */
async function keepWaiting(server: Prosody, count: number): Promise<void> {
  const kept = await server.shell(
    '> (function () local store = assert(require "core.storagemanager".open("localhost", "offline", "archive")); ' +
      'local stanza = require "util.stanza"; ' +
      `for number = 1, ${String(count)} do store:append("${USER}", nil, ` +
      'stanza.message({ from = "romeo@localhost/orchard", to = "juliet@localhost", type = "chat" }, "number " .. number), ' +
      'os.time(), "romeo@localhost") end return "kept" end)()',
  );
  if (!kept.includes('kept')) throw new Error(`the server kept nothing in ${dataDirectory(server.dir)}: ${kept}`);
}
