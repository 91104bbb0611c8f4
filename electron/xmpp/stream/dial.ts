/** Opens the TCP connection to one endpoint, within a time limit. */
import * as net from 'node:net';
import type { Clock } from '../../contract/ports';
import { ConnectionError } from '../errors';
import type { Endpoint } from './resolve';

/** Milliseconds for one of several addresses of a name before the next is tried beside it. */
const NEXT_ADDRESS_AFTER = 1_000;

export interface DialOptions {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Rejects with 'service-not-found', 'service-unreachable' or 'cancelled'. */
export function dial({ endpoint, clock, limitMs, signal }: DialOptions): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const address = `${endpoint.host}:${String(endpoint.port)}`;
    if (signal.aborted) {
      reject(new ConnectionError('cancelled'));
      return;
    }
    const socket = net.connect({
      host: endpoint.host,
      port: endpoint.port,
      noDelay: true,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER,
    });
    const settle = (): void => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('connect', onConnect);
    };
    const refuse = (error: ConnectionError): void => {
      settle();
      // A late error of a socket that is being thrown away concerns nobody.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => refuse(new ConnectionError('cancelled'));
    const onError = (error: NodeJS.ErrnoException): void => {
      const unknownName = error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN' || error.code === 'ENODATA';
      refuse(
        unknownName
          ? new ConnectionError('service-not-found', endpoint.host, { cause: error })
          : new ConnectionError('service-unreachable', address, { cause: error }),
      );
    };
    const onConnect = (): void => {
      settle();
      resolve(socket);
    };
    const cancelTimer = clock.after(limitMs, () => refuse(new ConnectionError('service-unreachable', address)));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', onConnect);
  });
}
