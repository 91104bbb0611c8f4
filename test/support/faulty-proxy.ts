/**
 * Stands between clients and a server on loopback and is as bad a network as a test wants: it cuts at any
 * byte, stops, swallows what passes, delays it, and tears it into pieces.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** From the client's side: "up" goes to the server. */
export type Direction = 'up' | 'down';

export interface FaultyProxy {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** How often something was cut. */
  readonly cuts: number;
  /** Bytes that came in so far, both ways together, passed on or not. */
  readonly bytes: number;
  /** Resets every connection now. */
  cut(): void;
  /** Lets so many more bytes through, both ways together, and then cuts; in the middle of anything. */
  cutAfter(bytes: number): void;
  /** Keeps back what comes; the other side notices only that nothing arrives. `resume` passes it on. */
  pause(): void;
  resume(): void;
  /** What goes these ways is taken and never arrives; nobody is told. An empty list ends it. */
  blackHole(...directions: readonly Direction[]): void;
  /** Each piece arrives so much later (milliseconds), in order. */
  delay(milliseconds: number): void;
  /** Tears everything into pieces of 1 to `longest()` bytes; undefined passes it on as it came. */
  split(longest: (() => number) | undefined): void;
  /** While true, new connections are refused as by a machine on which nothing listens. */
  refusing: boolean;
  /** Its sockets and what it holds back, in words, for when something never comes. */
  describe(): string;
  stop(): Promise<void>;
}

/** What is sent to one socket, piece after piece. */
class Outlet {
  #last: Promise<void> = Promise.resolve();

  constructor(readonly socket: Socket) {}

  /** `afterwards` runs once the kernel has it. */
  pass(data: Buffer, wait: Promise<void> | undefined, afterwards?: () => void): void {
    const write = (): void => {
      if (this.socket.writable) this.socket.write(data, afterwards);
      else afterwards?.();
    };
    if (wait === undefined) write();
    else this.#last = Promise.all([this.#last, wait]).then(write);
  }
}

export async function startFaultyProxy(targetPort: number): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let cuts = 0;
  let bytes = 0;
  let left = Infinity;
  let swallowed: readonly Direction[] = [];
  let delayed = 0;
  let longest: (() => number) | undefined;
  let paused = false;
  let refusing = false;
  let cutting = false;

  const track = (socket: Socket): void => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A cut connection is what this is for; "close" follows.
    socket.on('error', () => undefined);
    if (paused) socket.pause();
  };
  const cut = (): void => {
    left = Infinity;
    cutting = false;
    if (sockets.size > 0) cuts += 1;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const pieces = function* (data: Buffer): Generator<Buffer> {
    for (let from = 0; from < data.length;) {
      const length = longest === undefined ? data.length : Math.max(1, longest());
      yield data.subarray(from, from + length);
      from += length;
    }
  };
  const forward = (from: Socket, to: Socket, direction: Direction): void => {
    const outlet = new Outlet(to);
    from.on('data', (data) => {
      bytes += data.length;
      if (swallowed.includes(direction)) return;
      const passing = data.subarray(0, left);
      left -= passing.length;
      const wait = delayed === 0 ? undefined : after(delayed);
      for (const piece of pieces(passing)) outlet.pass(piece, wait);
      if (left > 0 || cutting) return;
      cutting = true;
      outlet.pass(Buffer.alloc(0), wait, cut);
    });
  };
  const server = createServer((client) => {
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    connections += 1;
    const upstream = connect({ host: '127.0.0.1', port: targetPort });
    track(client);
    track(upstream);
    forward(client, upstream, 'up');
    forward(upstream, client, 'down');
    // In a black hole nobody hears that the other side is gone.
    client.on('close', () => {
      if (!swallowed.includes('up')) upstream.destroy();
    });
    upstream.on('close', () => {
      if (!swallowed.includes('down')) client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get cuts() {
      return cuts;
    },
    get bytes() {
      return bytes;
    },
    cut,
    cutAfter(more) {
      left = more;
    },
    pause() {
      paused = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      paused = false;
      for (const socket of sockets) socket.resume();
    },
    blackHole(...directions) {
      swallowed = directions;
    },
    delay(milliseconds) {
      delayed = milliseconds;
    },
    split(pieceLength) {
      longest = pieceLength;
    },
    get refusing() {
      return refusing;
    },
    set refusing(refuses) {
      refusing = refuses;
    },
    describe() {
      const each = [...sockets].map(
        (socket) =>
          `${socket.connecting ? 'connecting' : 'open'} to ${String(socket.remotePort)}: read ${String(socket.bytesRead)}, ` +
          `written ${String(socket.bytesWritten)}, buffered ${String(socket.writableLength)}, paused ${String(socket.isPaused())}`,
      );
      return `${String(left)} bytes to the next cut, cutting ${String(cutting)}; ${each.join('; ')}`;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
