/** Signing in at a scripted server on loopback: real sockets and real TLS. */
import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../electron/xmpp/errors';
import { ACCOUNT, DOMAIN } from '../../support/told-session';
import { reached, sessionsOnServers } from './sessions';

const { serverWith, sessionFor } = sessionsOnServers();

describe('signing in', () => {
  it('tells what was negotiated, and asks for the resource', async () => {
    const server = await serverWith({ features: "<ver xmlns='urn:xmpp:features:rosterver'/>" });
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    expect(session.jid).toBe(`${ACCOUNT}/balcony`);
    expect(session.hasStreamFeature('ver', 'urn:xmpp:features:rosterver')).toBe(true);
    expect(session.hasStreamFeature('ver', 'urn:other')).toBe(false);
    expect(session.contactedHosts).toEqual([`127.0.0.1:${String(server.port)}`]);
    expect(session.negotiated).toMatchObject({
      encryption: 'starttls',
      foundBy: 'settings',
      tlsVersion: 'TLSv1.3',
      mechanism: 'SCRAM-SHA-512',
      passwordSent: false,
      serverProved: true,
    });
    expect(session.negotiated?.certificates[0]).toMatchObject({ names: [DOMAIN] });
    expect(session.negotiated).not.toHaveProperty('channelBinding');
    expect(server.streams[0]?.clearText).not.toContain('juliet');
  });

  it.each([
    [
      'TLSv1.3',
      'tls-exporter',
      "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>",
    ],
    ['TLSv1.2', 'tls-unique', ''],
  ] as const)('binds the channel on %s by %s', async (version, type, channelBindings) => {
    const behaviour = { mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'], channelBindings };
    const server = await serverWith(behaviour, { tls: { minVersion: version, maxVersion: version } });
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated).toMatchObject({
      mechanism: 'SCRAM-SHA-256-PLUS',
      channelBinding: type,
      tlsVersion: version,
    });
  });

  it('goes without binding where the server offers -PLUS on TLS 1.3 and lists no type', async () => {
    const server = await serverWith({ mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'] });
    const { session } = sessionFor(server);
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated?.mechanism).toBe('SCRAM-SHA-256');
  });

  it('refuses TLS older than 1.2', async () => {
    const server = await serverWith({}, { tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } });
    const { session } = sessionFor(server);
    session.connect();
    expect(await reached(session, 'waiting')).toMatchObject({ why: { code: 'tls-failed' } });
  });

  it('sends the password with consent, over TLS, and says so', async () => {
    const server = await serverWith({ mechanisms: ['PLAIN'] });
    const { session } = sessionFor(server, { allowPlain: true });
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated).toMatchObject({ mechanism: 'PLAIN', passwordSent: true, serverProved: false });
    expect(server.streams[0]?.clearText).not.toContain('<auth');
  });

  it('uses direct TLS with ALPN', async () => {
    const server = await serverWith({}, { directTls: true });
    const { session } = sessionFor(server, {
      connection: { host: '127.0.0.1', port: server.port, encryption: 'direct-tls' },
    });
    session.connect();
    await reached(session, 'online');
    expect(server.streams[0]?.tlsSocket.alpnProtocol).toBe('xmpp-client');
  });

  it('finds out by itself which kind a port of the settings is', async () => {
    const server = await serverWith();
    const { session } = sessionFor(server, {
      connection: { host: '127.0.0.1', port: server.port, encryption: 'automatic' },
    });
    session.connect();
    await reached(session, 'online');
    expect(session.negotiated?.encryption).toBe('starttls');
  });

  describe('by XEP-0388', () => {
    const mechanisms = ['SCRAM-SHA-256'];

    it('goes on in the same stream, and says who it is in the encrypted header only', async () => {
      const server = await serverWith({ sasl2: { mechanisms } });
      const { session } = sessionFor(server);
      session.connect();
      await reached(session, 'online');
      // The stronger mechanism stands in the other list alone.
      expect(session.negotiated).toMatchObject({ mechanism: 'SCRAM-SHA-512' });
      expect(server.streams[0]?.received.match(/<stream:stream/gu)).toHaveLength(3);

      const newer = await serverWith({ mechanisms, sasl2: { mechanisms } });
      const { session: second } = sessionFor(newer);
      second.connect();
      await reached(second, 'online');
      expect(second.jid).toBe(`${ACCOUNT}/balcony`);
      expect(second.negotiated).toMatchObject({
        mechanism: 'SCRAM-SHA-256',
        offeredMechanisms: mechanisms,
        serverProved: true,
      });
      expect(newer.streams[0]?.received.match(/<stream:stream/gu)).toHaveLength(2);
      expect(newer.streams[0]?.received).toContain(`from="${ACCOUNT}"`);
      expect(newer.streams[0]?.clearText).not.toContain(ACCOUNT);
    });

    it('stops where the keychain does not give the password', async () => {
      const password = () => Promise.reject(new ConnectionError('keychain-unavailable'));
      const { session } = sessionFor(await serverWith(), { password });
      session.connect();
      expect(await reached(session, 'stopped')).toEqual({ state: 'stopped', why: { code: 'keychain-unavailable' } });
    });

    it('stops at a wrong password', async () => {
      const server = await serverWith({ mechanisms: [], sasl2: { mechanisms } });
      const { session } = sessionFor(server, { password: () => Promise.resolve('wrong') });
      session.connect();
      expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'wrong-password' } });
    });

    it('believes no success without the signature of the server', async () => {
      const server = await serverWith({ mechanisms: [], sasl2: { mechanisms }, signature: () => undefined });
      const { session } = sessionFor(server);
      session.connect();
      expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'server-not-authentic' } });
    });

    it('takes no success for another account', async () => {
      const identity = `romeo@${DOMAIN}`;
      const server = await serverWith({ mechanisms: [], sasl2: { mechanisms, identity } });
      const { session } = sessionFor(server);
      session.connect();
      expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'wrong-address-bound' } });
    });

    it('says what the service wants beyond the password, and stops', async () => {
      const server = await serverWith({ mechanisms: [], sasl2: { mechanisms, tasks: ['TOTP', 'HOTP'] } });
      const { session } = sessionFor(server);
      session.connect();
      expect(await reached(session, 'stopped')).toEqual({
        state: 'stopped',
        why: { code: 'second-factor-needed', detail: 'TOTP, HOTP' },
      });
    });

    it('sends the password only with consent, and shows it nowhere', async () => {
      const behaviour = { mechanisms: [], sasl2: { mechanisms: ['PLAIN'] } };
      const password = () => Promise.resolve('pa55word');
      const { session: asked } = sessionFor(await serverWith(behaviour), { password });
      asked.connect();
      expect(await reached(asked, 'stopped')).toMatchObject({ why: { code: 'plain-needs-consent' } });

      const { session, log } = sessionFor(await serverWith(behaviour), { password, allowPlain: true });
      const seen: string[] = [];
      session.onTraffic((direction, element) => seen.push(`${direction} ${element.toString()}`));
      session.connect();
      await reached(session, 'online');
      expect(session.negotiated).toMatchObject({ mechanism: 'PLAIN', passwordSent: true, serverProved: false });
      const all = [...seen, ...log.lines].join('\n');
      expect(all).toContain('<initial-response>…</initial-response>');
      expect(all).not.toContain(Buffer.from('\0juliet\0pa55word').toString('base64'));
    });
  });

  it('stops at a wrong password', async () => {
    const { session } = sessionFor(await serverWith(), { password: () => Promise.resolve('wrong') });
    session.connect();
    expect(await reached(session, 'stopped')).toEqual({
      state: 'stopped',
      why: { code: 'wrong-password', detail: 'not-authorized' },
    });
  });

  it('stops where no password is known, and says nothing to the server', async () => {
    const server = await serverWith();
    const { session } = sessionFor(server, { password: () => Promise.resolve(undefined) });
    session.connect();
    expect(await reached(session, 'stopped')).toMatchObject({ why: { code: 'wrong-password' } });
    expect(server.streams[0]?.received).not.toContain('<auth');
  });

  it('survives a keychain that fails', async () => {
    const { session } = sessionFor(await serverWith(), { password: () => Promise.reject(new Error('no keychain')) });
    session.connect();
    expect(await reached(session, 'waiting')).toMatchObject({ why: { code: 'unexpected' } });
  });

  it('shows no secret in the traffic or in the log', async () => {
    const server = await serverWith({ mechanisms: ['PLAIN'] });
    const { session, log } = sessionFor(server, { allowPlain: true, password: () => Promise.resolve('pa55word') });
    const seen: string[] = [];
    session.onTraffic((direction, element) => seen.push(`${direction} ${element.toString()}`));
    session.connect();
    await reached(session, 'online');
    const all = [...seen, ...log.lines].join('\n');
    expect(all).toContain('mechanism="PLAIN"');
    expect(all).not.toContain('pa55word');
    expect(all).not.toContain(Buffer.from('\0juliet\0pa55word').toString('base64'));
  });
});
