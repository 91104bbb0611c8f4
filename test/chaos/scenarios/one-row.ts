/** The same messages live, as carbons, from the archive and again, all of it in one random order: a row each. */
import { ManyWays, waysOf, type Delivery, type Said } from '../../support/many-ways';
import type { Figure, Run, Scenario } from '../scenario';

const MESSAGES = 500;
const CORRECTED = 'as it was meant';

function drawSaid({ random }: Run, nth: number): Said {
  const speakers = ['they', 'we elsewhere', 'we here'] as const;
  const speaker = speakers[random.between(0, 2)] ?? 'they';
  return { nth, speaker, body: `said ${nth}`, originId: random.next() < 0.5, stamped: random.next() < 0.5 };
}

function play(run: Run): Promise<Figure[]> {
  const ways = new ManyWays();
  run.atEnd(() => ways.close());
  const said = Array.from({ length: MESSAGES }, (_, nth) => drawSaid(run, nth));
  const corrected = new Set(said.filter(({ speaker }) => speaker !== 'we here' && run.random.next() < 0.2));
  const bounced = new Set(said.filter(({ speaker }) => speaker === 'we here' && run.random.next() < 0.2));
  const deliveries = said.flatMap((one): Delivery[] => {
    const possible = waysOf(one).filter((way) => way !== 'bounce' || bounced.has(one));
    return possible.flatMap((way) =>
      corrected.has(one)
        ? [
            { said: one, way },
            { said: one, way, correction: CORRECTED },
          ]
        : [{ said: one, way }],
    );
  });
  for (const one of said) ways.say(one);
  for (const delivery of run.random.shuffled(deliveries)) ways.receive(delivery);

  const { shown } = ways;
  const texts = new Set(shown.map(({ body }) => body));
  const missing = said.filter((one) => !corrected.has(one) && !texts.has(one.body)).length;
  const asMeant = shown.filter(({ body }) => body === CORRECTED).length;
  const failed = shown.filter(({ state }) => state === 'failed').length;
  return Promise.resolve([
    {
      name: `${MESSAGES} messages in all ways and any order`,
      value: shown.length,
      unit: 'rows',
      compare: '=',
      expected: MESSAGES,
    },
    { name: 'messages that are not there', value: missing, unit: 'messages', compare: '=', expected: 0 },
    { name: 'rows with their correction', value: asMeant, unit: 'rows', compare: '=', expected: corrected.size },
    { name: 'rows that came back as undelivered', value: failed, unit: 'rows', compare: '=', expected: bounced.size },
  ]);
}

export const oneRow: Scenario = {
  name: 'one-row',
  fault: 'every message in several ways and any order',
  play,
};
