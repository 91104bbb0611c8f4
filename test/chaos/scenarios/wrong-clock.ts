/**
 * Her clock is set forward and back while she is connected and while she is away, and goes through both changes
 * of summer time. Nothing stands elsewhere for it, and each day that the window draws is the right one.
 */
import { layOut } from '../../../renderer/views/chats/log-layout';
import { SetClock } from '../../support/set-clock';
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { badNetwork, JULIET, ROMEO, startVerona } from '../verona';
import { figuresOf, judge } from '../verdict';
import { until } from '../waiting';

const SAID = { short: 2, full: 20 };
const DAY = 86_400_000;
const ZONE = 'Europe/Berlin';

/** In her time zone: right before and after midnight, and around each change of the clocks. */
const momentsOfTheYear: readonly (readonly [day: string, time: string])[] = [
  ['2026-03-28', '2026-03-28T23:58:00+01:00'],
  ['2026-03-29', '2026-03-29T00:02:00+01:00'],
  ['2026-03-29', '2026-03-29T01:59:00+01:00'],
  ['2026-03-29', '2026-03-29T03:01:00+02:00'],
  ['2026-03-29', '2026-03-29T23:58:00+02:00'],
  ['2026-03-30', '2026-03-30T00:02:00+02:00'],
  ['2026-10-24', '2026-10-24T23:58:00+02:00'],
  ['2026-10-25', '2026-10-25T00:02:00+02:00'],
  ['2026-10-25', '2026-10-25T02:30:00+02:00'],
  ['2026-10-25', '2026-10-25T02:30:00+01:00'],
  ['2026-10-25', '2026-10-25T23:58:00+01:00'],
  ['2026-10-26', '2026-10-26T00:02:00+01:00'],
];

/** "2026-03-28" */
function dayOf(time: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short' }).format(time);
}

function inHerTimeZone(run: Run): void {
  const before = process.env['TZ'];
  process.env['TZ'] = ZONE;
  run.atEnd(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
}

async function play(run: Run): Promise<Figure[]> {
  inHerTimeZone(run);
  const verona = await startVerona(run, { modules: ['mam'] });
  const proxy = await badNetwork(run, verona);
  const clock = new SetClock();
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  romeo.comeBackAtOnce();
  const juliet = await Person.signIn(run, verona, { user: 'juliet', port: proxy.port, clock });
  // Else the history of half a year ago would be too old.
  await juliet.features.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
  const count = run.short ? SAID.short : SAID.full;
  const said: string[] = [];
  const days: string[] = [];
  const romeoSays = async (day: string): Promise<void> => {
    const body = `${String(said.length)} Romeo`;
    said.push(body);
    days.push(day);
    await romeo.send(JULIET, body);
  };
  const ofRomeo = (): string[] => said.filter((body) => body.endsWith('Romeo'));
  const allHere = (): Promise<void> =>
    until('what Romeo said', [juliet.hub], () => juliet.received >= ofRomeo().length);
  const bothSay = async (day: string): Promise<void> => {
    for (let nth = 0; nth < count; nth += 1) {
      await romeoSays(day);
      await allHere();
      const body = `${String(said.length)} Juliet`;
      said.push(body);
      days.push(day);
      await juliet.send(ROMEO, body);
    }
  };

  for (const [day, time] of momentsOfTheYear) {
    clock.set(Date.parse(time));
    await bothSay(day);
  }
  for (const shift of [0, DAY, -DAY, 0]) {
    clock.set(Date.now() + shift);
    await bothSay(dayOf(Date.now() + shift));
  }
  const lost = juliet.hub.all('accountChanged').filter(({ account }) => account.connection.state === 'waiting').length;
  for (const shift of [-DAY, DAY]) {
    proxy.refusing = true;
    proxy.cut();
    await until('the connection lost', [juliet.hub], () => juliet.connection?.state !== 'online');
    // Dated by the server, but nothing is later than her own clock.
    for (let nth = 0; nth < count; nth += 1) await romeoSays(dayOf(Date.now() + Math.min(0, shift)));
    await until('all with the server', [romeo.hub], () => romeo.count('waiting') + romeo.count('sent') === 0);
    await verona.prosody.restart();
    clock.set(Date.now() + shift);
    proxy.refusing = false;
    juliet.features.networkChanged();
    await juliet.online();
    await romeo.online();
    // What does not come is counted as lost below.
    await allHere().catch(() => undefined);
  }
  const ofJuliet = said.filter((body) => body.endsWith('Juliet'));
  await until('what Juliet said', [romeo.hub], () => romeo.received >= ofJuliet.length).catch(() => undefined);
  const own = await juliet.conversation(ROMEO);
  const drawn = layOut(own).flatMap((row) => (row.type === 'day' ? [dayOf(row.at)] : []));
  const expected = days.filter((day, nth) => day !== days[nth - 1]);
  const wrong = expected.filter((day, nth) => day !== drawn[nth]).length;
  return [
    ...figuresOf('wrong clock', [
      judge(
        said,
        own.map(({ body }) => body),
      ),
      judge(ofJuliet, texts(await romeo.conversation(JULIET), 'in')),
    ]),
    { name: 'wrong clock: days drawn', value: drawn.length, unit: 'days', compare: '=', expected: expected.length },
    { name: 'wrong clock: days that are others', value: wrong, unit: 'days', compare: '=', expected: 0 },
    { name: 'wrong clock: connections lost by it', value: lost, unit: 'steps', compare: '=', expected: 0 },
  ];
}

export const wrongClock: Scenario = {
  name: 'wrong-clock',
  fault: 'a clock that is set, and summer time',
  play,
};
