import { expect, test } from 'vitest';
import { ConnectionError, StanzaError } from '../../../../electron/xmpp/errors';
import { NS_PING } from '../../../../electron/xmpp/ns';
import { PingModule } from '../../../../electron/xmpp/xep-0199-ping/module';
import { MockSession } from '../../../support/mock-session';

function attached(): { session: MockSession; ping: PingModule } {
  const session = new MockSession();
  const ping = new PingModule((from) => from === undefined);
  ping.attach(session);
  return { session, ping };
}

const pingFrom = (from: string): string => `<iq type='get' id='i1'${from}><ping xmlns='${NS_PING}'/></iq>`;

test('answers the own server', async () => {
  const reply = await attached().session.receive(pingFrom(''));
  expect(reply?.attrs['type']).toBe('result');
});

test('tells a stranger what a server tells when nobody is there', async () => {
  const reply = await attached().session.receive(pingFrom(" from='tybalt@evil.lit/x'"));
  expect(reply?.toString()).toContain('service-unavailable');
});

test('takes an error for an answer, silence not', async () => {
  const { session, ping } = attached();
  session.answer('get', 'ping', NS_PING, () => {
    throw new StanzaError('feature-not-implemented', 'cancel', '');
  });
  await expect(ping.ping()).resolves.toBeUndefined();
  session.answer('get', 'ping', NS_PING, () => {
    throw new ConnectionError('timeout');
  });
  await expect(ping.ping()).rejects.toMatchObject({ code: 'timeout' });
});
