/**
 * Plants facts at a real server, drawn at random, reads the screens of the real app, turns each fact into
 * another one and reads again. Flags: `--seed=N` plays a run again, `--results=FILE` writes counts. Ends with
 * `truth: N right, N wrong, N missing, N flattering`; the exit code is 1 unless all are right.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startProsody } from '../../build/demo/prosody';
import { rootDir } from '../../build/shared/paths';
import type { PolicyPack } from '../../electron/contract/privacy';
import { Random } from '../chaos/random';
import { launchCandor, removeTemporary, temporaryFolder } from '../support/candor';
import { startPeer, type Peer } from '../support/peer';
import { signIn } from '../support/screens';
import { draw, expectations, flip } from './facts';
import { archived, plant, type People } from './plant';
import { judge, type Judged } from './screen';

const password = 'o, swear not by the moon';

const flag = (name: string): string | undefined =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
const seed = Number(flag('seed') ?? Math.floor(Math.random() * 1_000_000));
const results = await play();
for (const { expected, verdict, text } of results.filter((one) => one.verdict !== 'right')) {
  const wanted = [
    expected.says,
    expected.never === undefined ? undefined : `not ${String(expected.never)}`,
    expected.mark,
  ];
  console.log(`${verdict}: ${expected.name} (${wanted.filter((one) => one !== undefined).join(', ')})`);
  console.log(`  ${text.replaceAll(/\s+/gu, ' ').slice(0, 400)}`);
}
const count = (verdict: Judged['verdict']): number => results.filter((one) => one.verdict === verdict).length;
console.log(`seed ${String(seed)}`);
console.log(
  `truth: ${String(count('right'))} right, ${String(count('wrong'))} wrong, ` +
    `${String(count('missing'))} missing, ${String(count('flattering'))} flattering`,
);
const file = flag('results');
const passed = count('right');
if (file !== undefined) await writeFile(file, JSON.stringify({ passed, failed: results.length - passed }));
process.exitCode = passed === results.length ? 0 : 1;

/** The policy of jabber.org, as if it were this server's and the user had added it. */
async function addPack(profile: string): Promise<void> {
  const file = path.join(rootDir, 'electron/features/privacy/policies/jabber.org.json');
  const pack = JSON.parse(await readFile(file, 'utf8')) as PolicyPack;
  await mkdir(path.join(profile, 'policies'));
  const text = JSON.stringify({ ...pack, id: 'localhost', services: ['localhost'] });
  await writeFile(path.join(profile, 'policies/localhost.json'), text);
}

async function play(): Promise<readonly Judged[]> {
  const users = ['juliet', 'romeo', 'admin'];
  const server = await startProsody({
    dir: await temporaryFolder('truth'),
    accounts: users.map((user) => ({
      ...{ user, password },
      roster: user === 'juliet' ? [{ jid: 'romeo@localhost', name: 'Romeo', groups: [], subscription: 'both' }] : [],
    })),
    modules: ['mam', 'vcard', 'user_account_management', 'announce', 'ipcheck'],
    without: ['vcard4', 'vcard_legacy'],
  });
  const peers: Peer[] = [];
  const peer = async (user: string, resource: string): Promise<Peer> => {
    const { port, caFile } = server;
    const started = await startPeer({ jid: `${user}@localhost/${resource}`, password, port, caFile });
    peers.push(started);
    return started;
  };
  const profile = await temporaryFolder('truth-profile');
  await addPack(profile);
  const candor = await launchCandor({ caFile: server.caFile, profile });
  try {
    const window = await candor.window();
    await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
    const people: People = {
      juliet: await peer('juliet', 'phone'),
      romeo: await peer('romeo', 'orchard'),
      admin: await peer('admin', 'desk'),
      addSession: async (at) => {
        await peer('juliet', `tablet-${String(at)}`);
      },
    };
    const first = draw(new Random(seed));
    await plant(people, first);
    const before = await judge(window, expectations(first, await archived(people.juliet)));
    const second = flip(first);
    await plant(people, second, first);
    return [...before, ...(await judge(window, expectations(second, await archived(people.juliet))))];
  } finally {
    for (const one of peers) await one.stop();
    await candor.quit().catch(() => undefined);
    await server.stop();
    await removeTemporary();
  }
}
