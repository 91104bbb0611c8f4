/** `npm run demo`: Candor with a private server and people to talk to, in one command. */
import path from 'node:path';
import { buildApp } from '../shared/build-app';
import { runInOwnGroup } from '../shared/own-group';
import { rootDir } from '../shared/paths';
import { runInPrivateSession } from '../shared/private-session';
import { electronOrExit } from '../shared/run-app';

if (process.platform !== 'linux') {
  console.error(
    'The demo needs the XMPP server Prosody, which there is for Linux only. ' +
      'Use "npm start" and sign in to an account of your own, or run the demo in a Linux virtual machine.',
  );
  process.exit(1);
}

await electronOrExit('develop');
await buildApp();

const script = ['--import', 'tsx', path.join(rootDir, 'build/demo/play-demo.ts')];
const hasDisplay = [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
  (display) => display !== undefined && display !== '',
);
if (hasDisplay) {
  process.exitCode = await runInOwnGroup(process.execPath, [...script, 'attended'], { endBy: 'closing-input' });
} else {
  console.log('There is no display here: running on one in memory, with a session bus and a keyring of its own.');
  process.exitCode = await runInPrivateSession([process.execPath, ...script, 'unattended'], {
    endBy: 'closing-input',
  });
}
