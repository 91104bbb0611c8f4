import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ManyWays, waysOf, type Delivery, type Said, type Shown } from '../../support/many-ways';

/** What was said, and in which ways it comes here: in any order, some of it more than once. */
interface Story {
  readonly said: readonly Said[];
  readonly deliveries: readonly Delivery[];
}

const story: fc.Arbitrary<Story> = fc
  .array(
    fc.record({
      speaker: fc.constantFrom<Said['speaker'][]>('they', 'we elsewhere', 'we here'),
      // People say the same again and again: the text tells nothing apart.
      body: fc.constantFrom('Yes', 'No'),
      originId: fc.boolean(),
      stamped: fc.boolean(),
      corrected: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((drawn) => {
    const said = drawn.map(({ corrected: _corrected, ...rest }, nth): Said => ({ ...rest, nth }));
    const possible = said.flatMap((one, nth) => {
      const ways = waysOf(one);
      const corrected = drawn[nth]?.corrected === true && one.speaker !== 'we here';
      return [
        ...ways.map((way): Delivery => ({ said: one, way })),
        ...(corrected ? ways.map((way): Delivery => ({ said: one, way, correction: 'Maybe' })) : []),
      ];
    });
    return fc.array(fc.constantFrom(...possible), { maxLength: 30 }).map((deliveries) => ({ said, deliveries }));
  });

/** The least that can be said about it: one row each, with its last text, whatever came of it first. */
function expected({ said, deliveries }: Story): readonly Shown[] {
  return said.flatMap((one): Shown[] => {
    const mine = deliveries.filter((delivery) => delivery.said === one);
    const here = one.speaker === 'we here';
    if (mine.length === 0 && !here) return [];
    const body = mine.find(({ correction }) => correction !== undefined)?.correction ?? one.body;
    const bounced = mine.some(({ way }) => way === 'bounce');
    if (!here) return [{ direction: one.speaker === 'they' ? 'in' : 'out', body, state: stateOf(one) }];
    return [{ direction: 'out', body, state: bounced ? 'failed' : mine.length > 0 ? 'acknowledged' : 'sent' }];
  });
}

function stateOf({ speaker }: Said): Shown['state'] {
  return speaker === 'they' ? 'delivered' : 'acknowledged';
}

const sorted = (rows: readonly Shown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

it('whatever way a message comes, before or after what is said about it, it is one row', () => {
  fc.assert(
    fc.property(story, (told) => {
      const ways = new ManyWays();
      try {
        for (const one of told.said) ways.say(one);
        for (const delivery of told.deliveries) ways.receive(delivery);
        expect(sorted(ways.shown)).toEqual(sorted(expected(told)));
      } finally {
        ways.close();
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);
