/**
 * The server forgets the session of someone who is away: killed in one act, restarted in the other. What was
 * missed can only come from the archive, and from what waited for her.
 */
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { badNetwork, JULIET, ROMEO, startVerona } from '../verona';
import { figuresOf, judge } from '../verdict';
import { until } from '../waiting';

/** Said while she is away, before and after the server's end. */
const MISSED = { short: 60, full: 600 };
const AROUND = 10;
const RETURN_LIMIT = 60_000;

async function play(run: Run): Promise<Figure[]> {
  const verona = await startVerona(run, { modules: ['mam'] });
  const proxy = await badNetwork(run, verona);
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: verona.prosody.port });
  const juliet = await Person.signIn(run, verona, { user: 'juliet', port: proxy.port });
  romeo.comeBackAtOnce();
  const hubs = [juliet.hub, romeo.hub];
  const byRomeo: string[] = [];
  const byJuliet: string[] = [];
  const say = async (from: 'both' | 'romeo', when: string, count: number): Promise<void> => {
    for (let nth = 0; nth < count; nth += 1) {
      const body = `${when} ${nth}`;
      byRomeo.push(body);
      await romeo.send(JULIET, body);
      if (from === 'romeo') continue;
      byJuliet.push(body);
      await juliet.send(ROMEO, body);
    }
  };
  const taken = (): boolean => romeo.count('waiting') + romeo.count('sent') === 0;
  const allThere = (): boolean => juliet.received >= byRomeo.length && romeo.received >= byJuliet.length;

  for (const act of ['killed', 'restarted'] as const) {
    await say('both', `before it was ${act}`, AROUND);
    await until('what was said before', hubs, allThere);
    proxy.refusing = true;
    proxy.cut();
    await until('her connection lost', [juliet.hub], () => juliet.connection?.state !== 'online');
    await say('romeo', `before its end, ${act}`, run.short ? MISSED.short : MISSED.full);
    await until('all with the server', [romeo.hub], taken);
    if (act === 'killed') await verona.prosody.kill();
    await verona.prosody.restart();
    await romeo.online();
    await say('both', `after its end, ${act}`, AROUND);
    await until('these with the server', [romeo.hub], taken);
    proxy.refusing = false;
    juliet.features.networkChanged();
    await juliet.online();
    await say('both', `after the return, ${act}`, AROUND);
    // What does not come is counted as lost below.
    await until('everything', hubs, allThere, RETURN_LIMIT).catch(() => undefined);
  }
  const [atJuliet, atRomeo] = [await juliet.conversation(ROMEO), await romeo.conversation(JULIET)];
  return figuresOf('resumption refused', [
    judge(byRomeo, texts(atJuliet, 'in')),
    judge(byJuliet, texts(atJuliet, 'out')),
    judge(byJuliet, texts(atRomeo, 'in')),
  ]);
}

export const refusedResumption: Scenario = {
  name: 'refused-resumption',
  fault: 'a server that has forgotten the session',
  play,
};
