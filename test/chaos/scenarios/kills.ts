/** The program is killed at random moments while it sends and receives, and started again each time. */
import { setTimeout as delay } from 'node:timers/promises';
import { Killable, Killed } from '../people/killable';
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { JULIET, ROMEO, startVerona } from '../verona';
import { figuresOf, judge } from '../verdict';
import { until } from '../waiting';

const KILLS = { short: 12, full: 200 };
/** How long a program may live: starting, signing in, or in the middle of it all (milliseconds). */
const LIFE = { shortest: 300, longest: 2500 };
/** Between two messages of one side (milliseconds). */
const PAUSE = { shortest: 5, longest: 40 };
/** Neither writes further ahead of what has arrived. */
const AHEAD = 100;
/** For the last program to get and send what is left (milliseconds). */
const DRAIN_LIMIT = 30_000;

async function play(run: Run): Promise<Figure[]> {
  const kills = run.short ? KILLS.short : KILLS.full;
  const verona = await startVerona(run, { modules: ['mam'] });
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  const juliet = await Killable.make(run, verona, 'juliet');
  juliet.start();
  await until('the first sign-in', [juliet], () => juliet.online);

  const byJuliet: string[] = [];
  /** She was never told that these are stored. */
  const unsure = new Set<string>();
  const byRomeo: string[] = [];
  let done = false;
  const pause = (): Promise<unknown> => delay(run.random.between(PAUSE.shortest, PAUSE.longest));
  const julietSays = async (): Promise<void> => {
    while (!done) {
      await pause();
      if (!juliet.running || byJuliet.length - unsure.size > romeo.received + AHEAD) continue;
      const body = `J${byJuliet.length}`;
      byJuliet.push(body);
      try {
        await juliet.send(ROMEO, body);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        unsure.add(body);
      }
    }
  };
  const romeoSays = async (): Promise<void> => {
    while (!done) {
      await pause();
      if (romeo.count('waiting') > AHEAD) continue;
      const body = `R${byRomeo.length}`;
      byRomeo.push(body);
      await romeo.send(JULIET, body);
    }
  };
  const killing = async (): Promise<void> => {
    for (let nth = 0; nth < kills; nth += 1) {
      await delay(run.random.between(LIFE.shortest, LIFE.longest));
      await juliet.kill();
      juliet.start();
    }
    done = true;
  };
  await Promise.all([killing(), julietSays(), romeoSays()]);

  // The programs before may have stored more than they could tell.
  for (const body of texts(await juliet.conversation(ROMEO), 'in')) juliet.received.add(body);
  const certain = byJuliet.filter((body) => !unsure.has(body));
  const allThere = (): boolean => romeo.hasGot(certain) && byRomeo.every((body) => juliet.received.has(body));
  // What does not come is counted as lost below.
  await until('all that is left', [romeo.hub, juliet], allThere, DRAIN_LIMIT).catch(() => undefined);
  const own = await juliet.conversation(ROMEO);
  const atRomeo = await romeo.conversation(JULIET);
  if (juliet.errors !== '') run.progress(juliet.errors);
  return [
    { name: 'kills', value: kills, unit: 'kills', compare: '=', expected: kills },
    ...figuresOf('to the killed program, acknowledged', [judge(byRomeo, texts(own, 'in'))]),
    ...figuresOf('from the killed program, in its outbox', [judge(byJuliet, texts(own, 'out'), unsure)]),
    ...figuresOf('from the killed program, at the other side', [judge(byJuliet, texts(atRomeo, 'in'), unsure)]),
  ];
}

export const kills: Scenario = {
  name: 'kills',
  fault: 'the program killed at random moments',
  inFullFormOnly: true,
  play,
};
