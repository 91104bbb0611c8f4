/**
 * Candor without its window, as a program of its own: features, session and the encrypted store on disk are
 * the real ones. It signs in for the first time, or goes on as after any other start, until it is killed.
 */
import { readFileSync } from 'node:fs';
import { EventHub } from '../../../electron/contract/event-hub';
import type { Message } from '../../../electron/contract/messages';
import { FileSecrets } from '../../support/file-secrets';
import { StandardErrorLog } from '../../support/standard-error-log';
import { makeTestFeatures } from '../../support/test-features';
import { connectionOf, type ProgramOptions, type Request, type Told } from './killable-protocol';
import { wholeConversation } from './whole-conversation';

const options = JSON.parse(process.argv[2] ?? '') as ProgramOptions;
const account = options.jid;
const hub = new EventHub();
const features = makeTestFeatures({
  profileDir: options.profileDir,
  secrets: new FileSecrets(options.secretsFile),
  hub,
  log: new StandardErrorLog(),
  extraCertificates: [readFileSync(options.authorityFile, 'utf8')],
});

function tell(told: Told): void {
  process.send?.(told);
}

async function answer(request: Request): Promise<readonly Message[]> {
  if (request.do === 'conversation') return wholeConversation(features.handlers, account, request.peer);
  return [await features.handlers['messages.send']({ account, with: request.to, body: request.body })];
}

process.on('message', (request: Request) => {
  answer(request).then(
    (messages) => tell({ answer: request.id, messages }),
    (error: unknown) => tell({ answer: request.id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
for (const name of ['messagesAdded', 'messagesChanged'] as const) hub.on(name, ({ messages }) => tell({ messages }));
hub.on('accountChanged', (event) => tell({ connection: connectionOf(event.account) }));

await features.start();
const { accounts } = await features.handlers['app.snapshot'](undefined);
if (accounts.length === 0)
  await features.handlers['accounts.signIn']({
    jid: account,
    password: options.password,
    remember: true,
    connection: { host: '127.0.0.1', port: options.port, encryption: 'starttls' },
    allowPlain: false,
  });
