/** A session with all its rooms at a real server; it sends nothing by itself. */
import { onTestFinished } from 'vitest';
import { systemClock } from '../../electron/contract/ports';
import { nothingSent } from '../../electron/features/settings/nothing-sent';
import type { BareJid } from '../../electron/xmpp/jid';
import { createModules, type Modules } from '../../electron/xmpp/modules';
import { Session } from '../../electron/xmpp/session';
import type { SessionOptions } from '../../electron/xmpp/session-types';
import { RecordingLog } from './recording-log';

export interface QuietSessionOptions {
  readonly account: BareJid;
  readonly password: string;
  /** On loopback. */
  readonly port: number;
  /** PEM. */
  readonly authority: string;
}

/** Not connected yet; ends with the test. */
export function quietSession(
  { account, password, port, authority }: QuietSessionOptions,
  changes: Partial<SessionOptions> = {},
): { readonly session: Session; readonly modules: Modules } {
  const modules = createModules({
    account,
    mayKnow: () => false,
    appVersion: '0.1.0',
    sending: () => nothingSent,
    showsTunes: () => false,
    showsPictures: () => false,
    clock: systemClock,
  });
  const session = new Session({
    account,
    resource: 'balcony',
    connection: { host: '127.0.0.1', port, encryption: 'starttls' },
    password: () => Promise.resolve(password),
    allowPlain: false,
    pinnedMechanism: undefined,
    extraCertificates: [authority],
    modules: modules.all,
    clock: systemClock,
    log: new RecordingLog(),
    ...changes,
  });
  onTestFinished(() => session.disconnect('signed-out'));
  return { session, modules };
}

/** Connects it; resolves once it is online. */
export async function goOnline(session: Session): Promise<void> {
  const online = new Promise<void>((resolve) => {
    session.on('online', () => resolve());
  });
  session.connect();
  await online;
}
