import { describe, expect, it } from 'vitest';
import {
  chosenPlayer,
  isAllowed,
  pieceName,
  playingSince,
  sharedPart,
} from '../../../../electron/features/tune/choice';
import { presetSettings } from '../../../../electron/store/profile-file';
import { somePlayer, someTrack } from '../../../support/fake-players';

const { tune } = presetSettings;
const a = (state: 'playing' | 'paused' | 'stopped') => somePlayer(state, 'A', { id: 'a' });
const b = (state: 'playing' | 'paused' | 'stopped') => somePlayer(state, 'B', { id: 'b' });

describe('which players count', () => {
  it.each([
    ['music', {}, true],
    ['video', {}, false],
    ['browser', {}, false],
    ['music', { rhythmbox: false }, false],
    ['video', { rhythmbox: true }, true],
  ] as const)('%s with %j: %s', (kind, players, allowed) => {
    expect(isAllowed({ id: 'rhythmbox', instance: '1', name: '', kind }, { ...tune, players })).toBe(allowed);
  });

  it('whatever they call themselves', () => {
    for (const id of ['constructor', '__proto__', 'toString'])
      expect(isAllowed({ id, instance: id, name: id, kind: 'browser' }, tune)).toBe(false);
  });
});

describe('of several players', () => {
  it('the one that began last is the one, also when another goes on to the next piece', () => {
    const first = playingSince([a('playing')], new Map(), 1);
    const both = playingSince([a('playing'), b('playing')], first, 2);
    expect(chosenPlayer([a('playing'), b('playing')], both, 'a')?.player.id).toBe('b');
    const later = playingSince([a('playing'), b('playing')], both, 3);
    expect(chosenPlayer([a('playing'), b('playing')], later, 'b')?.player.id).toBe('b');
  });

  it('two of the same are told apart', () => {
    const [one, two] = ['a.1', 'a.2'].map((instance) => somePlayer('playing', instance, { id: 'a', instance }));
    if (one === undefined || two === undefined) throw new Error('two are needed');
    const both = playingSince([one, two], playingSince([one], new Map(), 1), 2);
    expect(chosenPlayer([one, two], both, 'a.1')).toBe(two);
    expect(pieceName(one)).not.toBe(pieceName(two));
  });

  it('one that plays goes before one that pauses', () => {
    const since = playingSince([a('playing'), b('paused')], new Map(), 1);
    expect(chosenPlayer([a('playing'), b('paused')], since, 'b')?.player.id).toBe('a');
  });

  it('where none plays, only the last one counts, and only while it pauses', () => {
    expect(chosenPlayer([a('paused'), b('paused')], new Map(), 'a')?.player.id).toBe('a');
    expect(chosenPlayer([a('paused')], new Map(), undefined)).toBeUndefined();
    expect(chosenPlayer([a('stopped')], new Map(), 'a')).toBeUndefined();
  });
});

describe('what others may see', () => {
  it('is artist and title, and the rest by choice', () => {
    const track = someTrack('Sinnerman', { uri: 'https://example.org/' });
    expect(sharedPart(track, tune.fields)).toEqual({ artist: 'Nina Simone', title: 'Sinnerman' });
    const all = { source: true, track: true, length: true, rating: true, uri: true };
    expect(sharedPart(track, all)).toEqual({
      artist: 'Nina Simone',
      title: 'Sinnerman',
      source: 'Pastel Blues',
      track: '10',
      length: 613,
      rating: 8,
      uri: 'https://example.org/',
    });
    expect(sharedPart({ artist: 'A', title: 'T', source: '', track: '' }, all)).toEqual({ artist: 'A', title: 'T' });
  });

  it.each([
    ['artist', { artist: '' }],
    ['title', { title: '' }],
  ])('is nothing without %s: a file’s name or a page’s is no tune', (_missing, track) => {
    expect(pieceName(somePlayer('playing', 'T', { track }))).toBe('');
  });
});
