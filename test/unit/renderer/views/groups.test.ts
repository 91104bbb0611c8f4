import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatGroups, parseGroups } from '../../../../renderer/views/chats/groups';

describe('groups in a text box', () => {
  it.each([
    ['', []],
    ['Friends', ['Friends']],
    [' Friends , Work,, Friends', ['Friends', 'Work']],
    ['"Friends, old", Work', ['Friends, old', 'Work']],
    ['"a ""b"""', ['a "b"']],
  ])('reads %j', (text, groups) => {
    expect(parseGroups(text)).toEqual(groups);
  });

  it('says when a quotation mark is never closed', () => {
    expect(parseGroups('Friends, "old')).toBeUndefined();
  });

  it('reads back what it wrote', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(names, (groups) => {
        expect(parseGroups(formatGroups(groups))).toEqual(groups);
      }),
    );
  });
});
