import { describe, expect, it } from 'vitest';
import { ConsoleState } from '../../../../renderer/state/console.svelte';

describe('ConsoleState', () => {
  it('filters by text and direction, keeps a bounded number of lines, and clears', () => {
    const console = new ConsoleState();
    console.setWatching(true, [{ at: 1, direction: 'in', xml: '<iq/>' }]);
    console.add({ at: 2, direction: 'out', xml: '<presence/>' });
    expect(console.shown.map((line) => line.xml)).toEqual(['<iq/>', '<presence/>']);
    console.filter = 'PRES';
    expect(console.shown).toHaveLength(1);
    console.direction = 'in';
    expect(console.shown).toHaveLength(0);
    console.filter = '';
    for (let at = 0; at < 1500; at += 1) console.add({ at, direction: 'in', xml: `<a n="${at}"/>` });
    expect(console.total).toBe(1000);
    expect(console.shown.at(-1)?.xml).toBe('<a n="1499"/>');
    console.clear();
    expect(console.total).toBe(0);
  });
});
