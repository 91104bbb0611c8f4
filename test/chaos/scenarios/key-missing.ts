/**
 * The key of the history is not to be had at the start: another one stands in the keychain, it is gone, the
 * keychain is locked or answers nothing. Each time messages wait in the file that were never sent.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Snapshot } from '../../../electron/contract/snapshot';
import { FakeSecrets } from '../../support/features-world';
import { Person, texts, type Profile } from '../people/person';
import { takeImage } from '../people/profile-image';
import type { Figure, Run, Scenario } from '../scenario';
import { badNetwork, JULIET, ROMEO, startVerona } from '../verona';
import { figuresOf, judge, type Verdict } from '../verdict';
import { until } from '../waiting';

const SAID = { short: 30, full: 300 };
const UNSENT = 5;
const KEY = 'history-key';

interface Act {
  readonly name: string;
  readonly secrets: (before: FakeSecrets) => FakeSecrets;
  /** Whether the window is told what is the matter. */
  readonly isExplained: (snapshot: Snapshot) => boolean;
  /** The password can be had all the same. */
  readonly signsIn: boolean;
}

function copyOf({ entries }: FakeSecrets, change: (copy: FakeSecrets) => void): FakeSecrets {
  const copy = new FakeSecrets();
  for (const [name, secret] of entries) copy.entries.set(name, secret);
  change(copy);
  return copy;
}

const setAside = ({ notices = [] }: Snapshot): boolean => notices.some(({ kind }) => kind === 'history-set-aside');

const acts: readonly Act[] = [
  {
    name: 'another key',
    secrets: (before) => copyOf(before, (copy) => copy.entries.set(KEY, '5'.repeat(64))),
    isExplained: setAside,
    signsIn: true,
  },
  {
    name: 'no key',
    secrets: (before) => copyOf(before, (copy) => copy.entries.delete(KEY)),
    isExplained: setAside,
    signsIn: true,
  },
  {
    name: 'a locked keychain',
    secrets: (before) => copyOf(before, (copy) => (copy.found = { kind: 'memory', why: 'locked' })),
    isExplained: ({ notices = [] }) => notices.some(({ kind }) => kind === 'history-locked'),
    signsIn: false,
  },
  {
    name: 'a keychain that fails',
    secrets: (before) => copyOf(before, (copy) => (copy.failure = new Error('no answer'))),
    isExplained: ({ notices = [] }) => notices.some(({ kind }) => kind === 'history-unavailable'),
    signsIn: false,
  },
];

/** The files of the history by name, with their bytes. */
function historyIn(folder: string): ReadonlyMap<string, Buffer> {
  const names = readdirSync(folder).filter((name) => /^history-.*\.1\.db(?:-wal|-sums)?$/u.test(name));
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name))]));
}

/** Files that are gone or others now. */
function changedIn(folder: string, before: ReadonlyMap<string, Buffer>): number {
  const now = historyIn(folder);
  return [...before].filter(([name, bytes]) => now.get(name)?.equals(bytes) !== true).length;
}

async function play(run: Run): Promise<Figure[]> {
  const verona = await startVerona(run, { modules: ['mam'] });
  const proxy = await badNetwork(run, verona);
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  const first = await Person.signIn(run, verona, { user: 'juliet', port: proxy.port });
  const start = (profile: Profile): Promise<Person> =>
    Person.start(run, verona, { user: 'juliet', port: proxy.port, profile });
  const said = Array.from({ length: run.short ? SAID.short : SAID.full }, (_, nth) => `said ${String(nth)}`);
  for (const body of said) await Promise.all([romeo.send(JULIET, body), first.send(ROMEO, body)]);
  const hubs = [romeo.hub, first.hub];
  await until('what was said', hubs, () => romeo.received === said.length && first.received === said.length);
  proxy.refusing = true;
  proxy.cut();
  await until('the connection lost', [first.hub], () => first.connection?.state !== 'online');
  const unsent = Array.from({ length: UNSENT }, (_, nth) => `not sent ${String(nth)}`);
  for (const body of unsent) await first.send(ROMEO, body);
  const image = await run.folder('image');
  takeImage(first.profile.folder, image);
  await first.stop();
  const { secrets } = first.profile;

  const verdicts: Verdict[] = [];
  let [explained, changed, shown] = [0, 0, 0];
  for (const act of acts) {
    run.progress(`key-missing: ${act.name}`);
    const folder = await run.folder('act');
    takeImage(image, folder);
    const before = historyIn(folder);
    proxy.refusing = false;
    const juliet = await start({ folder, secrets: act.secrets(secrets) });
    if (act.isExplained(await juliet.snapshot())) explained += 1;
    if (act.signsIn) {
      await juliet.readArchive();
      const own = await juliet.conversation(ROMEO);
      verdicts.push(judge(said, texts(own, 'in')), judge(said, texts(own, 'out')));
    } else shown += (await juliet.conversation(ROMEO)).length;
    await juliet.stop();
    changed += changedIn(folder, before);
    if (act.signsIn) continue;
    proxy.refusing = true;
    const again = await start({ folder, secrets });
    const own = await again.conversation(ROMEO);
    verdicts.push(judge(said, texts(own, 'in')), judge([...said, ...unsent], texts(own, 'out')));
    await again.stop();
  }
  proxy.refusing = false;
  const last = await start({ folder: image, secrets });
  const all = [...said, ...unsent];
  // What does not come is counted as lost below.
  await until('what was not sent', [last.hub, romeo.hub], () => romeo.received >= all.length).catch(() => undefined);
  return [
    { name: 'key missing: explained', value: explained, unit: 'steps', compare: '=', expected: acts.length },
    { name: 'key missing: files that changed', value: changed, unit: 'files', compare: '=', expected: 0 },
    { name: 'key missing: shown without it', value: shown, unit: 'messages', compare: '=', expected: 0 },
    ...figuresOf('key missing: read from the archive, or with the key again', verdicts),
    ...figuresOf('key missing: what waited, at the other side', [
      judge(all, texts(await romeo.conversation(JULIET), 'in')),
    ]),
  ];
}

export const keyMissing: Scenario = {
  name: 'key-missing',
  fault: 'the key of the history is not to be had',
  play,
};
