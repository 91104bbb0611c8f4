import { describe, expect, it } from 'vitest';
import { StanzaError } from '../../../../electron/xmpp/errors';
import { NS_MDS, NS_PUBSUB, NS_PUBSUB_EVENT, NS_PUBSUB_OWNER, NS_STANZA_ID } from '../../../../electron/xmpp/ns';
import { keepsPrivateData } from '../../../../electron/xmpp/xep-0163-pep/stanza';
import { DisplayedSyncModule } from '../../../../electron/xmpp/xep-0490-mds/module';
import type { DisplayedUpTo } from '../../../../electron/xmpp/xep-0490-mds/stanza';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

const JULIET = bare('juliet@capulet.lit');
const ROMEO = bare('romeo@montague.lit');

function attached() {
  const session = new MockSession(JULIET);
  const displayed = new DisplayedSyncModule(JULIET);
  displayed.attach(session);
  const heard: DisplayedUpTo[] = [];
  displayed.onChanged((upTo) => heard.push(upTo));
  return { session, displayed, heard };
}

const item = (id: string, peer: string = ROMEO): string =>
  `<item id='${peer}'><displayed xmlns='${NS_MDS}'><stanza-id xmlns='${NS_STANZA_ID}' id='${id}' by='${JULIET}'/></displayed></item>`;

const event = (from: string, items: string, node = NS_MDS): string =>
  `<message${from} type='headline'><event xmlns='${NS_PUBSUB_EVENT}'><items node='${node}'>${items}</items></event></message>`;

describe('what was read', () => {
  it('is published so that only the account can read it', async () => {
    const { session, displayed } = attached();
    session.answer('set', 'pubsub', NS_PUBSUB, () => undefined);
    await displayed.publishDisplayed(ROMEO, 's1', JULIET);
    const [sent = expect.unreachable()] = session.takeSent();
    expect(sent.toString()).toContain(`<field var="pubsub#access_model"><value>whitelist</value></field>`);
    expect(sent.toString()).toContain(`<item id="${ROMEO}"><displayed xmlns="${NS_MDS}">`);
  });

  it('goes into a node that was open only once it no longer is', async () => {
    const { session, displayed } = attached();
    let open = true;
    session.answer('set', 'pubsub', NS_PUBSUB, () => {
      if (open) throw new StanzaError('conflict', 'cancel', '');
      return undefined;
    });
    session.answer('set', 'pubsub', NS_PUBSUB_OWNER, () => {
      open = false;
      return undefined;
    });
    await displayed.publishDisplayed(ROMEO, 's1', JULIET);
    expect(session.sent.map((iq) => iq.getChildElements()[0]?.getChildElements()[0]?.getName())).toEqual([
      'publish',
      'configure',
      'publish',
    ]);
  });

  it('is not published where the node stays open, or the server says no', async () => {
    const { session, displayed } = attached();
    await expect(displayed.publishDisplayed(ROMEO, 's1', JULIET)).rejects.toMatchObject({
      condition: 'service-unavailable',
    });
    session.answer('set', 'pubsub', NS_PUBSUB, () => {
      throw new StanzaError('conflict', 'cancel', '');
    });
    session.answer('set', 'pubsub', NS_PUBSUB_OWNER, () => undefined);
    await expect(displayed.publishDisplayed(ROMEO, 's1', JULIET)).rejects.toMatchObject({ condition: 'conflict' });
  });

  it('is fetched whole, what can be understood of it', async () => {
    const { session, displayed } = attached();
    session.answer(
      'get',
      'pubsub',
      NS_PUBSUB,
      () =>
        `<pubsub xmlns='${NS_PUBSUB}'><items node='${NS_MDS}'>${item('s1')}${item('s2', 'not a jid@')}</items></pubsub>`,
    );
    await expect(displayed.fetch()).resolves.toEqual([{ peer: ROMEO, stanzaId: 's1', by: JULIET }]);
  });

  it('is nothing where nothing was ever published', async () => {
    const { session, displayed } = attached();
    session.answer('get', 'pubsub', NS_PUBSUB, () => {
      throw new StanzaError('item-not-found', 'cancel', '');
    });
    await expect(displayed.fetch()).resolves.toEqual([]);
  });
});

describe('an event', () => {
  it.each(['', ` from='${JULIET}'`])('of the own server counts ("%s")', async (from) => {
    const { session, heard } = attached();
    await session.receive(event(from, item('s1')));
    expect(heard).toEqual([{ peer: ROMEO, stanzaId: 's1', by: JULIET }]);
  });

  it.each([ROMEO, `${JULIET}/phone`, 'capulet.lit', 'mallory@evil.lit/x', `${JULIET}.evil.lit`])(
    'of %s does not',
    async (from) => {
      const { session, heard } = attached();
      await session.receive(event(` from='${from}'`, item('s1')));
      expect(heard).toEqual([]);
    },
  );

  it('of another node does not', async () => {
    const { session, heard } = attached();
    await session.receive(event('', item('s1'), 'urn:example:other'));
    expect(heard).toEqual([]);
  });
});

it('a server has to keep items and honour options', () => {
  const both = ['publish-options', 'persistent-items'].map((name) => `${NS_PUBSUB}#${name}`);
  expect(keepsPrivateData(both)).toBe(true);
  for (const feature of both) expect(keepsPrivateData([feature])).toBe(false);
});
