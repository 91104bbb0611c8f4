/**
 * The connection breaks in the middle of a stanza that is too long for one record of TLS. Prosody 0.12.3 reads the
 * resumed session on from there, and what follows becomes part of that stanza.
 */
import { FastClock } from '../../support/fast-clock';
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { explainStall } from '../stall';
import { badNetwork, JULIET, ROMEO, startVerona } from '../verona';
import { figuresOf, judge } from '../verdict';
import { until } from '../waiting';

/** How much faster than life the clock of the short form goes; a busy machine's hiccups grow with it. */
const HASTE = 4;
/** Characters of the long message; it is cut in its middle. */
const LENGTH = 60_000;
/** From the cut until everything is there (milliseconds): a session that is never answered is given up after 20 s. */
const LIMIT = 30_000;

async function play(run: Run): Promise<Figure[]> {
  const verona = await startVerona(run, { modules: ['mam'] });
  const way = await badNetwork(run, verona);
  way.split(undefined);
  const clock = new FastClock(run.short ? HASTE : 1);
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  const juliet = await Person.signIn(run, verona, { user: 'juliet', port: way.port, clock });
  juliet.comeBackAtOnce();
  const sent = ['before', `long ${'x'.repeat(LENGTH)}`, 'right behind', 'afterwards'];
  const [before = '', long = '', behind = '', afterwards = ''] = sent;

  await juliet.send(ROMEO, before);
  await until('what was said before', [romeo.hub], () => romeo.hasGot([before]));
  way.cutAfter(LENGTH / 2);
  const begun = clock.now();
  await juliet.send(ROMEO, long);
  await juliet.send(ROMEO, behind);
  await until('the cut', [juliet.hub], () => way.cuts > 0 && juliet.connection?.state === 'online');
  await juliet.send(ROMEO, afterwards);
  const connected = [{ person: juliet, way }];
  await explainStall({ prosody: verona.prosody, connected, say: run.progress }, () =>
    until('everything', [romeo.hub], () => romeo.hasGot(sent)),
  );
  const took = clock.now() - begun;
  return [
    { name: 'half a stanza: everything there after', value: took, unit: 'ms', compare: '≤', expected: LIMIT },
    ...figuresOf('half a stanza', [
      judge(sent, texts(await romeo.conversation(JULIET), 'in')),
      judge(sent, texts(await juliet.conversation(ROMEO), 'out')),
    ]),
  ];
}

export const halfStanza: Scenario = {
  name: 'half-stanza',
  fault: 'a connection that breaks in the middle of a long stanza',
  play,
};
