/**
 * The reader on what Music and Spotify send. The records are transcribed from public reports, not from a
 * machine of our own: Electron's documentation of `systemPreferences.subscribeNotification`; "Finding
 * Distributed Notifications on macOS Catalina" (dev.to/technocoder); the scripting dictionaries of both
 * players, where Spotify's duration is in milliseconds and Music's in seconds.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { MacOsReader } from '../../../../electron/desktop/now-playing/macos';
import type { PlayerState } from '../../../../electron/contract/personal';
import { FakeClock, settle } from '../../../support/fake-clock';
import { RecordingLog } from '../../../support/recording-log';

const music = {
  'Player State': 'Playing',
  Name: 'Sinnerman',
  Artist: 'Nina Simone',
  Album: 'Pastel Blues',
  'Album Artist': 'Nina Simone',
  Genre: 'Jazz',
  'Total Time': 622_253,
  'Track Number': 9,
  'Track Count': 9,
  Rating: 80,
  PersistentID: -3_415_280_464_832_900_000,
  'Store URL': 'https://music.apple.com/us/album/sinnerman/1443176163?i=1443176527',
  Location: 'file:///Users/nina/Music/Sinnerman.m4a',
};
const spotify = {
  'Player State': 'Playing',
  Name: 'Sinnerman',
  Artist: 'Nina Simone',
  Album: 'Pastel Blues',
  'Album Artist': 'Nina Simone',
  'Disc Number': 1,
  'Track Number': 9,
  'Track ID': 'spotify:track:3Wqhv7DZpw1kLhKBpz8o3h',
  Duration: 618_000,
  'Has Artwork': 1,
  'Play Count': 0,
  'Playback Position': 1.5,
  Popularity: 55,
};

let listeners: Map<string, { id: number; hear: (event: string, info: Record<string, unknown>) => void }>;
let answers: (script: string) => Promise<string>;
let told: (readonly PlayerState[])[];
let clock: FakeClock;
let reader: MacOsReader;

beforeEach(() => {
  listeners = new Map();
  answers = () => Promise.resolve('');
  told = [];
  clock = new FakeClock();
  reader = new MacOsReader({
    notifications: {
      subscribeNotification: (event, hear) => {
        listeners.set(event, { id: listeners.size + 1, hear });
        return listeners.size;
      },
      unsubscribeNotification: (id) => {
        for (const [event, listener] of listeners) if (listener.id === id) listeners.delete(event);
      },
    },
    runScript: (script) => answers(script),
    clock,
    log: new RecordingLog(),
  });
});

const start = async (): Promise<void> => {
  reader.start((states) => told.push(states));
  await settle();
};
const post = (event: string, info: Record<string, unknown>): void => listeners.get(event)?.hear(event, info);
const MUSIC = 'com.apple.Music.playerInfo';
const SPOTIFY = 'com.spotify.client.PlaybackStateChanged';

describe('what Music and Spotify tell', () => {
  it('is a player, its state and its track', async () => {
    await start();
    post(MUSIC, music);
    post(SPOTIFY, { ...spotify, 'Player State': 'Paused' });
    expect(told.at(-1)).toEqual([
      {
        player: { id: 'music', instance: 'music', name: 'Music', kind: 'music' },
        state: 'playing',
        track: {
          artist: 'Nina Simone',
          title: 'Sinnerman',
          source: 'Pastel Blues',
          track: '9',
          length: 622,
          rating: 8,
          uri: 'https://music.apple.com/us/album/sinnerman/1443176163?i=1443176527',
        },
      },
      {
        player: { id: 'spotify', instance: 'spotify', name: 'Spotify', kind: 'music' },
        state: 'paused',
        track: {
          artist: 'Nina Simone',
          title: 'Sinnerman',
          source: 'Pastel Blues',
          track: '9',
          length: 618,
          uri: 'https://open.spotify.com/track/3Wqhv7DZpw1kLhKBpz8o3h',
        },
      },
    ]);
  });

  it('is no track when they stop or advertise', async () => {
    await start();
    post(MUSIC, { 'Player State': 'Stopped' });
    post(SPOTIFY, { ...spotify, 'Track ID': 'spotify:ad:0000000000000000' });
    expect(told.at(-1)?.map(({ state, track }) => [state, track.title])).toEqual([
      ['stopped', ''],
      ['playing', ''],
    ]);
  });

  it.each([{}, { 'Player State': ['Playing'], Name: 7, Artist: { a: 1 }, 'Total Time': -1 }])(
    'is nothing that could be believed: %j',
    async (info) => {
      await start();
      post(MUSIC, info);
      expect(told.at(-1)).toMatchObject([{ state: 'stopped', track: { artist: '', title: '' } }]);
    },
  );

  it('is bounded', async () => {
    await start();
    post(MUSIC, { ...music, Name: 'x'.repeat(1_000_000), Artist: 'a\u202eb' });
    expect(told.at(-1)?.[0]?.track).toMatchObject({ title: 'x'.repeat(256), artist: 'ab' });
  });

  it('is not heard any more once nobody wants to know', async () => {
    await start();
    reader.stop();
    expect(listeners.size).toBe(0);
  });
});

describe('what played before', () => {
  it('is asked of those that run', async () => {
    answers = (script) =>
      Promise.resolve(script.includes('"Music"') ? 'playing\nNina Simone\nSinnerman\nPastel Blues\n9\n622,253\n' : '');
    await start();
    expect(told.at(-1)).toEqual([
      {
        player: { id: 'music', instance: 'music', name: 'Music', kind: 'music' },
        state: 'playing',
        track: { artist: 'Nina Simone', title: 'Sinnerman', source: 'Pastel Blues', track: '9', length: 622 },
      },
    ]);
  });

  it('stays unknown where the user does not allow the question', async () => {
    answers = () => Promise.reject(new Error('Not authorized to send Apple events'));
    await start();
    expect(told).toEqual([]);
    post(SPOTIFY, spotify);
    expect(told.at(-1)).toHaveLength(1);
  });

  it('is over when the player was ended without a word', async () => {
    await start();
    post(SPOTIFY, spotify);
    answers = (script) => Promise.resolve(script.endsWith('is running') ? 'false\n' : '');
    await clock.advance(30_000);
    expect(told.at(-1)).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
