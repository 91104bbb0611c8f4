/** A session of Juliet's on a scripted server: real sockets and real TLS; it notes what it is told, in order. */
import { expect, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../electron/contract/ports';
import { userJid } from '../../electron/xmpp/jid';
import { Session } from '../../electron/xmpp/session';
import type { SessionOptions } from '../../electron/xmpp/session-types';
import { attr, xml } from '../../electron/xmpp/xml';
import { RecordingLog } from './recording-log';

export const DOMAIN = 'capulet.example';
export const ACCOUNT = userJid(`juliet@${DOMAIN}`) ?? expect.unreachable();

/** What Romeo sends, as XML. */
export const message = (id: string): string =>
  `<message from='romeo@montague.example/x' id='${id}'><body>${id}</body></message>`;

/** What a session of Juliet's needs to sign in at a server on loopback; `authority` is PEM. */
export function sessionOptions(port: number, authority: string): SessionOptions {
  return {
    account: ACCOUNT,
    resource: 'balcony',
    connection: { host: '127.0.0.1', port, encryption: 'starttls' },
    password: () => Promise.resolve('secret'),
    allowPlain: false,
    pinnedMechanism: undefined,
    extraCertificates: [authority],
    modules: [],
    clock: systemClock,
    log: new RecordingLog(),
  };
}

export interface ToldOptions {
  readonly port: number;
  /** PEM. */
  readonly authority: string;
  readonly changes?: Partial<SessionOptions>;
}

export class ToldSession {
  readonly session: Session;
  /** Names of events; stanzas with their id. */
  readonly events: string[] = [];

  /** Connects at once, and ends with the test. */
  constructor({ port, authority, changes }: ToldOptions) {
    const { events } = this;
    this.session = new Session({ ...sessionOptions(port, authority), ...changes }, { random: () => 0 });
    onTestFinished(() => this.session.disconnect('chosen'));
    for (const name of ['online', 'offline', 'interrupted', 'resumed'] as const)
      this.session.on(name, () => {
        events.push(name);
      });
    this.session.on('recovered', (handled) => events.push(`recovered ${String(handled)}`));
    this.session.on('acknowledged', (stanza) => events.push(`acknowledged ${attr(stanza, 'id') ?? ''}`));
    this.session.on('message', ({ stanza }) => events.push(`message ${attr(stanza, 'id') ?? ''}`));
    this.session.connect();
  }

  /** Sends a message to Romeo. */
  say(id: string): Promise<void> {
    return this.session.send(xml('message', { to: 'romeo@montague.example', id }, xml('body', {}, id)));
  }

  /** Resolves when exactly this was told. */
  happened(...expected: readonly string[]): Promise<void> {
    return vi.waitFor(() => expect(this.events).toEqual(expected), { timeout: 10_000 });
  }
}
