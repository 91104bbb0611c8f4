/** Programs of the system by which players are heard on macOS and Windows. */
import { execFile, spawn } from 'node:child_process';
import type { Helper } from './windows';

const SCRIPT_LIMIT = 5000;

/** What an AppleScript prints. Rejects where it fails, is not allowed or takes too long. */
export function runAppleScript(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('/usr/bin/osascript', ['-e', script], { timeout: SCRIPT_LIMIT, maxBuffer: 64 * 1024 }, (error, text) => {
      if (error === null) resolve(text);
      else reject(new Error('osascript failed', { cause: error }));
    });
  });
}

/** Windows PowerShell 5.1, which is part of Windows. */
export function runPowerShell(script: string, wrote: (text: string) => void, ended: (why: string) => void): Helper {
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  const child = spawn(
    'powershell.exe',
    ['-NoLogo', '-NoProfile', '-NonInteractive', '-WindowStyle', 'Hidden', '-EncodedCommand', encoded],
    { windowsHide: true, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let over = false;
  const end = (why: string): void => {
    if (!over) ended(why);
    over = true;
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code) => end(`it ended with ${String(code)}`));
  child.stdout.setEncoding('utf8').on('data', wrote);
  return { kill: () => child.kill() };
}
