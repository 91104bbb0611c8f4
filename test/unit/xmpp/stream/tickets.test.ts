/** What a server of TLS 1.3 holds back until its session tickets are acknowledged: real sockets and real TLS. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../electron/contract/ports';
import { ConnectionError } from '../../../../electron/xmpp/errors';
import { openSecureStream, type SecureStream } from '../../../../electron/xmpp/stream/negotiate';
import { scriptedServers } from '../../../support/fake-server/scripted-servers';
import type { FakeServer } from '../../../support/fake-server/server';
import { mechanismList } from '../../../support/fake-server/stream';
import { ACCOUNT, DOMAIN } from '../../../support/told-session';

const servers = scriptedServers(DOMAIN);

async function open(server: FakeServer): Promise<SecureStream> {
  const opened = await openSecureStream(
    { host: '127.0.0.1', port: server.port, encryption: 'direct-tls', foundBy: 'settings' },
    {
      account: ACCOUNT,
      extraCertificates: [servers.authority],
      clock: systemClock,
      signal: new AbortController().signal,
      onStream: () => undefined,
    },
  );
  onTestFinished(() => opened.stream.abort(new ConnectionError('cancelled')));
  return opened;
}

describe('session tickets', () => {
  it('are acknowledged at once, each with white space behind the stream header', async () => {
    const server = await servers.start({
      directTls: true,
      script: async (stream) => {
        await stream.waitFor(/<stream:stream[^>]*> {2}$/u);
        stream.send(`${stream.header()}<stream:features>${mechanismList(['SCRAM-SHA-256'])}</stream:features>`);
      },
    });
    const opened = await open(server);
    expect(opened.features.is('features')).toBe(true);
  });

  it('that TLS 1.2 gave before its end are nothing to acknowledge', async () => {
    const server = await servers.start({
      tls: { maxVersion: 'TLSv1.2' },
      directTls: true,
      script: (stream) => stream.openStream(mechanismList(['SCRAM-SHA-256'])),
    });
    const opened = await open(server);
    await opened.stream.write('<auth/>');
    const [stream] = server.streams;
    await stream?.waitFor(/<auth\/>/u);
    expect(stream?.received).toMatch(/^<\?xml[^>]*><stream:stream[^>]*><auth\/>$/u);
  });
});
