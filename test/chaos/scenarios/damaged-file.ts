/**
 * A byte of her history changes while Candor is not running, each time another one, after an end without a
 * good-bye: the last messages are in the log alone, and some were never sent. The server has all the others.
 */
import { readFileSync, rmSync } from 'node:fs';
import type { FaultyProxy } from '../../support/faulty-proxy';
import { askHistoryKey } from '../../../electron/features/storage/open-storage';
import { atStake, neededPages } from '../people/needed-pages';
import { Person, texts, type Profile } from '../people/person';
import { drawFlip, flip, storeOf, takeImage } from '../people/profile-image';
import type { Figure, Run, Scenario } from '../scenario';
import { badNetwork, JULIET, ROMEO, startVerona, type Verona } from '../verona';
import { figuresOf, judge, type Verdict } from '../verdict';
import { until } from '../waiting';

const FLIPS = { short: 6, full: 100 };
/** Flips of the digests beside the history, which hold each of them twice. */
const OF_DIGESTS = { short: 1, full: 10 };
/** Before the last regular end of the program, and afterwards. */
const SAID = { written: 120, inLog: 30 };
const UNSENT = 5;
/** Every so many times she goes online with what was saved, and the archive fills the holes. */
const REBUILT = { short: 2, full: 5 };

class Scene {
  readonly byRomeo: string[] = [];
  /** As far as the server has them. */
  readonly byJuliet: string[] = [];
  readonly verdicts: Verdict[] = [];
  readonly counts = {
    ...{ played: 0, mattered: 0, noticed: 0, changed: 0, setAside: 0, rebuilt: 0 },
    ...{ unsent: 0, unreadable: 0, rescued: 0, lost: 0 },
  };

  constructor(
    readonly run: Run,
    readonly verona: Verona,
    readonly proxy: FaultyProxy,
    readonly romeo: Person,
  ) {}

  start(profile: Profile): Promise<Person> {
    return Person.start(this.run, this.verona, { user: 'juliet', port: this.proxy.port, profile });
  }

  async say(juliet: Person, count: number): Promise<void> {
    for (let nth = 0; nth < count; nth += 1) {
      const body = `${String(this.byRomeo.length)} ${'wherefore '.repeat(this.run.random.between(1, 60))}`;
      this.byRomeo.push(body);
      this.byJuliet.push(body);
      await Promise.all([this.romeo.send(JULIET, body), juliet.send(ROMEO, body)]);
    }
    const { romeo } = this;
    const all = (): boolean => romeo.received >= this.byJuliet.length && juliet.count('delivered') >= 2 * count;
    await until('what was said', [romeo.hub, juliet.hub], all);
  }

  /** One life that ends without a good-bye, with messages that were never sent; the next begins with a flipped byte. */
  async playFlip(image: Profile, parts: Parameters<typeof drawFlip>[1]): Promise<void> {
    const { run, proxy, counts } = this;
    const [before, folder, looked] = [
      await run.folder('before'),
      await run.folder('after'),
      await run.folder('looked'),
    ];
    takeImage(image.folder, before);
    proxy.refusing = true;
    const killed = await this.start({ ...image, folder: before });
    const unsent = Array.from({ length: UNSENT }, (_, nth) => `never sent ${String(counts.played)} ${String(nth)}`);
    for (const body of unsent) await killed.send(ROMEO, body);
    const whole = await killed.conversation(ROMEO);
    takeImage(before, folder);
    await killed.stop();
    takeImage(folder, looked);
    const needed = neededPages(storeOf(looked), (await askHistoryKey(image.secrets)) ?? '', UNSENT);

    const flipped = drawFlip(storeOf(folder), parts, run.random);
    flip(flipped);
    const damaged = readFileSync(flipped.file);
    const juliet = await this.start({ ...image, folder });
    const { notices = [] } = await juliet.snapshot();
    const told = notices.find(({ kind }) => kind === 'history-damaged' || kind === 'history-set-aside');
    const found = await juliet.conversation(ROMEO);
    counts.played += 1;
    if (flipped.matters) counts.mattered += 1;
    if (told !== undefined) counts.noticed += 1;
    else if (JSON.stringify(found) !== JSON.stringify(whole)) counts.changed += 1;
    if (told !== undefined && readFileSync(flipped.file).equals(damaged)) counts.setAside += 1;
    const rescued = unsent.filter((body) => texts(found, 'out').includes(body));
    const unreadable = atStake(needed, flipped.page);
    counts.unsent += UNSENT;
    counts.unreadable += unreadable;
    counts.rescued += rescued.length;
    counts.lost += Math.max(0, UNSENT - rescued.length - unreadable);

    const every = run.short ? REBUILT.short : REBUILT.full;
    if (counts.played % every === 0) await this.rebuild(juliet, rescued);
    await juliet.stop();
    for (const gone of [before, folder, looked]) rmSync(gone, { recursive: true, force: true });
  }

  /** What was rescued goes out, and what is missing comes in; what does not is counted. */
  async rebuild(juliet: Person, rescued: readonly string[]): Promise<void> {
    const { byRomeo, byJuliet, romeo } = this;
    byJuliet.push(...rescued);
    this.proxy.refusing = false;
    juliet.features.networkChanged();
    await juliet.readArchive();
    const sent = (): boolean =>
      juliet.count('waiting') + juliet.count('sent') <= 0 && romeo.received >= byJuliet.length;
    await until('what was rescued sent', [juliet.hub, romeo.hub], sent).catch(() => undefined);
    const own = await juliet.conversation(ROMEO);
    this.verdicts.push(judge(byRomeo, texts(own, 'in')), judge(byJuliet, texts(own, 'out')));
    this.counts.rebuilt += 1;
  }
}

async function play(run: Run): Promise<Figure[]> {
  const verona = await startVerona(run, { modules: ['mam'] });
  const proxy = await badNetwork(run, verona);
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  const scene = new Scene(run, verona, proxy, romeo);
  const first = await Person.signIn(run, verona, { user: 'juliet', port: proxy.port });
  await scene.say(first, SAID.written);
  await first.stop();
  const second = await scene.start(first.profile);
  await second.online();
  await scene.say(second, SAID.inLog);
  const image: Profile = { folder: await run.folder('image'), secrets: first.profile.secrets };
  takeImage(first.profile.folder, image.folder);
  await second.stop();

  const flips = run.short ? FLIPS.short : FLIPS.full;
  const ofDigests = run.short ? OF_DIGESTS.short : OF_DIGESTS.full;
  for (let nth = 0; nth < flips; nth += 1) await scene.playFlip(image, ['db', 'db-wal']);
  const { noticed, mattered, setAside } = scene.counts;
  for (let nth = 0; nth < ofDigests; nth += 1) await scene.playFlip(image, ['db-sums']);
  const { counts } = scene;
  const atRomeo = await romeo.conversation(JULIET);
  const ofFlips = (name: string, value: number, expected: number): Figure => ({
    ...{ name: `damaged file: ${name}`, value, unit: 'flips', compare: '=', expected },
  });
  return [
    ofFlips('starts', counts.played, flips + ofDigests),
    ofFlips('rebuilt', counts.rebuilt, Math.floor((flips + ofDigests) / (run.short ? REBUILT.short : REBUILT.full))),
    ofFlips('noticed of those that matter', noticed, mattered),
    ofFlips('not noticed, and not without effect', counts.changed, 0),
    ofFlips('set aside as it was', setAside, mattered),
    {
      ...{ name: 'damaged file: unsent messages rescued', value: counts.rescued, unit: 'messages' },
      ...{ compare: '≥', expected: counts.unsent - counts.unreadable },
    },
    {
      ...{ name: 'damaged file: unsent messages that could be read, lost', value: counts.lost, unit: 'messages' },
      ...{ compare: '=', expected: 0 },
    },
    ...figuresOf('damaged file, rebuilt from the archive', scene.verdicts),
    ...figuresOf('damaged file, rescued and sent', [judge(scene.byJuliet, texts(atRomeo, 'in'))]),
  ];
}

export const damagedFile: Scenario = {
  name: 'damaged-file',
  fault: 'a byte of the history is another one',
  play,
};
