import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { bareJid, type BareJid } from '../../../../electron/xmpp/jid';
import { XmppStream } from '../../../../electron/xmpp/stream/connection';
import { xml } from '../../../../electron/xmpp/xml';

/** Keeps what was written in one go apart, as records of TLS do. */
class Records extends Duplex {
  readonly written: string[] = [];

  override _read(): void {
    // Nothing comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(chunk.toString());
    setImmediate(done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.written.push(chunks.map(({ chunk }) => chunk.toString()).join(''));
    setImmediate(done);
  }
}

function streamOn(socket: Records): XmppStream {
  const stream = new XmppStream(bareJid('juliet@capulet.example') as BareJid, () => 0);
  stream.useSocket(socket as unknown as Socket);
  return stream;
}

it('writes whole stanzas into each record, in order', async () => {
  const socket = new Records();
  const stream = streamOn(socket);
  const stanzas = Array.from({ length: 100 }, (_, nth) => xml('message', { id: String(nth) }, 'é'.repeat(nth * 20)));
  stanzas.push(xml('message', {}, 'x'.repeat(20_000)), xml('presence', {}));
  await Promise.all(stanzas.map((stanza) => stream.send(stanza)));
  expect(socket.written.join('')).toBe(stanzas.map(String).join(''));
  expect(socket.written.every((record) => record.startsWith('<') && record.endsWith('>'))).toBe(true);
  const sizes = socket.written.map((record) => Buffer.byteLength(record));
  expect(sizes.filter((size) => size > 16_384)).toHaveLength(1);
  expect(socket.written.length).toBeLessThan(40);
});

it('tells each of those that waited to be written that the connection is gone', async () => {
  const socket = new Records();
  const stream = streamOn(socket);
  const sent = ['a', 'b', 'c'].map((id) => stream.send(xml('message', { id })));
  socket.destroy(new Error('gone'));
  const results = await Promise.allSettled(sent);
  // The first one was with the socket already.
  expect(results.slice(1).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
