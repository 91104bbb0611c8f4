/**
 * Stands between the app and the server on a port of its own: it knows when the app connected, and it
 * can keep the network away from the app.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { now } from './electron-run';

export interface Relay {
  readonly port: number;
  /** While true, new connections are accepted and hear nothing; those go on once it is false again. */
  held: boolean;
  /** When the last connection came, or went on (milliseconds since the epoch); undefined: none came. */
  readonly connectedAt: number | undefined;
  /** Cuts every connection and stops listening. */
  stop(): Promise<void>;
}

export async function startRelay(targetPort: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let connectedAt: number | undefined;
  const track = (socket: Socket): void => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A cut connection is nothing a relay could mend; "close" follows.
    socket.on('error', () => undefined);
  };
  let held = false;
  const waiting = new Set<Socket>();
  const forward = (client: Socket): void => {
    connectedAt = now();
    const upstream = connect({ host: '127.0.0.1', port: targetPort });
    track(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  };
  const server = createServer((client) => {
    track(client);
    if (!held) {
      forward(client);
      return;
    }
    connectedAt = now();
    waiting.add(client);
    client.on('close', () => waiting.delete(client));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get held() {
      return held;
    },
    set held(hold) {
      held = hold;
      if (hold) return;
      for (const client of waiting) forward(client);
      waiting.clear();
    },
    get connectedAt() {
      return connectedAt;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
