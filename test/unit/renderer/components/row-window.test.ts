import { describe, expect, it } from 'vitest';
import { Elements, RowPositions } from '../../../../renderer/components/row-window';

function rows(...keys: readonly string[]) {
  return keys.map((key) => ({ key, kind: key.startsWith('#') ? 'heading' : 'row' }));
}

describe('Elements', () => {
  it('leaves a row its element while it is drawn, wherever it moves', () => {
    const elements = new Elements();
    const [a, b, c] = elements.assign(rows('a', 'b', 'c'), undefined);
    expect(elements.assign(rows('c', 'a', 'b'), undefined)).toEqual([c, a, b]);
  });

  it('hands on the elements of rows that left, in order', () => {
    const elements = new Elements();
    const before = elements.assign(rows('a', 'b', 'c'), undefined);
    expect(elements.assign(rows('x', 'y', 'z'), undefined)).toEqual(before);
    const [, b] = before;
    expect(elements.assign(rows('y', 'new'), undefined)[0]).toBe(b);
  });

  it('makes no element of one kind into another', () => {
    const elements = new Elements();
    const [heading, a] = elements.assign(rows('#g', 'a'), undefined);
    const [b, c] = elements.assign(rows('b', 'c'), undefined);
    expect(b).toBe(a);
    expect(c).not.toBe(heading);
  });

  it('lets the focus go with no element to another row', () => {
    const elements = new Elements();
    const [a, b] = elements.assign(rows('a', 'b'), undefined);
    const after = elements.assign(rows('x', 'y'), 'a');
    expect(after).toContain(b);
    expect(after).not.toContain(a);
  });

  it('never gives one element to two rows', () => {
    const elements = new Elements();
    for (let first = 0; first < 200; first += 7) {
      const keys = Array.from({ length: 5 + (first % 11) }, (_, at) => `row ${String(first + at)}`);
      const ids = elements.assign(rows(...keys), keys[first % keys.length]);
      expect(new Set(ids).size).toBe(keys.length);
    }
  });
});

describe('RowPositions', () => {
  const positions = new RowPositions([10, 20, 30, 40], (height) => height);

  it('adds up heights', () => {
    expect(positions.total).toBe(100);
    expect([0, 1, 2, 3].map((row) => positions.offsetOf(row))).toEqual([0, 10, 30, 60]);
  });

  it('finds the row at an offset', () => {
    expect([0, 9, 10, 29, 30, 99, 1000].map((offset) => positions.rowAt(offset))).toEqual([0, 0, 1, 1, 2, 3, 3]);
  });

  it('covers the view and some rows more', () => {
    expect(positions.range(35, 10, 0)).toEqual([2, 3]);
    expect(positions.range(35, 10, 1)).toEqual([1, 4]);
    expect(new RowPositions<number>([], () => 1).range(0, 100, 4)).toEqual([0, 0]);
  });
});
