import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFaultyProxy, type FaultyProxy } from '../../support/faulty-proxy';

let server: Server;
let proxy: FaultyProxy;
let atServer: string;
let serverSide: Socket | undefined;
let client: Socket;
let atClient: string;

beforeEach(async () => {
  atServer = '';
  atClient = '';
  serverSide = undefined;
  server = createServer((socket) => {
    serverSide = socket;
    socket.on('data', (data) => (atServer += data.toString()));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startFaultyProxy((server.address() as AddressInfo).port);
  client = connect({ host: '127.0.0.1', port: proxy.port });
  client.on('data', (data) => (atClient += data.toString()));
  client.on('error', () => undefined);
  await once(client, 'connect');
  await expect.poll(() => serverSide).toBeDefined();
});

afterEach(async () => {
  client.destroy();
  serverSide?.destroy();
  await proxy.stop();
  server.close();
});

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));
const arrives = (text: string) => expect.poll(() => atServer).toBe(text);

it('passes on both ways, also in small pieces and late, in order', async () => {
  proxy.split(() => 3);
  proxy.delay(20);
  const begun = performance.now();
  client.write('wherefore art thou');
  await arrives('wherefore art thou');
  expect(performance.now() - begun).toBeGreaterThan(15);
  proxy.delay(0);
  client.write(' Romeo');
  serverSide?.write('call me but love');
  await arrives('wherefore art thou Romeo');
  await expect.poll(() => atClient).toBe('call me but love');
  expect(proxy.bytes).toBe(40);
});

it('cuts after so many bytes, once, and takes the next connection', async () => {
  proxy.cutAfter(4);
  client.write('abcdefgh');
  await closed(client);
  await arrives('abcd');
  expect(proxy.cuts).toBe(1);
  const next = connect({ host: '127.0.0.1', port: proxy.port });
  next.write('once more');
  await arrives('abcdonce more');
  next.destroy();
  expect(proxy.connections).toBe(2);
});

it('keeps back what comes until it goes on', async () => {
  proxy.pause();
  client.write('later');
  const other = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  other.write('now ');
  await arrives('now ');
  proxy.resume();
  await arrives('now later');
  other.destroy();
});

it('swallows one way without a word', async () => {
  proxy.blackHole('up');
  client.write('never');
  serverSide?.write('heard');
  await expect.poll(() => atClient).toBe('heard');
  await expect.poll(() => proxy.bytes).toBe(10);
  proxy.blackHole();
  client.write('again');
  await arrives('again');
  expect(client.destroyed).toBe(false);
});

it('refuses new connections while it is told to', async () => {
  proxy.refusing = true;
  const refused = connect({ host: '127.0.0.1', port: proxy.port });
  refused.on('error', () => undefined);
  await closed(refused);
  expect(proxy.connections).toBe(1);
});
