import { describe, expect, it } from 'vitest';
import { brokenRow, notPlayedRow, toRow, toTable } from '../../chaos/report';
import { figuresOf, judge } from '../../chaos/verdict';

const sent = ['a', 'b', 'c', 'd'];

describe('a verdict', () => {
  it('finds nothing where all is there in order', () => {
    expect(judge(sent, sent)).toEqual({ lost: 0, twice: 0, misplaced: 0, unknown: 0 });
  });

  it('counts what is lost, twice, out of order and of nobody', () => {
    expect(judge(sent, ['a', 'c', 'b', 'c', 'x'])).toEqual({ lost: 1, twice: 1, misplaced: 1, unknown: 1 });
  });

  it('lets what nobody was told of be there or not, but once and in its place', () => {
    const maybe = new Set(['b', 'd']);
    expect(judge(sent, ['a', 'c'], maybe)).toMatchObject({ lost: 0 });
    expect(judge(sent, ['a', 'd', 'c', 'd'], maybe)).toMatchObject({ lost: 0, twice: 1, misplaced: 1 });
  });

  it('adds up to three rows that must be 0', () => {
    const rows = figuresOf('all', [judge(sent, ['b', 'a']), judge(sent, sent)]).map((figure) =>
      toRow({ name: 'scene' }, figure),
    );
    expect(rows).toMatchObject([
      { name: 'all: lost', value: 2, ok: false },
      { name: 'all: there twice', value: 0, ok: true },
      { name: 'all: out of order', value: 1, ok: false },
    ]);
  });
});

describe('a row', () => {
  it.each([
    { compare: '=', value: 3, ok: false },
    { compare: '=', value: 4, ok: true },
    { compare: '≤', value: 4, ok: true },
    { compare: '≤', value: 5, ok: false },
    { compare: '≥', value: 4, ok: true },
    { compare: '≥', value: 3, ok: false },
  ] as const)('$value $compare 4 is $ok', ({ compare, value, ok }) => {
    expect(toRow({ name: 'scene' }, { name: 'it', unit: 's', value, compare, expected: 4 }).ok).toBe(ok);
  });

  it('of a scenario that broke off has failed', () => {
    const row = brokenRow({ name: 'scene', fault: 'the roof falls' });
    expect(row.ok).toBe(false);
    expect(toTable([row])).toContain('the roof falls: played to its end  0 steps  = 1 steps  FAILED');
  });

  it('of a scenario that this machine cannot play has not passed, and says why', () => {
    const row = notPlayedRow({ name: 'scene', fault: 'the roof falls' }, 'there is no roof');
    expect(row.ok).toBe(false);
    expect(toTable([row])).toContain('NOT PLAYED: there is no roof');
  });
});
