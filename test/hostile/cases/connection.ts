/** Cases 1 to 9 and 12: what a hostile server or network does before the stream is ours. */
import { expect } from 'vitest';
import { FakeServer, type StreamScript } from '../../support/fake-server/server';
import { type FakeStream, mechanismList, STARTTLS_FEATURE } from '../../support/fake-server/stream';
import { eventually, type SignInOutcome } from '../client-under-test';
import type { HostileCase } from '../hostile-case';
import { DOMAIN, rejectAfter, type Scene } from '../scene';

const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
const NS_STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';
/** What only a client that gave itself away would send. */
const CREDENTIALS = /<auth\b|<response\b|<authenticate\b/u;
const PROOF = /<response\b/u;
const BIND = /<bind\b/u;

function expectRefused(scene: Scene, outcome: SignInOutcome, code: string, detail = /^/u): void {
  expect(outcome.ok).toBe(false);
  if (outcome.ok || !scene.client.explains) return;
  expect(outcome.code).toBe(code);
  expect(outcome.detail).toMatch(detail);
}

/** The client never sent it, also not as its last word. */
async function expectUnsaid(scene: Scene, server: FakeServer, words: RegExp): Promise<void> {
  for (const stream of server.streams) {
    expect(stream.received).not.toMatch(words);
    await Promise.race([stream.ended, rejectAfter(scene.patience, 'the client kept the stream')]);
    expect(stream.received).not.toMatch(words);
  }
}

/** A server that can't be authenticated: nothing may be said to it, not even a stream header. */
async function refusesCertificate(
  scene: Scene,
  tls: Awaited<ReturnType<Scene['certificates']['of']>>,
  code: string,
  detail: RegExp,
): Promise<void> {
  for (const encryption of ['starttls', 'direct-tls'] as const) {
    const server = await scene.server({ tls, directTls: encryption === 'direct-tls' });
    expectRefused(scene, await scene.signIn(server, { encryption }), code, detail);
    await expectUnsaid(scene, server, CREDENTIALS);
    for (const stream of server.streams) expect(stream.received.slice(stream.clearText.length)).toBe('');
  }
}

/** Sign-in where the server's SCRAM is wrong in some way. */
function scramCase(
  title: string,
  behaviour: Parameters<FakeStream['signIn']>[0],
  detail: RegExp,
  unsaid: RegExp,
  libraryFault?: HostileCase['libraryFault'],
): HostileCase {
  return {
    number: title.startsWith('signature') ? 6 : 7,
    title,
    ...(libraryFault === undefined ? {} : { libraryFault }),
    async play(scene) {
      const server = await scene.server();
      server.script = (stream) => stream.signIn(behaviour);
      expectRefused(scene, await scene.signIn(server), 'server-not-authentic', detail);
      await expectUnsaid(scene, server, unsaid);
    },
  };
}

export const connectionCases: readonly HostileCase[] = [
  {
    number: 1,
    title: 'no STARTTLS, SCRAM offered in clear text',
    libraryFault: 'L1',
    async play(scene) {
      const server = await scene.server();
      server.script = (stream) => stream.openStream(mechanismList(['SCRAM-SHA-1', 'PLAIN']));
      expectRefused(scene, await scene.signIn(server, { allowPlain: true }), 'no-tls');
      await expectUnsaid(scene, server, CREDENTIALS);
    },
  },
  {
    number: 2,
    title: 'STARTTLS fails',
    async play(scene) {
      const server = await scene.server();
      server.script = async (stream) => {
        await stream.openStream(STARTTLS_FEATURE);
        await stream.waitFor(/<starttls[^>]*\/>/u);
        stream.send(`<failure xmlns='${NS_TLS}'/></stream:stream>`);
      };
      expectRefused(scene, await scene.signIn(server), 'tls-failed');
      await expectUnsaid(scene, server, CREDENTIALS);
    },
  },
  {
    number: 2,
    title: 'elements in clear text behind <proceed/> are not believed',
    async play(scene) {
      const server = await scene.server();
      server.script = async (stream) => {
        await stream.openStream(STARTTLS_FEATURE);
        await stream.waitFor(/<starttls[^>]*\/>/u);
        const injected = `<stream:features>${mechanismList(['PLAIN'])}</stream:features><message from='a@b'><body>injected</body></message>`;
        stream.send(`<proceed xmlns='${NS_TLS}'/>${injected}`);
        stream.startTls();
        await stream.signIn();
        await stream.serveRequests();
      };
      // Behind such bytes the handshake may as well fail; what counts is that they are not taken for the server's.
      await scene.signIn(server, { allowPlain: true });
      expect(server.streams.some((stream) => stream.received.includes("mechanism='PLAIN'"))).toBe(false);
      expect(server.streams.some((stream) => stream.received.includes('mechanism="PLAIN"'))).toBe(false);
      expect(await scene.client.messages()).toEqual([]);
    },
  },
  {
    number: 3,
    title: 'certificate for another domain',
    play: async (scene) =>
      refusesCertificate(
        scene,
        await scene.certificates.of('wrong-host'),
        'certificate-wrong-host',
        /elsewhere\.example/u,
      ),
  },
  {
    number: 3,
    title: 'certificate for the host that is connected to, not for the domain of the JID',
    libraryFault: 'L4',
    play: async (scene) =>
      refusesCertificate(scene, await scene.certificates.ofConnectHost(), 'certificate-wrong-host', /localhost/u),
  },
  {
    number: 3,
    title: 'the right certificate is asked for by name and accepted, both ways',
    libraryFault: 'L4',
    async play(scene) {
      for (const encryption of ['starttls', 'direct-tls'] as const) {
        const server = await scene.server({ directTls: encryption === 'direct-tls' });
        expect(await scene.signIn(server, { encryption })).toEqual({ ok: true });
        expect(server.streams.at(-1)?.serverName).toBe(DOMAIN);
        await scene.client.signOut();
      }
    },
  },
  {
    number: 4,
    title: 'expired certificate',
    play: async (scene) =>
      refusesCertificate(scene, await scene.certificates.of('expired'), 'certificate-expired', /^\d{4}-\d\d-\d\dT/u),
  },
  {
    number: 4,
    title: 'certificate that is not valid yet',
    play: async (scene) =>
      refusesCertificate(scene, await scene.certificates.of('not-yet-valid'), 'certificate-not-yet-valid', /^\d{4}-/u),
  },
  {
    number: 4,
    title: 'self-signed certificate',
    play: async (scene) =>
      refusesCertificate(
        scene,
        await scene.certificates.of('self-signed'),
        'certificate-untrusted',
        /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/u,
      ),
  },
  {
    number: 5,
    title: 'PLAIN alone where SCRAM was used before',
    libraryFault: 'L15',
    async play(scene) {
      const server = await scene.server();
      const offers: readonly StreamScript[] = [
        (stream) => stream.signIn(),
        (stream) => stream.signIn({ mechanisms: ['PLAIN'] }),
      ];
      server.script = async (stream, nth) => {
        await offers[Math.min(nth, 1)]?.(stream, nth);
        await stream.serveRequests();
      };
      expect(await scene.signIn(server, { allowPlain: true })).toEqual({ ok: true });
      server.streams[0]?.destroy();
      const downgraded = await server.stream(1);
      await Promise.race([
        downgraded.ended,
        rejectAfter(scene.patience, 'the client stayed with the weaker mechanism'),
      ]);
      expect(downgraded.received).not.toMatch(CREDENTIALS);
      if (!scene.client.explains) return;
      await eventually(
        'stopped',
        () => scene.client.state(),
        (state) => state === 'stopped',
      );
      expect(await scene.client.failureCode()).toBe('mechanism-downgraded');
    },
  },
  {
    number: 5,
    title: 'PLAIN alone, without the consent of the user',
    async play(scene) {
      if (!scene.client.explains) return;
      const server = await scene.server();
      server.script = (stream) => stream.signIn({ mechanisms: ['PLAIN'] });
      expectRefused(scene, await scene.signIn(server), 'plain-needs-consent');
      await expectUnsaid(scene, server, CREDENTIALS);
    },
  },
  scramCase('signature of the server wrong', { signature: () => 'AAAA' }, /signature/u, BIND, 'L2'),
  scramCase(
    'signature of the server wrong in its last bit',
    {
      signature: (right) => {
        const bytes = Buffer.from(right, 'base64');
        bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
        return bytes.toString('base64');
      },
    },
    /signature/u,
    BIND,
    'L2',
  ),
  scramCase('signature of the server missing', { signature: () => undefined }, /signature/u, BIND),
  scramCase('nonce that does not extend ours', { nonce: () => 'c2VydmVyLW9ubHk' }, /nonce/u, PROOF),
  scramCase('nonce that is ours alone', { nonce: (own) => own }, /nonce/u, PROOF),
  scramCase('one iteration', { iterations: 1 }, /iterations 1$/u, PROOF),
  scramCase('a billion iterations', { iterations: 1_000_000_000 }, /iterations/u, PROOF),
  {
    number: 8,
    title: 'see-other-host before TLS',
    libraryFault: 'L3',
    async play(scene) {
      const trap = await scene.server();
      const server = await scene.server();
      server.script = async (stream) => {
        await stream.waitFor(/<stream:stream[^>]*>/u);
        stream.send(`${stream.header()}${seeOtherHost(`localhost:${String(trap.port)}`)}`);
      };
      expectRefused(scene, await scene.signIn(server), 'protocol-violation');
      expect(trap.streams).toHaveLength(0);
    },
  },
  {
    number: 8,
    title: 'see-other-host in a circle, after TLS',
    async play(scene) {
      if (!scene.client.explains) return;
      const server = await scene.server();
      server.script = async (stream) => {
        await stream.secureStream();
        await stream.waitFor(/<stream:stream[^>]*>/u);
        stream.send(`${stream.header()}${seeOtherHost(`localhost:${String(server.port)}`)}`);
      };
      expectRefused(scene, await scene.signIn(server), 'protocol-violation', /see-other-host/u);
      expect(server.streams).toHaveLength(4);
      await expectUnsaid(scene, server, CREDENTIALS);
    },
  },
  {
    number: 8,
    title: 'see-other-host after TLS is followed, and the certificate is still for the domain',
    async play(scene) {
      if (!scene.client.explains) return;
      const honest = await scene.server();
      const server = await scene.server();
      server.script = async (stream) => {
        await stream.secureStream();
        await stream.waitFor(/<stream:stream[^>]*>/u);
        stream.send(`${stream.header()}${seeOtherHost(`localhost:${String(honest.port)}`)}`);
      };
      expect(await scene.signIn(server)).toEqual({ ok: true });
      expect(honest.streams.at(-1)?.serverName).toBe(DOMAIN);
    },
  },
  {
    number: 9,
    title: 'a host-meta that offers ws:// is never asked for',
    async play(scene) {
      // Nobody else is at this address, so whatever comes to these ports is the client looking for host-meta.
      const host = '127.0.0.2';
      const tls = await scene.certificates.of('good');
      // An ordinary user may not listen there; then only the place that was tried at last can be checked.
      const started = [80, 443].map((port) =>
        FakeServer.start({ domain: host, tls, host, port }).catch(() => undefined),
      );
      const web = (await Promise.all(started)).filter((server) => server !== undefined);
      try {
        const outcome = await scene.client.signIn({
          jid: `juliet@${host}`,
          password: 'secret',
          host: '',
          port: 0,
          encryption: 'automatic',
          allowPlain: false,
        });
        expectRefused(scene, outcome, 'service-unreachable', /127\.0\.0\.2/u);
        for (const server of web) expect(server.streams).toHaveLength(0);
      } finally {
        for (const server of web) await server.close();
      }
    },
  },
  {
    number: 12,
    title: 'bound to the address of another account',
    async play(scene) {
      const server = await scene.server();
      server.script = (stream) => stream.signIn({ bindAs: `nurse@${DOMAIN}/x` });
      expectRefused(scene, await scene.signIn(server), 'wrong-address-bound');
    },
  },
];

function seeOtherHost(target: string): string {
  return `<stream:error><see-other-host xmlns='${NS_STREAM_ERRORS}'>${target}</see-other-host></stream:error></stream:stream>`;
}
