import { expect, test } from 'vitest';
import { systemClock } from '../../../../electron/contract/ports';
import { NS_PRE_APPROVAL } from '../../../../electron/xmpp/ns';
import { PresenceModule } from '../../../../electron/xmpp/rfc6121-presence/module';
import type { ParsedPresence } from '../../../../electron/xmpp/rfc6121-presence/stanza';
import { attr } from '../../../../electron/xmpp/xml';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

const romeo = bare('romeo@montague.lit');
const caps = { node: 'n', ver: 'v', hash: 'sha-1' };

function attached(): { session: MockSession; presence: PresenceModule; heard: ParsedPresence[] } {
  const session = new MockSession();
  const presence = new PresenceModule(systemClock, () => caps);
  const heard: ParsedPresence[] = [];
  presence.onPresence((parsed) => heard.push(parsed));
  presence.onSubscription((parsed) => heard.push(parsed));
  presence.onError((parsed) => heard.push(parsed));
  presence.attach(session);
  return { session, presence, heard };
}

test('tells presence with the own capabilities', async () => {
  const { session, presence } = attached();
  await presence.announce({ availability: 'dnd', statusText: 'asleep' });
  expect(session.sent[0]?.toString()).toContain('<show>dnd</show><status>asleep</status>');
  expect(session.sent[0]?.toString()).toContain('http://jabber.org/protocol/caps');
});

test('a subscription from request to answer, both ways', async () => {
  const { session, presence, heard } = attached();
  await session.receive(
    "<presence from='romeo@montague.lit/orchard' type='subscribe'><status>It is I</status></presence>",
  );
  expect(heard).toEqual([{ kind: 'subscription', type: 'subscribe', from: romeo, text: 'It is I' }]);

  await presence.approve(romeo);
  await presence.subscribe(romeo, 'And I');
  await presence.unsubscribe(romeo);
  await presence.refuse(romeo);
  expect(session.sent.map((stanza) => attr(stanza, 'type'))).toEqual([
    'subscribed',
    'subscribe',
    'unsubscribe',
    'unsubscribed',
  ]);
  expect(session.sent.every((stanza) => attr(stanza, 'to') === romeo)).toBe(true);
});

test('hears contacts come and go, and what came back', async () => {
  const { session, heard } = attached();
  await session.receive("<presence from='romeo@montague.lit/orchard'><show>away</show></presence>");
  await session.receive("<presence from='romeo@montague.lit/orchard' type='unavailable'/>");
  await session.receive("<presence from='nobody@montague.lit' type='error'/>");
  expect(heard).toMatchObject([{ availability: 'away' }, { availability: 'offline' }, { kind: 'error' }]);
});

test('the own account cannot ask to subscribe to itself', async () => {
  const { session, heard } = attached();
  await session.receive("<presence from='juliet@capulet.lit/phone' type='subscribe'/>");
  await session.receive("<presence type='subscribed'/>");
  expect(heard).toEqual([]);
});

test('the text of a request is bounded', async () => {
  const { session, heard } = attached();
  await session.receive(`<presence from='a@b.lit' type='subscribe'><status>${'x'.repeat(100_000)}</status></presence>`);
  expect(heard).toMatchObject([{ text: 'x'.repeat(1024) }]);
});

test('knows whether the server approves ahead', () => {
  const { session, presence } = attached();
  expect(presence.hasPreApproval).toBe(false);
  session.offerStreamFeature('sub', NS_PRE_APPROVAL);
  expect(presence.hasPreApproval).toBe(true);
});
