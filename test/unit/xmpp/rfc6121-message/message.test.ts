import { expect, test } from 'vitest';
import { systemClock } from '../../../../electron/contract/ports';
import { ConnectionError } from '../../../../electron/xmpp/errors';
import { MessageModule } from '../../../../electron/xmpp/rfc6121-message/module';
import { MAX_BODY, type ParsedMessage } from '../../../../electron/xmpp/rfc6121-message/stanza';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

const romeo = bare('romeo@montague.lit');

function attached(): { session: MockSession; messages: MessageModule; heard: ParsedMessage[] } {
  const session = new MockSession();
  const messages = new MessageModule(session.account, systemClock);
  const heard: ParsedMessage[] = [];
  messages.onMessage((message) => heard.push(message));
  messages.attach(session);
  return { session, messages, heard };
}

test('a message out, its receipt in', async () => {
  const { session, messages, heard } = attached();
  await messages.send({ to: romeo, type: 'chat', id: 'm1', body: 'hello', requestReceipt: true });
  expect(session.sent[0]?.attrs['id']).toBe('m1');
  await session.receive(
    "<message from='romeo@montague.lit/orchard'><received xmlns='urn:xmpp:receipts' id='m1'/></message>",
  );
  expect(heard).toMatchObject([{ from: 'romeo@montague.lit/orchard', receivedIds: ['m1'] }]);
});

test('a copy of what the phone sent is an outgoing message', async () => {
  const { session, heard } = attached();
  await session.receive(`
    <message from='juliet@capulet.lit' to='juliet@capulet.lit/here'>
      <sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
        <message xmlns='jabber:client' from='juliet@capulet.lit/phone' to='romeo@montague.lit' type='chat'><body>hi</body></message>
      </forwarded></sent>
    </message>`);
  expect(heard).toMatchObject([{ direction: 'out', carbon: true, to: romeo, body: 'hi' }]);
});

test('a body without end is cut, said so, and never inside a character', async () => {
  const { session, heard } = attached();
  await session.receive(`<message from='${romeo}' type='chat'><body>x${'😀'.repeat(MAX_BODY / 2)}</body></message>`);
  expect(heard[0]?.bodyCut).toBe(true);
  expect(heard[0]?.body).toBe(`x${'😀'.repeat(MAX_BODY / 2 - 1)}`);
});

test('a body that just fits is whole', async () => {
  const { session, heard } = attached();
  await session.receive(`<message from='${romeo}' type='chat'><body>${'x'.repeat(MAX_BODY)}</body></message>`);
  expect(heard[0]?.body).toHaveLength(MAX_BODY);
  expect(heard[0]).not.toHaveProperty('bodyCut');
});

test('a listener that fails does not keep another from hearing', async () => {
  const { session, messages } = attached();
  const late: ParsedMessage[] = [];
  messages.onMessage(() => {
    throw new Error('disk full');
  });
  messages.onMessage((message) => late.push(message));
  await expect(session.receive(`<message from='${romeo}'><body>x</body></message>`)).rejects.toThrow('disk full');
  expect(late).toHaveLength(1);
});

test('sending without a stream is refused', async () => {
  const { session, messages } = attached();
  session.goOffline();
  await expect(messages.send({ to: romeo, type: 'chat', body: 'x' })).rejects.toBeInstanceOf(ConnectionError);
});
