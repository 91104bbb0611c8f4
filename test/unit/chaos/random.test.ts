import { expect, it } from 'vitest';
import { Random } from '../../chaos/random';

const first = ({ next }: Random): number[] => Array.from({ length: 5 }, () => next());

it('plays the same for the same seed and scenario, and another for each of them', () => {
  expect(first(Random.of(1, 'cuts'))).toEqual(first(Random.of(1, 'cuts')));
  expect(first(Random.of(1, 'cuts'))).not.toEqual(first(Random.of(2, 'cuts')));
  expect(first(Random.of(1, 'cuts'))).not.toEqual(first(Random.of(1, 'kills')));
});

it('stays within its borders and reaches both', () => {
  const random = new Random(7);
  const seen = new Set(Array.from({ length: 500 }, () => random.between(3, 6)));
  expect([...seen].sort()).toEqual([3, 4, 5, 6]);
});

it('puts things in another order and loses none', () => {
  const things = Array.from({ length: 50 }, (_, nth) => nth);
  const shuffled = new Random(7).shuffled(things);
  expect(shuffled).not.toEqual(things);
  expect(shuffled.sort((a, b) => a - b)).toEqual(things);
});
