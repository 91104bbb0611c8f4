/** Sessions of Juliet's on scripted servers that agree to XEP-0198: real sockets and real TLS. */
import { expect, vi } from 'vitest';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import { scriptedServers } from '../../support/fake-server/scripted-servers';
import type { FakeServer } from '../../support/fake-server/server';
import type { FakeStream } from '../../support/fake-server/stream';
import { DOMAIN, ToldSession } from '../../support/told-session';

export const NS_SM = 'urn:xmpp:sm:3';
/** The stream feature. */
export const SM = `<sm xmlns='${NS_SM}'/>`;
export const REQUEST = /<r xmlns=["']urn:xmpp:sm:3["']\/>/u;

export interface ManagedStart {
  readonly clock?: Clock;
  /** Runs as if it stored what came, before it is acknowledged; throws where that fails. */
  readonly store?: () => unknown;
  /** Before the session is online. */
  readonly prepare?: (told: ToldSession) => void;
}

export interface Managed {
  readonly server: FakeServer;
  readonly told: ToldSession;
}

type Step = (stream: FakeStream) => Promise<void>;

/**
 * To be called at the top of a file of tests. What it gives starts a server and a session, and resolves once that is
 * online: `steps[n]` plays the nth connection from its authentication on; the last one also plays those after it.
 */
export function managedSessions(): (steps: readonly Step[], options?: ManagedStart) => Promise<Managed> {
  const servers = scriptedServers(DOMAIN);
  return async (steps, { clock = systemClock, store = () => undefined, prepare } = {}) => {
    const server = await servers.start({
      script: async (stream, nth) => {
        await stream.secureStream();
        await stream.authenticate();
        await (steps[nth] ?? steps.at(-1))?.(stream);
      },
    });
    const told = new ToldSession({ port: server.port, authority: servers.authority, changes: { clock } });
    told.session.on('acknowledging', () => {
      store();
    });
    prepare?.(told);
    await vi.waitFor(() => expect(told.events).toContain('online'), { timeout: 10_000 });
    return { server, told };
  };
}

/** Binds and agrees to management. */
export async function manage(stream: FakeStream, enabled = "id='s-1' resume='true' max='300'"): Promise<void> {
  await stream.bind({ features: SM });
  await stream.waitFor(/<enable [^>]*resume=["']true["'][^>]*\/>/u);
  stream.send(`<enabled xmlns='${NS_SM}' ${enabled}/>`);
}

/** XEP-0198 §6 */
export function tooHigh(h: number, sendCount: number): string {
  return `<handled-count-too-high xmlns="${NS_SM}" h="${String(h)}" send-count="${String(sendCount)}"/>`;
}

/** RFC 6120 §4.9.4: what an application adds stands beside the condition. */
export function streamError(explanation: string): string {
  const condition = '<undefined-condition xmlns="urn:ietf:params:xml:ns:xmpp-streams"/>';
  return `<stream:error>${condition}${explanation}</stream:error></stream:stream>`;
}

/** Of the nth connection: its stream error and all after it. */
export function lastWords(server: FakeServer, nth: number): string | undefined {
  return /<stream:error>.*$/su.exec(server.streams[nth]?.received ?? '')?.[0];
}
