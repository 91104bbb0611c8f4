/** What a server of TLS 1.3 holds back until its session tickets are acknowledged: real sockets and real TLS. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../electron/contract/ports';
import { ConnectionError } from '../../../../electron/xmpp/errors';
import { userJid } from '../../../../electron/xmpp/jid';
import { openSecureStream, type SecureStream } from '../../../../electron/xmpp/stream/negotiate';
import { FakeServer } from '../../../support/fake-server/server';
import { mechanismList } from '../../../support/fake-server/stream';
import { trustedTls, type TrustedTls } from '../../../support/fake-server/trusted-tls';

const DOMAIN = 'capulet.example';
const account = userJid(`juliet@${DOMAIN}`) ?? expect.unreachable();

let trusted: TrustedTls;
let server: FakeServer;
let opened: SecureStream | undefined;

beforeAll(async () => {
  trusted = await trustedTls(DOMAIN);
});
afterEach(async () => {
  opened?.stream.abort(new ConnectionError('cancelled'));
  opened = undefined;
  await server.close();
});
afterAll(() => trusted.remove());

function open(): Promise<SecureStream> {
  return openSecureStream(
    { host: '127.0.0.1', port: server.port, encryption: 'direct-tls', foundBy: 'settings' },
    {
      account,
      extraCertificates: [trusted.authority],
      clock: systemClock,
      signal: new AbortController().signal,
      onStream: () => undefined,
    },
  );
}

describe('session tickets', () => {
  it('are acknowledged at once, each with white space behind the stream header', async () => {
    server = await FakeServer.start({ domain: DOMAIN, tls: trusted.tls, directTls: true });
    server.script = async (stream) => {
      await stream.waitFor(/<stream:stream[^>]*> {2}$/u);
      stream.send(`${stream.header()}<stream:features>${mechanismList(['SCRAM-SHA-256'])}</stream:features>`);
    };
    opened = await open();
    expect(opened.features.is('features')).toBe(true);
  });

  it('that TLS 1.2 gave before its end are nothing to acknowledge', async () => {
    const tls = { ...trusted.tls, maxVersion: 'TLSv1.2' as const };
    server = await FakeServer.start({ domain: DOMAIN, tls, directTls: true });
    server.script = (stream) => stream.openStream(mechanismList(['SCRAM-SHA-256']));
    opened = await open();
    await opened.stream.write('<auth/>');
    const [stream] = server.streams;
    await stream?.waitFor(/<auth\/>/u);
    expect(stream?.received).toMatch(/^<\?xml[^>]*><stream:stream[^>]*><auth\/>$/u);
  });
});
