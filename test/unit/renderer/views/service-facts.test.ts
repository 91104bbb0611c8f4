import { beforeEach, describe, expect, it } from 'vitest';
import { useLocale } from '../../../../renderer/text/catalogue';
import { serviceFacts } from '../../../../renderer/views/privacy/service-facts';
import { someConnection } from '../../../support/records';

const now = new Date(2026, 2, 10, 12).getTime();
const texts = (change: Parameters<typeof someConnection>[0] = {}): string =>
  serviceFacts(someConnection(change, now), 'jabber.example', now)
    .flatMap((group) => group.facts)
    .map((fact) => `${fact.mark}: ${fact.text}`)
    .join('\n');

beforeEach(() => useLocale('en-GB'));

describe('serviceFacts', () => {
  it('tells what was measured', () => {
    expect(texts()).toContain('measured: This connection to jabber.example is encrypted with TLS 1.3.');
    expect(texts()).toContain('measured: It is good for 61 more days, until 10 May 2026.');
    expect(texts()).toContain('port 5222');
  });

  it('claims that the password was never seen only when it was not sent and the service proved itself', () => {
    const claim = 'The service never saw your password in this sign-in';
    expect(texts({ passwordSent: false, serverProved: true })).toContain(claim);
    expect(texts({ passwordSent: false, serverProved: false })).not.toContain(claim);
    expect(texts({ passwordSent: true, serverProved: false })).not.toContain(claim);
    expect(texts({ passwordSent: true, serverProved: true })).not.toContain(claim);
    expect(texts({ passwordSent: true, serverProved: false })).toContain(
      'Your password itself was sent to the service',
    );
  });

  it('tells whether the sign-in is bound to the connection', () => {
    expect(texts()).toContain('not tied to the encrypted connection');
    expect(texts({ channelBinding: 'tls-exporter' })).toContain('is tied to this encrypted connection (tls-exporter)');
  });

  it('tells how the address was found and how encryption began', () => {
    expect(texts({ foundBy: 'settings', encryption: 'direct-tls' })).toMatch(
      /set the address yourself[^]*|direct TLS/u,
    );
    expect(texts({ foundBy: 'fallback' })).toContain('has no DNS entry for chat');
  });

  it('does not call a certificate good that has ended meanwhile', () => {
    const [leaf] = someConnection({}, now).certificates;
    if (leaf === undefined) throw new Error('The record has a certificate.');
    const ended = texts({ certificates: [{ ...leaf, validTo: now - 1000 }] });
    expect(ended).toContain('It ended on');
    expect(ended).not.toContain('is good for');
  });

  it('marks what cannot be seen from here', () => {
    expect(texts()).toContain('not-checkable: How jabber.example stores your password');
  });
});
