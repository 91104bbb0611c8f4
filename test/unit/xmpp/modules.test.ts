import { describe, expect, test } from 'vitest';
import type { AutomaticSending } from '../../../electron/contract/settings';
import { systemClock } from '../../../electron/contract/ports';
import { nothingSent } from '../../../electron/features/settings/nothing-sent';
import type { BareJid, FullJid } from '../../../electron/xmpp/jid';
import { createModules, type Modules } from '../../../electron/xmpp/modules';
import { NS_DISCO_INFO } from '../../../electron/xmpp/ns';
import { parseDiscoInfo } from '../../../electron/xmpp/xep-0030-disco/stanza';
import { parseCaps, verifiesCaps } from '../../../electron/xmpp/xep-0115-caps/stanza';
import { MockSession } from '../../support/mock-session';

const everything: AutomaticSending = {
  receipts: true,
  typing: true,
  readMarkers: true,
  readSync: true,
  version: true,
  idleTime: true,
  tune: true,
};
interface Setup {
  readonly session: MockSession;
  readonly modules: Modules;
  readonly asked: (BareJid | FullJid)[];
  readonly switches: { sending: AutomaticSending };
}

function attached(): Setup {
  const session = new MockSession();
  const asked: (BareJid | FullJid)[] = [];
  const switches = { sending: everything };
  const modules = createModules({
    account: session.account,
    mayKnow: (from) => {
      asked.push(from);
      return from.startsWith('romeo@montague.lit');
    },
    appVersion: '1.2.3',
    showsTunes: () => switches.sending.tune,
    showsPictures: () => true,
    sending: () => switches.sending,
    clock: systemClock,
  });
  for (const module of modules.all) module.attach(session);
  return { session, modules, asked, switches };
}

async function discoFrom(session: MockSession, from: string): Promise<readonly string[] | undefined> {
  const sender = from === '' ? '' : ` from='${from}'`;
  const reply = await session.receive(`<iq type='get' id='i1'${sender}><query xmlns='${NS_DISCO_INFO}'/></iq>`);
  return reply && parseDiscoInfo(reply)?.features;
}

describe('what this client says of itself', () => {
  test('with every switch on', async () => {
    const { session } = attached();
    await expect(discoFrom(session, '')).resolves.toEqual([
      'http://jabber.org/protocol/caps',
      'http://jabber.org/protocol/chatstates',
      'http://jabber.org/protocol/disco#info',
      'http://jabber.org/protocol/disco#items',
      'http://jabber.org/protocol/tune+notify',
      'jabber:iq:version',
      'urn:xmpp:avatar:metadata+notify',
      'urn:xmpp:chat-markers:0',
      'urn:xmpp:fallback:0',
      'urn:xmpp:mds:displayed:0+notify',
      'urn:xmpp:message-correct:0',
      'urn:xmpp:message-retract:1',
      'urn:xmpp:ping',
      'urn:xmpp:reactions:0',
      'urn:xmpp:receipts',
      'urn:xmpp:reply:0',
      'urn:xmpp:styling:0',
    ]);
  });

  test('with every switch off, leaves out what it would not do', async () => {
    const { session, switches } = attached();
    switches.sending = nothingSent;
    await expect(discoFrom(session, '')).resolves.toEqual([
      'http://jabber.org/protocol/caps',
      'http://jabber.org/protocol/disco#info',
      'http://jabber.org/protocol/disco#items',
      'urn:xmpp:avatar:metadata+notify',
      'urn:xmpp:fallback:0',
      'urn:xmpp:mds:displayed:0+notify',
      'urn:xmpp:message-correct:0',
      'urn:xmpp:message-retract:1',
      'urn:xmpp:ping',
      'urn:xmpp:reactions:0',
      'urn:xmpp:reply:0',
      'urn:xmpp:styling:0',
    ]);
  });

  test('stands as a hash in every presence', async () => {
    const { session, modules, switches } = attached();
    await modules.presence.announce({ availability: 'available', statusText: '' });
    switches.sending = nothingSent;
    await modules.presence.announce({ availability: 'available', statusText: '' });
    const [before, after] = session.sent.map((presence) => parseCaps(presence));
    expect(after && verifiesCaps(after, modules.disco.ownInfo())).toBe(true);
    expect(before?.ver).not.toBe(after?.ver);
  });
});

describe('who may know of it', () => {
  test.each(['', 'juliet@capulet.lit', 'juliet@capulet.lit/phone', 'capulet.lit'])(
    'the own side ("%s"), without asking the contact list',
    async (from) => {
      const { session, asked } = attached();
      await expect(discoFrom(session, from)).resolves.toBeDefined();
      expect(asked).toEqual([]);
    },
  );

  test('a contact', async () => {
    const { session, asked } = attached();
    await expect(discoFrom(session, 'romeo@montague.lit/orchard')).resolves.toBeDefined();
    expect(asked).toEqual(['romeo@montague.lit/orchard']);
  });

  // Every question some room would answer; none may tell a stranger that somebody is here.
  test.each([
    "<query xmlns='http://jabber.org/protocol/disco#info'/>",
    "<query xmlns='http://jabber.org/protocol/disco#items'/>",
    "<query xmlns='jabber:iq:version'/>",
    "<ping xmlns='urn:xmpp:ping'/>",
    "<query xmlns='jabber:iq:roster'/>",
    "<query xmlns='jabber:iq:last'/>",
    "<command xmlns='http://jabber.org/protocol/commands' node='x' action='execute'/>",
    "<block xmlns='urn:xmpp:blocking'><item jid='romeo@montague.lit'/></block>",
  ])('no stranger who sends %s', async (payload) => {
    const { session } = attached();
    for (const type of ['get', 'set']) {
      for (const stranger of ['tybalt@evil.lit/x', 'capulet.lit.evil.lit', 'juliet@evil.lit', 'chat.capulet.lit']) {
        const reply = await session.receive(`<iq type='${type}' id='i1' from='${stranger}'>${payload}</iq>`);
        // No answer, or the one a server gives for a client that is not there.
        expect(reply?.attrs['type'] ?? 'error').toBe('error');
        expect(reply?.toString() ?? 'service-unavailable').toContain('service-unavailable');
      }
    }
  });
});

test('the rooms can be detached and attached again', async () => {
  const { modules } = attached();
  const session = new MockSession();
  const disposers = modules.all.map((module) => module.attach(session));
  for (const dispose of disposers) dispose();
  for (const module of modules.all) module.attach(session);
  await expect(discoFrom(session, '')).resolves.toBeDefined();
});
