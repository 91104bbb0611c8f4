/** `npm run demo`: Candor with a private server and people to talk to, in one command. */
import { runDemo } from '../demo/demo';
import { buildApp } from '../shared/build-app';
import { runInPrivateSession } from '../shared/private-session';
import { electronOrExit } from '../shared/run-app';

/** Given to itself by the outer run: this process is inside the private session. */
const INSIDE = '--inside-private-session';

if (process.platform !== 'linux') {
  console.error(
    'The demo needs the XMPP server Prosody, which there is for Linux only. ' +
      'Use "npm start" and sign in to an account of your own, or run the demo in a Linux virtual machine.',
  );
  process.exit(1);
}

const hasDisplay = [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
  (display) => display !== undefined && display !== '',
);
const inside = process.argv.includes(INSIDE);

if (inside || hasDisplay) {
  // The outer run has said which one it is.
  const electron = await electronOrExit('develop', inside ? () => undefined : undefined);
  if (!inside) await buildApp();
  const ended = new AbortController();
  const end = (): void => ended.abort();
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // The outer run closes this input when the user presses Ctrl-C.
  if (inside) process.stdin.on('end', end).resume();
  try {
    await runDemo({ electron, unattended: inside, ended: ended.signal });
  } catch (error) {
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
  process.exit(0);
}

await electronOrExit('develop');
await buildApp();
console.log('There is no display here: running on one in memory, with a session bus and a keyring of its own.');
process.exitCode = await runInPrivateSession([process.execPath, '--import', 'tsx', import.meta.filename, INSIDE], {
  endBy: 'closing-input',
});
