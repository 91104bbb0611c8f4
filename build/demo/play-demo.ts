/**
 * The demo itself: `play-demo.ts attended|unattended`. It runs apart from the terminal's process group
 * and ends when its standard input does, because Ctrl-C would otherwise end server, people and app all
 * at once and leave nobody to clear up.
 */
import { resolveElectron } from '../electron/resolve-electron';
import { runDemo } from './demo';

const ended = new AbortController();
process.stdin.on('end', () => ended.abort()).resume();
process.on('SIGTERM', () => ended.abort());
try {
  // Who started this has said which Electron it is.
  const electron = await resolveElectron('develop', () => undefined);
  await runDemo({ electron, unattended: process.argv[2] === 'unattended', ended: ended.signal });
  process.exit(0);
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
