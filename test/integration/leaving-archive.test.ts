/** An export of an account of which the service's archive holds more than this computer. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startProsody } from '../../build/demo/prosody';
import { signedIn } from '../support/signed-in';

const PASSWORD = 'parting-is-such-sweet-sorrow-4711';
const ACCOUNT = 'juliet@localhost';
/** More than a first sign-in fetches. */
const KEPT = 650;

interface Exported {
  readonly conversations: readonly { readonly messages: readonly { readonly text: string }[] }[];
  readonly onlyInArchive: readonly { readonly text: string; readonly with: string }[];
}

it('holds every message of the archive once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'candor-archive-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const prosody = await startProsody({
    dir: path.join(folder, 'server'),
    modules: ['mam'],
    accounts: [
      {
        ...{ user: 'juliet', password: PASSWORD },
        archive: Array.from({ length: KEPT }, (_, at) => ({
          ...{ from: `${at % 2 === 0 ? 'romeo' : 'nurse'}@localhost/x`, body: `Line ${String(at)}` },
          at: new Date(Date.UTC(2026, 0, 1, 12, 0, at)),
        })),
      },
    ],
  });
  onTestFinished(() => prosody.stop());
  const candor = await signedIn({ prosody, account: ACCOUNT, password: PASSWORD, haste: 1 });
  onTestFinished(() => candor.stop());
  await candor.hub.wait('messagesAdded');

  const report = await candor.features.exportEverything(ACCOUNT, folder);
  expect(report.parts.filter(({ missing }) => missing !== undefined)).toEqual([]);
  const counts = new Map(report.parts.map(({ part, count }) => [part, count]));
  expect((counts.get('messages') ?? 0) + (counts.get('archive') ?? 0)).toBe(KEPT);
  expect(counts.get('archive')).toBeGreaterThan(0);
  const dir = path.join(folder, report.folder);
  const json = JSON.parse(await readFile(path.join(dir, 'messages.json'), 'utf8')) as Exported;
  const here = json.conversations.flatMap(({ messages }) => messages.map(({ text }) => text));
  const texts = [...json.onlyInArchive.map(({ text }) => text), ...here];
  const all = Array.from({ length: KEPT }, (_, at) => `Line ${String(at)}`);
  expect(texts.toSorted()).toEqual(all.toSorted());
  expect(new Set(json.onlyInArchive.map((one) => one.with))).toEqual(new Set(['romeo@localhost', 'nurse@localhost']));
  const xml = await readFile(path.join(dir, 'account.xml'), 'utf8');
  expect(xml.match(/<body>Line \d+<\/body>/gu)).toHaveLength(KEPT);
}, 30_000);
