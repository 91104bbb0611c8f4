import { describe, expect, it } from 'vitest';
import { paceOf, toJson, toTable, type Row } from '../../bench/report';

const row: Row = {
  name: 'start',
  unit: 'ms',
  measured: { median: 700.4, min: 650.2, max: 912.7, runs: 5 },
  budget: 672,
  budgetRule: '1.6 × the floor',
  floor: { median: 420, min: 400, max: 500, runs: 5 },
};

describe('toJson', () => {
  it('has the fields that programs read, rounded', () => {
    expect(toJson(row, 1)).toEqual({
      name: 'start',
      value: 700,
      unit: 'ms',
      budget: 672,
      floor: 420,
      ok: false,
      min: 650,
      max: 913,
      runs: 5,
      budgetAtPace: null,
    });
  });

  it('says null where there is no floor', () => {
    const { floor: _floor, ...without } = row;
    expect(toJson(without, 1).floor).toBeNull();
  });

  it('keeps the decimal of short durations', () => {
    const short: Row = { ...row, budget: 16, measured: { median: 15.96, min: 15, max: 17.04, runs: 3 } };
    expect(toJson(short, 1)).toMatchObject({ value: 16, max: 17, ok: true });
    expect(toJson({ ...short, measured: { ...short.measured, median: 16.06 } }, 1)).toMatchObject({
      value: 16.1,
      ok: false,
    });
  });

  it('keeps a value that equals its budget', () => {
    expect(toJson({ ...row, measured: { ...row.measured, median: 672 } }, 1).ok).toBe(true);
  });
});

describe('the pace of the machine', () => {
  const plain: Row = {
    name: 'sign-in',
    unit: 'ms',
    measured: { median: 350, min: 300, max: 400, runs: 3 },
    budget: 150,
  };

  it('is what its bare windows take against those of the machine of the budgets', () => {
    expect(paceOf([700, 710, 5000])).toBe(2);
  });

  it('widens a budget beside the verdict, which stays', () => {
    expect(toJson(plain, 2.5)).toMatchObject({ ok: false, budgetAtPace: 375 });
    expect(toTable([plain], 2.5)).toMatch(/misses, 2\.33 × +≤ 375 ms: ok$/mu);
    expect(toTable([plain], 2)).toMatch(/≤ 300 ms: misses, 1\.17 ×$/mu);
  });

  it('does not count twice where the budget follows from a floor, nor where there is no time in it', () => {
    expect(toJson(row, 2).budgetAtPace).toBeNull();
    expect(toJson({ ...plain, unit: 'MB' }, 2).budgetAtPace).toBeNull();
    expect(toJson({ ...plain, unit: 'frames' }, 2).budgetAtPace).toBeNull();
  });
});

describe('toTable', () => {
  it('names by how much a budget is missed, and where it comes from', () => {
    const table = toTable([row], 1);
    expect(table).toContain('misses, 1.04 ×');
    expect(table).toContain('650–913 (5)');
    expect(table).toContain('start: 1.6 × the floor');
  });

  it('lines the columns up', () => {
    const other: Row = {
      name: 'a longer name',
      unit: '%',
      measured: { median: 0.05, min: 0, max: 0.1, runs: 2 },
      budget: 0.1,
    };
    const lines = toTable([row, other], 1).split('\n');
    const column = lines[0]?.indexOf('measured');
    expect(lines[2]?.indexOf('700 ms')).toBe(column);
    expect(lines[3]?.indexOf('0.05 %')).toBe(column);
    expect(lines[3]).toMatch(/ok$/u);
  });
});
