/** Signing in by XEP-0388 at a real Prosody that offers it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startProsody } from '../../build/demo/prosody';
import { systemClock } from '../../electron/contract/ports';
import { userJid } from '../../electron/xmpp/jid';
import { Session } from '../../electron/xmpp/session';
import { RecordingLog } from '../support/recording-log';

const modules = path.join(import.meta.dirname, '../support/prosody-modules');

it('proves the password both ways, and binds in the same stream', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'candor-sasl2-'));
  const password = 'parting-is-such-sweet-sorrow';
  const prosody = await startProsody({
    dir: folder,
    accounts: [{ user: 'juliet', password }],
    modules: ['connection_facts', 'sasl2'],
    extraConfig: `plugin_paths = { ${JSON.stringify(modules)} }`,
  });
  const session = new Session({
    account: userJid('juliet@localhost') ?? expect.unreachable(),
    resource: 'balcony',
    connection: { host: '127.0.0.1', port: prosody.port, encryption: 'starttls' },
    password: () => Promise.resolve(password),
    allowPlain: false,
    pinnedMechanism: undefined,
    extraCertificates: [await readFile(prosody.caFile, 'utf8')],
    modules: [],
    clock: systemClock,
    log: new RecordingLog(),
  });
  onTestFinished(async () => {
    await session.disconnect('chosen');
    await prosody.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const sent: string[] = [];
  session.onTraffic((direction, element) => {
    if (direction === 'out') sent.push(`${element.getName()} ${element.getNS() ?? ''}`);
  });
  const online = new Promise<void>((resolve) => {
    session.on('online', () => resolve());
  });
  session.connect();
  await online;
  expect(session.jid).toBe('juliet@localhost/balcony');
  expect(session.negotiated).toMatchObject({ mechanism: 'SCRAM-SHA-256', serverProved: true, passwordSent: false });
  expect(sent).toContain('authenticate urn:xmpp:sasl:2');
  expect(sent).not.toContain('auth urn:ietf:params:xml:ns:xmpp-sasl');
});
