import { describe, expect, it } from 'vitest';
import { initials } from '../../../../renderer/components/initials';

describe('initials', () => {
  it.each([
    ['Romeo Montague', 'RM'],
    ['romeo@example.net', 'R'],
    ['contact_number.4711', 'CN'],
    ['3 Musketeers', '3M'],
    ['élan vital', 'ÉV'],
    // An accent or a joiner that stands behind belongs to the first character.
    ['e\u0301lan vital', 'E\u0301V'],
    ['1\ufe0f\u20e3 first', '1\ufe0f\u20e3F'],
    ['👩\u200d👩\u200d👧 family', '👩\u200d👩\u200d👧F'],
    ['Ωmega', 'Ω'],
    ['*** !!!', ''],
    ['', ''],
  ])('of %j are %j', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});
