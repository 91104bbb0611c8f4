/** What is said of a message before it comes, by messages that get another place meanwhile. */
import { expect, it } from 'vitest';
import { Changes } from '../../../electron/features/messages/changes';
import { Correlation } from '../../../electron/features/messages/correlation';
import type { Arrival } from '../../../electron/features/messages/identity';
import { openStore } from '../../../electron/store/open';
import { parseMessage, type ParsedMessage } from '../../../electron/xmpp/rfc6121-message/stanza';
import { bare, full } from '../../support/addresses';
import { parseXml } from '../../support/parse-xml';
import { JULIET, NOW, ROMEO } from '../store/helpers';

const live: Arrival = { by: 'stream', stanzaIdsTrusted: false };

function said(body: string, id: string, payload = ''): ParsedMessage {
  const stanza = parseXml(
    `<message from='${ROMEO}/garden' to='${JULIET}' type='chat' id='${id}'><body>${body}</body>${payload}</message>`,
  );
  const [from, to] = [full(`${ROMEO}/garden`), bare(JULIET)];
  return parseMessage({ outer: stanza, stanza, from, to, direction: 'in', carbon: false }, NOW);
}

function room() {
  const store = openStore({ memory: true });
  store.setPolicy(JULIET, 'keep', NOW);
  const history = store.history(JULIET);
  const correlation = new Correlation({ account: bare(JULIET), history, changes: new Changes(), now: NOW });
  const messages = () => history.messages.page(JULIET, ROMEO).messages;
  const moveLast = (): number => {
    const last = messages().at(-1)?.key ?? 0;
    const place = history.messages.freeBelow(last);
    correlation.move(last, place);
    return place;
  };
  return { correlation, messages, moveLast };
}

it('a correction that was moved still finds what it corrects', () => {
  const { correlation, messages, moveLast } = room();
  correlation.store(said('right', 'c1', "<replace xmlns='urn:xmpp:message-correct:0' id='o1'/>"), live);
  moveLast();
  correlation.store(said('wrong', 'o1'), live);
  expect(messages().map(({ body }) => body)).toEqual(['right']);
});

it('an answer that was moved still finds what it answers', () => {
  const { correlation, messages, moveLast } = room();
  correlation.store(said('yes', 'a1', `<reply xmlns='urn:xmpp:reply:0' id='q1' to='${ROMEO}'/>`), live);
  const place = moveLast();
  correlation.store(said('well?', 'q1'), live);
  const [answer, question] = messages();
  expect(answer).toMatchObject({ key: place, replyTo: { key: question?.key, text: 'well?' } });
});
