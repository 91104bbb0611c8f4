/** Sessions of Juliet's against scripted servers on loopback: real sockets and real TLS; all end with their test. */
import { onTestFinished } from 'vitest';
import type { ConnectionState } from '../../../electron/contract/connection';
import { Session } from '../../../electron/xmpp/session';
import type { SessionOptions } from '../../../electron/xmpp/session-types';
import { scriptedServers, type ScriptedServerOptions } from '../../support/fake-server/scripted-servers';
import type { FakeServer } from '../../support/fake-server/server';
import type { SignInBehaviour } from '../../support/fake-server/stream';
import { RecordingLog } from '../../support/recording-log';
import { DOMAIN, sessionOptions } from '../../support/told-session';

interface MadeSession {
  readonly session: Session;
  /** All states that it went through. */
  readonly states: readonly ConnectionState[];
  readonly log: RecordingLog;
}

interface Sessions {
  /** A server that lets sign in as told, and then answers what it is asked. */
  serverWith(behaviour?: SignInBehaviour, options?: Omit<ScriptedServerOptions, 'script'>): Promise<FakeServer>;
  /** Not connected yet. */
  sessionFor(server: FakeServer, changes?: Partial<SessionOptions>): MadeSession;
}

/** To be called at the top of a file of tests. */
export function sessionsOnServers(): Sessions {
  const servers = scriptedServers(DOMAIN);
  return {
    serverWith: (behaviour, options) =>
      servers.start({
        ...options,
        script: async (stream) => {
          await stream.signIn(behaviour);
          await stream.serveRequests();
        },
      }),
    sessionFor(server, changes) {
      const log = new RecordingLog();
      const options = { ...sessionOptions(server.port, servers.authority), log, ...changes };
      const session = new Session(options, { random: () => 0 });
      onTestFinished(() => session.disconnect('chosen'));
      const states: ConnectionState[] = [];
      session.onState((state) => states.push(state));
      return { session, states, log };
    },
  };
}

/** Resolves once the session is in this state. */
export function reached(session: Session, wanted: ConnectionState['state']): Promise<ConnectionState> {
  if (session.state.state === wanted) return Promise.resolve(session.state);
  return new Promise((resolve) => {
    const stop = session.onState((state) => {
      if (state.state !== wanted) return;
      stop();
      resolve(state);
    });
  });
}
