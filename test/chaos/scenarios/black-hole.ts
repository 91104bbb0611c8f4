/** All that goes over the network is swallowed and nobody is told; with stream management and without. */
import { FastClock } from '../../support/fast-clock';
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { badNetwork, JULIET, ROMEO, startVerona } from '../verona';
import { figuresOf, judge } from '../verdict';
import { until } from '../waiting';

const MESSAGES = 20;
const FOUND_LIMIT = 45_000;
/** How much faster than life the clock of the short form goes; a busy machine's hiccups grow with it. */
const HASTE = 4;

async function play(run: Run, managed: boolean): Promise<Figure[]> {
  const verona = await startVerona(run, {
    modules: ['mam'],
    without: managed ? [] : ['smacks'],
  });
  const proxy = await badNetwork(run, verona);
  const clock = new FastClock(run.short ? HASTE : 1);
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  const juliet = await Person.signIn(run, verona, { user: 'juliet', port: proxy.port, clock });
  const sent: string[] = [];
  const bothSay = async (when: string): Promise<void> => {
    for (let nth = 0; nth < MESSAGES; nth += 1) {
      const body = `${when} ${nth}`;
      sent.push(body);
      await Promise.all([juliet.send(ROMEO, body), romeo.send(JULIET, body)]);
    }
  };
  const hubs = [juliet.hub, romeo.hub];
  const allThere = (): boolean => juliet.received >= sent.length && romeo.received >= sent.length;

  await bothSay('before');
  await until('what was said before', hubs, allThere);
  proxy.blackHole('up', 'down');
  const begun = clock.now();
  await bothSay('into the hole');
  await until('the hole noticed', [juliet.hub], () => juliet.connection?.state !== 'online');
  const found = clock.now() - begun;
  proxy.blackHole();
  juliet.features.networkChanged();
  juliet.comeBackAtOnce();
  await juliet.online();
  await bothSay('afterwards');
  // What does not come is counted as lost below.
  await until('everything', hubs, allThere, 20_000).catch(() => undefined);

  const how = managed ? 'with stream management' : 'without stream management';
  return [
    { name: `black hole ${how}: found after`, value: found, unit: 'ms', compare: '≤', expected: FOUND_LIMIT },
    ...figuresOf(`black hole ${how}`, [
      judge(sent, texts(await romeo.conversation(JULIET), 'in')),
      judge(sent, texts(await juliet.conversation(ROMEO), 'in')),
    ]),
  ];
}

export const blackHole: Scenario = {
  name: 'black-hole',
  fault: 'a network that swallows everything',
  play: (run) => play(run, true),
};

export const blackHoleUnmanaged: Scenario = {
  name: 'black-hole-unmanaged',
  fault: 'the same where the server has no stream management',
  play: (run) => play(run, false),
};
