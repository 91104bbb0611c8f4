/** The program is killed at random moments while it sends and receives, and started again each time. */
import { setTimeout as delay } from 'node:timers/promises';
import { Killable, Killed, type Mortal } from '../people/killable';
import { KillableApp } from '../people/killable-app';
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { JULIET, ROMEO, startVerona, type Verona } from '../verona';
import { figuresOf, judge, wrongPlaces } from '../verdict';
import { until } from '../waiting';

/** How a program is killed. */
interface Manner {
  readonly make: (run: Run, verona: Verona, user: string) => Promise<Mortal>;
  readonly kills: number;
  /** How long a program may live: starting, signing in, or in the middle of it all (milliseconds). */
  readonly life: { readonly shortest: number; readonly longest: number };
}
/**
 * Between two messages of one side (milliseconds). The server reads its whole archive for each question, and must
 * not come to be what takes long.
 */
const PAUSE = { short: { shortest: 5, longest: 40 }, full: { shortest: 20, longest: 250 } };
/** Neither writes further ahead of what has arrived. */
const AHEAD = 100;
/** For the last program to get and send what is left (milliseconds): an archive that failed is asked again after a minute. */
const DRAIN_LIMIT = 90_000;

async function play(run: Run, { make, kills, life }: Manner): Promise<Figure[]> {
  const verona = await startVerona(run, { modules: ['mam'] });
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  const juliet = await make(run, verona, 'juliet');
  juliet.start();
  await until('the first sign-in', [juliet], () => juliet.online);

  const byJuliet: string[] = [];
  /** She was never told that these are stored. */
  const unsure = new Set<string>();
  const byRomeo: string[] = [];
  let done = false;
  const { shortest, longest } = run.short ? PAUSE.short : PAUSE.full;
  const pause = (): Promise<unknown> => delay(run.random.between(shortest, longest));
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
  let killed = 0;
  const killing = async (): Promise<void> => {
    for (let nth = 0; nth < kills && !done; nth += 1) {
      await delay(run.random.between(life.shortest, life.longest));
      await juliet.kill();
      killed += 1;
      juliet.start();
    }
  };
  // Where one of them fails, the others end as well.
  const together = [killing(), julietSays(), romeoSays()];
  try {
    await Promise.race(together);
  } finally {
    done = true;
  }
  await Promise.all(together);

  await until('the last program', [juliet], () => juliet.running);
  // The programs before may have stored more than they could tell.
  for (const body of texts(await juliet.conversation(ROMEO), 'in')) juliet.received.add(body);
  const certain = byJuliet.filter((body) => !unsure.has(body));
  // What the server kept for her while she was away may come at the end, and the archive tells where it belongs.
  const allThere = (): boolean =>
    juliet.isAllHere && romeo.hasGot(certain) && byRomeo.every((body) => juliet.received.has(body));
  // What does not come is counted as lost below.
  await until('all that is left', [romeo.hub, juliet], allThere, DRAIN_LIMIT).catch(() => undefined);
  const own = await juliet.conversation(ROMEO);
  const atRomeo = await romeo.conversation(JULIET);
  if (juliet.errors !== '') run.progress(juliet.errors);
  for (const wrong of wrongPlaces(
    byRomeo,
    own.filter(({ direction }) => direction === 'in'),
  ))
    run.progress(wrong);
  return [
    { name: 'kills', value: killed, unit: 'kills', compare: '=', expected: kills },
    ...figuresOf('to the killed program, acknowledged', [judge(byRomeo, texts(own, 'in'))]),
    ...figuresOf('from the killed program, in its outbox', [judge(byJuliet, texts(own, 'out'), unsure)]),
    ...figuresOf('from the killed program, at the other side', [judge(byJuliet, texts(atRomeo, 'in'), unsure)]),
  ];
}

export const kills: Scenario = {
  name: 'kills',
  fault: 'the program killed at random moments',
  play: (run) =>
    play(run, { make: Killable.make, kills: run.short ? 12 : 200, life: { shortest: 300, longest: 2500 } }),
};

export const appKills: Scenario = {
  name: 'app-kills',
  fault: 'the built app, window and all, killed at random moments',
  inFullFormOnly: true,
  play: (run) =>
    play(run, { make: KillableApp.make, kills: run.short ? 10 : 200, life: { shortest: 600, longest: 4000 } }),
};
