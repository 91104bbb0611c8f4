/**
 * The reader on what Windows tells of its media sessions. The records are transcribed, not from a machine
 * of our own: fields and enumerations from Microsoft's documentation of Windows.Media.Control; a session of
 * PotPlayer from the README of @coooookies/windows-smtc-monitor 1.0.12; app ids from reports about Spotify
 * (desktop and store), Media Player and Chrome.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { WindowsReader } from '../../../../electron/desktop/now-playing/windows';
import type { PlayerState } from '../../../../electron/contract/personal';
import { FakeClock } from '../../../support/fake-clock';
import { RecordingLog } from '../../../support/recording-log';

const session = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  app: 'Spotify.exe',
  status: 'Playing',
  kind: 'Music',
  artist: 'Nina Simone',
  albumArtist: 'Nina Simone',
  title: 'Sinnerman',
  album: 'Pastel Blues',
  track: 9,
  seconds: 618,
  ...change,
});

interface Run {
  readonly wrote: (text: string) => void;
  readonly ended: (why: string) => void;
  readonly script: string;
  killed: boolean;
}

let runs: Run[];
let told: (readonly PlayerState[])[];
let clock: FakeClock;
let reader: WindowsReader;

beforeEach(() => {
  runs = [];
  told = [];
  clock = new FakeClock();
  reader = new WindowsReader({
    runPowerShell: (script, wrote, ended) => {
      const run: Run = { script, wrote, ended, killed: false };
      runs.push(run);
      return { kill: () => (run.killed = true) };
    },
    clock,
    log: new RecordingLog(),
  });
  reader.start((states) => told.push(states));
});

const current = (): Run => runs.at(-1) ?? expect.unreachable();
const print = (...sessions: readonly unknown[]): void => current().wrote(`${JSON.stringify(sessions)}\r\n`);

describe('media sessions', () => {
  it('are players, their state and their track', () => {
    print(
      session(),
      session({
        app: 'PotPlayerMini64.exe',
        status: 'Paused',
        artist: 'Jeku/aori',
        title: 'ぱられループ を歌ってみた (Jeku remix)',
        album: '',
        track: 0,
        seconds: 259,
      }),
    );
    expect(told.at(-1)).toEqual([
      {
        player: { id: 'spotify.exe', instance: 'spotify.exe', name: 'Spotify', kind: 'music' },
        state: 'playing',
        track: { artist: 'Nina Simone', title: 'Sinnerman', source: 'Pastel Blues', track: '9', length: 618 },
      },
      {
        player: { id: 'potplayermini64.exe', instance: 'potplayermini64.exe', name: 'PotPlayerMini64', kind: 'video' },
        state: 'paused',
        track: {
          artist: 'Jeku/aori',
          title: 'ぱられループ を歌ってみた (Jeku remix)',
          source: '',
          track: '',
          length: 259,
        },
      },
    ]);
  });

  it.each([
    ['SpotifyAB.SpotifyMusic_zpdnekdrzrea0!Spotify', 'Music', 'SpotifyAB.SpotifyMusic', 'music'],
    ['Microsoft.ZuneMusic_8wekyb3d8bbwe!Microsoft.ZuneMusic', 'Music', 'Microsoft.ZuneMusic', 'music'],
    ['Microsoft.ZuneMusic_8wekyb3d8bbwe!Microsoft.ZuneMusic', 'Video', 'Microsoft.ZuneMusic', 'video'],
    ['Chrome', 'Music', 'Chrome', 'browser'],
    ['MSEdge', 'Music', 'MSEdge', 'browser'],
    ['308046B0AF4A39CB', 'Unknown', '308046B0AF4A39CB', 'music'],
  ])('of %s as %s', (app, kind, name, known) => {
    print(session({ app, kind }));
    expect(told.at(-1)?.[0]?.player).toMatchObject({ name, kind: known });
  });

  it('are read from lines that come in pieces, the last one first', () => {
    const text = `${JSON.stringify([session({ title: 'one' })])}\n${JSON.stringify([session({ title: 'two' })])}\n`;
    current().wrote(text.slice(0, 40));
    expect(told).toEqual([]);
    current().wrote(text.slice(40));
    expect(told.map((states) => states[0]?.track.title)).toEqual(['two']);
  });

  it.each([
    'no JSON',
    '{"app":"x"}',
    '[null,7,"x",{"app":7},{"app":""}]',
    JSON.stringify([{ app: 'a', title: ['T'], artist: { a: 1 }, seconds: -5, track: 'x', status: 4 }]),
    `["${'x'.repeat(300_000)}"]`,
  ])('that are none do no harm (%#)', (text) => {
    current().wrote(`${text}\n`);
    for (const state of told.flat())
      expect(state).toMatchObject({ state: 'stopped', track: { title: '', artist: '' } });
  });

  it('are bounded', () => {
    print(...Array.from({ length: 200 }, (_, at) => session({ app: `a${String(at)}`, title: 'x'.repeat(1000) })));
    expect(told.at(-1)).toHaveLength(32);
    expect(told.at(-1)?.[0]?.track.title).toBe('x'.repeat(256));
  });

  it('are none while PowerShell is not there, and it is tried again', async () => {
    print(session());
    current().ended('ENOENT');
    expect(told.at(-1)).toEqual([]);
    await clock.advance(30_000);
    expect(runs).toHaveLength(2);
    reader.stop();
    expect(runs[1]?.killed).toBe(true);
    runs[1]?.ended('killed');
    await clock.advance(60_000);
    expect(runs).toHaveLength(2);
  });

  it('are asked for by their documented names', () => {
    const { script } = current();
    for (const name of [
      'GlobalSystemMediaTransportControlsSessionManager',
      'TryGetMediaPropertiesAsync',
      'GetPlaybackInfo',
    ])
      expect(script).toContain(name);
  });
});
