/** Stands between a client and a server on loopback, and cuts the connection where a test says. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** Lets so many more bytes through, both ways together, and then cuts; in the middle of anything. */
  cutAfter(bytes: number): void;
  stop(): Promise<void>;
}

export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let left = Infinity;
  const track = (socket: Socket): void => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A cut connection is what this is for; "close" follows.
    socket.on('error', () => undefined);
  };
  const cut = (): void => {
    left = Infinity;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const forward = (from: Socket, to: Socket): void => {
    from.on('data', (data) => {
      const passing = data.subarray(0, left);
      left -= passing.length;
      if (left > 0) to.write(passing);
      else to.write(passing, cut);
    });
  };
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect({ host: '127.0.0.1', port: targetPort });
    track(client);
    track(upstream);
    forward(client, upstream);
    forward(upstream, client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    cutAfter(bytes) {
      left = bytes;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
