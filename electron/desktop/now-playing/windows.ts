/**
 * Players on Windows: the system's own list of media sessions (GlobalSystemMediaTransportControlsSessionManager,
 * Windows 10 1809 and later), read by the PowerShell that is part of Windows. It prints one line of JSON
 * each time something changed, and ends when Candor has.
 */
import type { PlayerState } from '../../contract/personal';
import type { Clock, Log, PlayerReader } from '../../contract/ports';
import { reasonOf } from '../errors';
import { idOf, kindOf, lengthOf, line, trackNumberOf, trackOf } from './metadata';

const MAX_PLAYERS = 32;
/** Longer lines are no list of players. */
const MAX_LINE = 256 * 1024;
/** After so long a helper that ended is started again (milliseconds). */
const RETRY_DELAY = 30_000;

/** A running helper. */
export interface Helper {
  readonly kill: () => void;
}

export interface WindowsOptions {
  /** Runs Windows PowerShell with a script; `ended` is called once, also where it can't be started. */
  readonly runPowerShell: (script: string, wrote: (text: string) => void, ended: (why: string) => void) => Helper;
  readonly clock: Clock;
  readonly log: Log;
}

export class WindowsReader implements PlayerReader {
  readonly #options: WindowsOptions;
  #helper: Helper | undefined;
  #changed: ((players: readonly PlayerState[]) => void) | undefined;
  #cancelRetry: (() => void) | undefined;
  #rest = '';

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  start(changed: (states: readonly PlayerState[]) => void): void {
    this.#changed = changed;
    this.#begin();
  }

  stop(): void {
    this.#changed = undefined;
    this.#cancelRetry?.();
    this.#helper?.kill();
    this.#helper = undefined;
  }

  #begin(): void {
    const { runPowerShell, clock, log } = this.#options;
    this.#rest = '';
    const helper: Helper = runPowerShell(
      mediaSessionsScript,
      (text) => this.#take(text),
      (why) => {
        log.info('now-playing', `media sessions are not heard: ${why}`);
        if (this.#changed === undefined || this.#helper !== helper) return;
        this.#changed([]);
        this.#cancelRetry = clock.after(RETRY_DELAY, () => this.#begin());
      },
    );
    this.#helper = helper;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, MAX_LINE);
    const last = lines.findLast((one) => one.trim() !== '');
    if (last === undefined || last.length > MAX_LINE) return;
    try {
      this.#changed?.(parseSessions(JSON.parse(last)));
    } catch (error) {
      this.#options.log.info('now-playing', `a line that is none: ${reasonOf(error)}`);
    }
  }
}

function parseSessions(sessions: unknown): readonly PlayerState[] {
  const list = Array.isArray(sessions) ? sessions.slice(0, MAX_PLAYERS) : [];
  return list.map(parseSession).filter((state) => state !== undefined);
}

function parseSession(value: unknown): PlayerState | undefined {
  const session: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const app = line(session['app']);
  const id = idOf(app);
  if (id === '') return undefined;
  const name = nameOf(app);
  return {
    // What says of itself that it is a video or a picture is one, whoever shows it (MediaPlaybackType).
    player: { id, instance: id, name, kind: session['kind'] === 'Video' ? 'video' : kindOf(id, name) },
    state: stateOf(session['status']),
    track: trackOf({
      artist: line(session['artist']) || line(session['albumArtist']),
      title: line(session['title']),
      source: line(session['album']),
      track: trackNumberOf(session['track']),
      length: lengthOf(session['seconds'], 1),
    }),
  };
}

/** Of "Spotify.exe", or of "Microsoft.ZuneMusic_8wekyb3d8bbwe!Microsoft.ZuneMusic". */
function nameOf(app: string): string {
  const last = app.split('!')[0]?.split('_')[0]?.split('\\').at(-1) ?? app;
  return last.replace(/\.exe$/iu, '') || app;
}

function stateOf(status: unknown): PlayerState['state'] {
  if (status === 'Playing') return 'playing';
  return status === 'Paused' ? 'paused' : 'stopped';
}

/** Asks once a second, since PowerShell hears no events of this part of Windows. */
const mediaSessionsScript = `
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
Add-Type -AssemblyName System.Runtime.WindowsRuntime
$asTask = ([System.WindowsRuntimeSystemExtensions].GetMethods() | Where-Object {
  $_.Name -eq 'AsTask' -and $_.GetParameters().Count -eq 1 -and
  $_.GetParameters()[0].ParameterType.Name -eq 'IAsyncOperation\`1' })[0]
function Wait-For($operation, $type) {
  $task = $asTask.MakeGenericMethod($type).Invoke($null, @($operation))
  if (-not $task.Wait(5000)) { throw 'no answer in time' }
  $task.Result
}
$managerType = [Windows.Media.Control.GlobalSystemMediaTransportControlsSessionManager, Windows.Media.Control, ContentType = WindowsRuntime]
$propertiesType = [Windows.Media.Control.GlobalSystemMediaTransportControlsSessionMediaProperties, Windows.Media.Control, ContentType = WindowsRuntime]
$manager = Wait-For ($managerType::RequestAsync()) $managerType
$parent = (Get-CimInstance Win32_Process -Filter "ProcessId = $PID").ParentProcessId
$before = ''
while (Get-Process -Id $parent -ErrorAction SilentlyContinue) {
  $sessions = @(foreach ($session in $manager.GetSessions()) {
    try {
      $playback = $session.GetPlaybackInfo()
      $media = Wait-For ($session.TryGetMediaPropertiesAsync()) $propertiesType
      [ordered]@{
        app = $session.SourceAppUserModelId
        status = [string]$playback.PlaybackStatus
        kind = [string]$playback.PlaybackType
        artist = $media.Artist
        albumArtist = $media.AlbumArtist
        title = $media.Title
        album = $media.AlbumTitle
        track = $media.TrackNumber
        seconds = [int]$session.GetTimelineProperties().EndTime.TotalSeconds
      }
    } catch { }
  })
  $now = ConvertTo-Json -InputObject $sessions -Compress -Depth 3
  if ($now -ne $before) { [Console]::Out.WriteLine($now); $before = $now }
  Start-Sleep -Seconds 1
}
`;
