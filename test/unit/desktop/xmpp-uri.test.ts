import { describe, expect, it } from 'vitest';
import { parseXmppUri } from '../../../electron/desktop/xmpp-uri';
import { bareJid } from '../../../electron/xmpp/jid';

const parse = (uri: string) => parseXmppUri(uri, bareJid);

describe('parseXmppUri', () => {
  it.each([
    ['xmpp:romeo@example.net', 'open'],
    ['XMPP:romeo@example.net', 'open'],
    ['xmpp:romeo@example.net?message', 'message'],
    ['xmpp:romeo@example.net?subscribe', 'subscribe'],
    ['xmpp:romeo@example.net?roster', 'subscribe'],
    ['xmpp:romeo@example.net?remove', 'remove'],
    ['xmpp:romeo@example.net?unsubscribe', 'remove'],
    ['xmpp:romeo@example.net?REMOVE', 'remove'],
    ['xmpp:romeo@example.net#fragment', 'open'],
    ['xmpp://juliet@example.org/romeo@example.net', 'open'],
    ['xmpp:romeo@example.net/orchard', 'open'],
    ['xmpp:%72omeo@example.net', 'open'],
    ['xmpp:Romeo@EXAMPLE.net', 'open'],
  ])('%s asks to %s', (uri, action) => {
    expect(parse(uri)).toEqual({ action, jid: 'romeo@example.net', body: '', name: '' });
  });

  it('reads text and name, percent-decoded', () => {
    expect(parse('xmpp:romeo@example.net?message;subject=x;body=Good%20night%0Aagain')).toMatchObject({
      body: 'Good night\nagain',
    });
    expect(parse('xmpp:romeo@example.net?roster;name=Romeo%20Montague;group=Lovers')).toMatchObject({
      name: 'Romeo Montague',
    });
  });

  it('keeps the first of two values', () => {
    expect(parse('xmpp:romeo@example.net?message;body=one;body=two')?.body).toBe('one');
  });

  it('gives text to no other action', () => {
    expect(parse('xmpp:romeo@example.net?remove;body=x;name=y')).toMatchObject({ body: '', name: '' });
  });

  it('removes controls and marks that turn text around, and cuts', () => {
    expect(parse('xmpp:a@b.example?message;body=%00a%1B%E2%80%AEb')?.body).toBe('ab');
    expect(parse(`xmpp:a@b.example?message;body=${'x'.repeat(8000)}`)?.body).toHaveLength(4096);
  });

  it.each([
    'xmpp:',
    'xmpp:?message',
    'xmpp:@example.net',
    'xmpp:romeo@',
    'xmpp:romeo@example.net?join',
    'xmpp:romeo@example.net?command;node=x',
    'xmpp:romeo@example.net?constructor',
    'xmpp:%zz@example.net',
    'xmpp:a b@example.net',
    'mailto:romeo@example.net',
    'romeo@example.net',
    `xmpp:romeo@example.net?message;body=${'x'.repeat(9000)}`,
    '',
  ])('refuses %j', (uri) => {
    expect(parse(uri)).toBeUndefined();
  });
});
