/** Real players: mpv with its MPRIS plug-in on a session bus, playing tagged files without a sound card. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startPrivateBus } from './private-bus';

const run = promisify(execFile);
const PLUGINS = ['/usr/lib/mpv-mpris/mpris.so', '/etc/mpv/scripts/mpris.so', '/usr/share/mpv/scripts/mpris.so'];

export interface Song {
  readonly artist: string;
  readonly title: string;
  readonly album: string;
}

export interface RealPlayer {
  /** As playerctl calls it, e.g. "mpv" or "mpv.instance4711". */
  readonly name: string;
  /** Ends it, as closing its window would. */
  quit(): Promise<void>;
}

export interface Jukebox {
  /** Address of the bus that the players are on. */
  readonly address: string;
  /** Starts a player with these songs, a minute each, and resolves once it is on the bus. */
  play(...songs: readonly Song[]): Promise<RealPlayer>;
  /** A word of playerctl to a player, e.g. "pause"; resolves to what it prints. */
  control(player: RealPlayer, ...words: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** `address`: of a bus that is there; a bus of its own if left out. */
export async function startJukebox(address?: string): Promise<Jukebox> {
  const folder = await mkdtemp(path.join(tmpdir(), 'candor-jukebox-'));
  const daemon = address === undefined ? await startPrivateBus() : undefined;
  const busAddress = address ?? daemon?.address ?? '';
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: busAddress };
  const players = new Set<ChildProcess>();
  const control = async (...words: readonly string[]): Promise<string> =>
    (await run('playerctl', [...words], { env })).stdout.trim();
  const names = async (): Promise<readonly string[]> => (await control('--list-all').catch(() => '')).split('\n');

  return {
    address: busAddress,
    async play(...songs) {
      const files: string[] = [];
      for (const song of songs) {
        const file = path.join(folder, `${String(players.size)}-${String(files.length)}.wav`);
        await writeFile(file, taggedSilence(song));
        files.push(file);
      }
      const before = new Set(await names());
      const plugin = PLUGINS.find((one) => existsSync(one));
      if (plugin === undefined) throw new Error('mpv-mpris is not installed');
      const child = spawn(
        'mpv',
        ['--no-config', '--no-video', '--ao=null', '--no-terminal', '--idle=yes', `--script=${plugin}`, ...files],
        { env, stdio: 'ignore' },
      );
      players.add(child);
      const name = await appeared(async () => (await names()).find((one) => one !== '' && !before.has(one)));
      return {
        name,
        async quit() {
          players.delete(child);
          await end(child);
        },
      };
    },
    control: (player, ...words) => control(`--player=${player.name}`, ...words),
    async stop() {
      await Promise.all([...players].map(end));
      await daemon?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves once it is gone: one that still goes has its name on the bus, and the next one would get another. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

/** Asks again until there is an answer: a program that starts tells nobody. */
async function appeared(ask: () => Promise<string | undefined>): Promise<string> {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  throw new Error('the player did not come onto the bus');
}

const SECONDS = 60;
const RATE = 8000;

/** A minute of silence as WAV, with its names in a LIST chunk of the kind INFO. */
function taggedSilence({ artist, title, album }: Song): Buffer {
  const tag = (id: string, text: string): Buffer => chunk(id, Buffer.from(`${text}\0`, 'utf8'));
  const info = chunk(
    'LIST',
    Buffer.concat([Buffer.from('INFO'), tag('INAM', title), tag('IART', artist), tag('IPRD', album)]),
  );
  const format = Buffer.alloc(16);
  // PCM, one channel, eight bits.
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(RATE, 4);
  format.writeUInt32LE(RATE, 8);
  format.writeUInt16LE(1, 12);
  format.writeUInt16LE(8, 14);
  const data = chunk('data', Buffer.alloc(RATE * SECONDS, 0x80));
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format), info, data]));
}

/** Chunks begin at even places. */
function chunk(id: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}
