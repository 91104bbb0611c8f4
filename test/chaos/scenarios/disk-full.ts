/**
 * Her disk is full for a while, once with the connection cut in between and once until Candor ends. The server
 * keeps no archive: what she acknowledged without having stored it would be gone for good.
 */
import { FastClock } from '../../support/fast-clock';
import { FakeSecrets } from '../../support/features-world';
import { mountSmallDisk } from '../../support/small-disk';
import { Person, texts } from '../people/person';
import { NotPlayable, type Figure, type Run, type Scenario } from '../scenario';
import { badNetwork, JULIET, ROMEO, startVerona } from '../verona';
import { figuresOf, judge } from '../verdict';
import { until } from '../waiting';

const AROUND = 20;
const MEANWHILE = { short: 100, full: 1000 };
/** Of everything that she writes to (MiB). */
const DISK = 16;
/** How much faster than life her clock goes in the short form: it looks every few seconds whether there is room. */
const HASTE = 4;

/** What went over her connection, as the XML console shows it. */
class Wire {
  /** The last count that she told the server (XEP-0198), by answer or when she resumed. */
  acknowledged = 0;
  /** Messages that came. */
  came = 0;

  constructor({ hub }: Person) {
    hub.on('stanzaSeen', ({ stanza: { direction, xml } }) => {
      const told = direction === 'out' ? /^<(?:a|resume)\b[^>]*\bh="(\d+)"/u.exec(xml)?.[1] : undefined;
      if (told !== undefined) this.acknowledged = Number(told);
      if (direction === 'in' && xml.includes('<body>')) this.came += 1;
    });
  }
}

/** How often she was told that nothing can be stored, and that it works again. */
function told({ hub }: Person): { readonly failing: number; readonly well: number } {
  const states = hub.all('storageStateChanged').map(({ storage }) => storage);
  const failing = states.filter((storage) => storage.state === 'failing' && storage.why === 'disk-full').length;
  return { failing, well: states.filter(({ state }) => state === 'ok').length };
}

async function play(run: Run): Promise<Figure[]> {
  const folder = await run.folder('juliet');
  const disk = mountSmallDisk(folder, DISK);
  if (disk === undefined) throw new NotPlayable('only an administrator may mount a small disk');
  run.atEnd(() => disk.unmount());
  const verona = await startVerona(run);
  const proxy = await badNetwork(run, verona);
  const profile = { folder, secrets: new FakeSecrets() };
  const clock = new FastClock(run.short ? HASTE : 1);
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  const julietsOptions = { user: 'juliet', port: proxy.port, profile, clock };
  const juliet = await Person.signIn(run, verona, julietsOptions);
  juliet.comeBackAtOnce();
  await juliet.features.handlers['console.watch']({ account: JULIET, on: true });
  const wire = new Wire(juliet);
  const byRomeo: string[] = [];
  const byJuliet: string[] = [];
  const romeoSays = async (when: string, count: number): Promise<void> => {
    const bodies = Array.from({ length: count }, (_, nth) => `${when} ${nth}`);
    byRomeo.push(...bodies);
    for (const body of bodies) await romeo.send(JULIET, body);
  };
  const bothSay = async (when: string): Promise<void> => {
    await romeoSays(when, AROUND);
    const bodies = Array.from({ length: AROUND }, (_, nth) => `${when} ${nth}`);
    byJuliet.push(...bodies);
    for (const body of bodies) await juliet.send(ROMEO, body);
    await until(`what was said ${when}`, [romeo.hub], () => romeo.received >= byJuliet.length);
  };
  const allHere = (person: Person, before = 0): Promise<void> =>
    // What does not come is counted as lost below.
    until('all that was said', [person.hub], () => before + person.received >= byRomeo.length).catch(() => undefined);

  await bothSay('before');
  await allHere(juliet);
  let makeRoom = disk.fillUp();
  const [acknowledged, came] = [wire.acknowledged, wire.came];
  const half = (run.short ? MEANWHILE.short : MEANWHILE.full) / 2;
  await romeoSays('on a full disk', half);
  await until('half of it at her side', [juliet.hub], () => wire.came >= came + half);
  proxy.cut();
  await until('the connection lost', [juliet.hub], () => juliet.connection?.state !== 'online');
  await juliet.online();
  await romeoSays('after a cut', half);
  await until('all of it at her side', [juliet.hub], () => wire.came >= came + 3 * half);
  const refused = await juliet.send(ROMEO, 'what cannot be kept '.repeat(1000)).then(
    () => 0,
    () => 1,
  );
  const [toldFirst, wrongly] = [told(juliet).failing, wire.acknowledged - acknowledged];
  const keptMeanwhile = juliet.received - AROUND;
  makeRoom();
  await allHere(juliet);
  // The server may have asked for the last time while the disk was full.
  const late = (): number => wire.acknowledged - acknowledged;
  await until('it acknowledged', [juliet.hub], () => late() >= 2 * half).catch(() => undefined);
  const acknowledgedLate = late();
  await bothSay('with room again');
  await allHere(juliet);
  // Only then is she told anew.
  await until('room told of', [juliet.hub], () => told(juliet).well > 0).catch(() => undefined);
  const toldWell = told(juliet).well;

  makeRoom = disk.fillUp();
  const cameBefore = wire.came;
  await romeoSays('before she left', AROUND);
  await until('all of it at her side', [juliet.hub], () => wire.came === cameBefore + AROUND);
  // The store may have found room in its own log, which it writes back now and then: then all of it is kept.
  const allKept = (): boolean => juliet.received >= byRomeo.length;
  await until('trouble told again', [juliet.hub], () => told(juliet).failing > toldFirst || allKept());
  const wronglyAtEnd = wire.acknowledged;
  const known = juliet.received;
  await juliet.stop();
  const acknowledgedAtEnd = wire.acknowledged - wronglyAtEnd;
  makeRoom();
  proxy.refusing = true;
  const again = await Person.start(run, verona, julietsOptions);
  const kept = texts(await again.conversation(ROMEO), 'in').filter((body) => body.startsWith('before she left')).length;
  proxy.refusing = false;
  again.features.networkChanged();
  await allHere(again, known);
  const [own, atRomeo] = [await again.conversation(ROMEO), await romeo.conversation(JULIET)];
  return [
    ...none('acknowledged while nothing could be stored', wrongly),
    ...none('said to be there while nothing could be stored', keptMeanwhile),
    { name: 'disk full: the user told', value: toldFirst, unit: 'steps', compare: '=', expected: 1 },
    { name: 'disk full: the user told that it is over', value: toldWell, unit: 'steps', compare: '=', expected: 1 },
    {
      name: 'disk full: a message that cannot be kept refused',
      value: refused,
      unit: 'steps',
      compare: '=',
      expected: 1,
    },
    {
      ...{ name: 'disk full: acknowledged once there is room', value: acknowledgedLate, unit: 'messages' },
      ...{ compare: '≥', expected: 2 * half },
    },
    ...none('acknowledged when she left, and not kept', acknowledgedAtEnd > 0 ? AROUND - kept : 0),
    ...figuresOf('disk full', [
      judge(byRomeo, texts(own, 'in')),
      judge(byJuliet, texts(own, 'out')),
      judge(byJuliet, texts(atRomeo, 'in')),
    ]),
  ];
}

function none(what: string, value: number): Figure[] {
  return [{ name: `disk full: ${what}`, value, unit: 'messages', compare: '=', expected: 0 }];
}

export const diskFull: Scenario = {
  name: 'disk-full',
  fault: 'no room on the disk',
  play,
};
