import { describe, expect, test } from 'vitest';
import { StanzaError } from '../../../../electron/xmpp/errors';
import type { FullJid } from '../../../../electron/xmpp/jid';
import { NS_CAPS, NS_DISCO_INFO } from '../../../../electron/xmpp/ns';
import { DiscoModule } from '../../../../electron/xmpp/xep-0030-disco/module';
import { parseDiscoInfo, type DiscoInfo } from '../../../../electron/xmpp/xep-0030-disco/stanza';
import { CapsModule } from '../../../../electron/xmpp/xep-0115-caps/module';
import { capsNode, verificationString } from '../../../../electron/xmpp/xep-0115-caps/stanza';
import { attr } from '../../../../electron/xmpp/xml';
import { full } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

const psi = `
  <query xmlns='http://jabber.org/protocol/disco#info'>
    <identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
    <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>
    <feature var='http://jabber.org/protocol/caps'/>
    <feature var='http://jabber.org/protocol/muc'/>
    <feature var='http://jabber.org/protocol/disco#items'/>
    <feature var='http://jabber.org/protocol/disco#info'/>
    <x xmlns='jabber:x:data' type='result'>
      <field var='software'><value>Psi</value></field>
      <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
      <field var='ip_version' type='text-multi'><value>ipv6</value><value>ipv4</value></field>
      <field var='os'><value>Mac</value></field>
      <field var='os_version'><value>10.5.1</value></field>
      <field var='software_version'><value>0.11</value></field>
    </x>
  </query>`;
const psiCaps = { node: 'http://psi-im.org', ver: 'q07IKJEyjvHSyhy//CH0CxmKi8w=', hash: 'sha-1' };
const identity = { category: 'client', type: 'pc', name: 'Exodus 0.9.1', lang: '' };

function info(features: readonly string[], more: Partial<DiscoInfo> = {}): DiscoInfo {
  return { identities: [identity], features, forms: [], ...more };
}

describe('the verification string', () => {
  test('of the simple example in the XEP', () => {
    const features = ['caps', 'muc', 'disco#items', 'disco#info'].map((name) => `http://jabber.org/protocol/${name}`);
    expect(verificationString(info(features), 'sha-1')).toBe('QgayPKawpkPSDYmwT/WM94uAlu0=');
  });

  test('sorts by octets, not by UTF-16 units', () => {
    // U+FF5E sorts before U+1F600 in UTF-8 and after it in UTF-16.
    expect(verificationString(info(['\uff5e', '😀']), 'sha-1')).toBe(
      verificationString(info(['😀', '\uff5e']), 'sha-1'),
    );
    expect(verificationString(info(['\uff5e', '😀']), 'sha-1')).toBe('dMDjTR8J3IioW7Lt+Mxtr61CwR0=');
  });

  const form = (...values: string[]): DiscoInfo['forms'][number] => ({
    fields: [{ name: 'FORM_TYPE', type: 'hidden', values }],
  });

  test.each<[string, DiscoInfo]>([
    ['two identities alike', info([], { identities: [identity, identity] })],
    ['a feature twice', info(['a', 'a'])],
    ['two forms of one type', info([], { forms: [form('t'), form('t')] })],
    ['a form of two types', info([], { forms: [form('t', 'u')] })],
    ['a "<" that could hide a border', info(['a<b'])],
  ])('is refused for %s', (_what, ill) => {
    expect(verificationString(ill, 'sha-1')).toBeUndefined();
  });

  test('passes over a form without a type', () => {
    const untyped = { fields: [{ name: 'x', type: '', values: ['y'] }] };
    expect(verificationString(info(['a'], { forms: [untyped] }), 'sha-1')).toBe(
      verificationString(info(['a']), 'sha-1'),
    );
  });

  test('is unknown for an unknown hash', () => {
    expect(verificationString(info(['a']), 'md5')).toBeUndefined();
  });
});

function attached(): { session: MockSession; caps: CapsModule; disco: DiscoModule; switches: { on: boolean } } {
  const session = new MockSession();
  const switches = { on: true };
  const caps: CapsModule = new CapsModule(() => disco);
  const disco = new DiscoModule({
    mayKnow: () => true,
    identity,
    collectFeatures: () => [NS_CAPS, ...(switches.on ? ['switchable'] : [])],
    isOwnNode: (node) => caps.isOwnNode(node),
  });
  caps.attach(session);
  disco.attach(session);
  return { session, caps, disco, switches };
}

const client = (n: number): FullJid => full(`contact${n}@montague.lit/x`);

describe('own capabilities', () => {
  test('are what a peer that asks can verify, and change with a switch', async () => {
    const { session, caps, switches } = attached();
    const before = caps.own();
    const reply = await session.receive(
      `<iq type='get' id='i1' from='${client(1)}'><query xmlns='${NS_DISCO_INFO}' node='${capsNode(before)}'/></iq>`,
    );
    const told = reply && parseDiscoInfo(reply);
    expect(told && verificationString(told, before.hash)).toBe(before.ver);
    switches.on = false;
    expect(caps.own().ver).not.toBe(before.ver);
    expect(caps.isOwnNode(capsNode(before))).toBe(true);
  });
});

describe('capabilities of others', () => {
  test('are asked for once a hash, for all who share it', async () => {
    const { session, caps } = attached();
    session.answer('get', 'query', NS_DISCO_INFO, (query) => {
      expect(attr(query, 'node')).toBe(capsNode(psiCaps));
      return psi;
    });
    expect(caps.knownFeatures(client(1), psiCaps)).toBeUndefined();
    const both = await Promise.all([caps.featuresOf(client(1), psiCaps), caps.featuresOf(client(1), psiCaps)]);
    expect(both[0].has('http://jabber.org/protocol/muc')).toBe(true);
    await caps.featuresOf(client(2), psiCaps);
    expect(session.sent).toHaveLength(1);
    expect(caps.knownFeatures(client(3), psiCaps)?.size).toBe(4);
  });

  test('that do not match the hash hold for that client alone', async () => {
    const { session, caps } = attached();
    const lie = { ...psiCaps, ver: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' };
    session.answer('get', 'query', NS_DISCO_INFO, () => psi);
    await caps.featuresOf(client(1), lie);
    expect(caps.knownFeatures(client(1), lie)?.size).toBe(4);
    expect(caps.knownFeatures(client(2), lie)).toBeUndefined();
    await caps.featuresOf(client(2), lie);
    expect(session.sent).toHaveLength(2);
  });

  test('are asked for again after a failure', async () => {
    const { session, caps } = attached();
    session.answer('get', 'query', NS_DISCO_INFO, () => {
      throw new StanzaError('service-unavailable', 'cancel', '');
    });
    await expect(caps.featuresOf(client(1), psiCaps)).rejects.toBeInstanceOf(StanzaError);
    session.answer('get', 'query', NS_DISCO_INFO, () => psi);
    await caps.featuresOf(client(1), psiCaps);
    expect(caps.knownFeatures(client(1), psiCaps)?.size).toBe(4);
  });

  test('never fill the memory', async () => {
    const { session, caps } = attached();
    session.answer('get', 'query', NS_DISCO_INFO, () => psi);
    for (let n = 0; n < 1000; n += 1) await caps.featuresOf(client(n), { ...psiCaps, ver: `lie${n}` });
    expect(caps.knownFeatures(client(0), { ...psiCaps, ver: 'lie0' })).toBeUndefined();
    expect(caps.knownFeatures(client(999), { ...psiCaps, ver: 'lie999' })?.size).toBe(4);
  });
});
