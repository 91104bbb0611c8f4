/** Cases 10, 24, 26 to 30, 34 and 38: what servers and peers send within messages, against the whole app. */
import type { ContactTune } from '../../../electron/contract/personal';
import { expect } from 'vitest';
import type { FakeStream } from '../../support/fake-server/stream';
import type { AppCase, AppScene } from '../app-scene';
import { eventually } from '../client-under-test';
import { ACCOUNT, DOMAIN, FRIEND } from '../scene';

const STRANGER = 'mallory@evil.example';
const FORWARD = "<forwarded xmlns='urn:xmpp:forward:0'>";

function chat(from: string, body: string, more = '', type = 'chat'): string {
  const id = more.includes("id='") ? '' : ` id='${Math.random().toString(36).slice(2)}'`;
  return `<message from='${from}/x' to='${ACCOUNT}' type='${type}'${id}><body>${body}</body>${more}</message>`;
}

function withId(from: string, id: string, body: string, more = '', type = 'chat'): string {
  return `<message from='${from}/x' to='${ACCOUNT}' type='${type}' id='${id}'><body>${body}</body>${more}</message>`;
}

const replaces = (id: string): string => `<replace xmlns='urn:xmpp:message-correct:0' id='${id}'/>`;

const retracts = (id: string): string => `<retract xmlns='urn:xmpp:message-retract:1' id='${id}'/>`;

const reactions = (id: string, ...emojis: readonly string[]): string =>
  `<reactions xmlns='urn:xmpp:reactions:0' id='${id}'>${emojis.map((emoji) => `<reaction>${emoji}</reaction>`).join('')}</reactions>`;

/** Says something of another message, and nothing else. */
const about = (from: string, payload: string): string =>
  `<message from='${from}/x' to='${ACCOUNT}' type='chat' id='${Math.random().toString(36).slice(2)}'>${payload}</message>`;

async function bodies(scene: AppScene): Promise<readonly string[]> {
  return (await scene.client.stored()).map(({ body }) => body);
}

const NS_SM = 'urn:xmpp:sm:3';
const NS_MDS = 'urn:xmpp:mds:displayed:0';

/** Says, as an event of a personal node, that the conversation with the friend was read elsewhere. */
const readElsewhere = (from: string, stanzaId: string, by = ACCOUNT): string =>
  `<message${from} to='${ACCOUNT}' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>` +
  `<items node='${NS_MDS}'><item id='${FRIEND}'><displayed xmlns='${NS_MDS}'>` +
  `<stanza-id xmlns='urn:xmpp:sid:0' id='${stanzaId}' by='${by}'/></displayed></item></items></event></message>`;

const NS_TUNE = 'http://jabber.org/protocol/tune';

/** Says, as an event of a personal node, that somebody listens to something. */
const listens = (from: string, tune: string): string =>
  `<message xmlns='jabber:client' from='${from}' to='${ACCOUNT}/x' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>` +
  `<items node='${NS_TUNE}'><item id='current'><tune xmlns='${NS_TUNE}'>${tune}</tune></item></items></event></message>`;

async function tunes(scene: AppScene): Promise<readonly ContactTune[]> {
  return (await scene.client.snapshot()).accounts[0]?.tunes ?? [];
}

/** A server whose ids of messages can be trusted (XEP-0359). */
async function onlineWithStanzaIds(scene: AppScene): Promise<FakeStream> {
  const server = await scene.server();
  server.script = async (stream) => {
    await stream.signIn();
    await stream.serveRequests(({ payload, id, to }) =>
      payload === 'query http://jabber.org/protocol/disco#info' && to === ACCOUNT
        ? `<iq type='result' id='${id}' from='${to}'><query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:sid:0'/></query></iq>`
        : undefined,
    );
  };
  return scene.online(server);
}

async function unread(scene: AppScene): Promise<number | undefined> {
  const { accounts } = await scene.client.snapshot();
  return accounts[0]?.conversations.find(({ with: peer }) => peer === FRIEND)?.unread;
}

export const messageCases: readonly AppCase[] = [
  {
    number: 10,
    title: 'nonsense about what it has costs no message: it goes out again under its id',
    async play(scene) {
      const server = await scene.server();
      const sent: string[] = [];
      server.script = async (stream, nth) => {
        await stream.signIn({ features: `<sm xmlns='${NS_SM}'/>` });
        const serving = stream.serveRequests();
        await stream.waitAmongOthers(/<enable [^>]*\/>/u);
        stream.send(`<enabled xmlns='${NS_SM}' id='s-${String(nth)}' resume='true'/>`);
        const [, id = ''] = await stream.waitFor(/<message [^>]*?id=["']([^"']+)["'][^>]*><body>counted/u, 30_000);
        sent.push(id);
        if (nth === 0) stream.send(`<a xmlns='${NS_SM}' h='4000000000'/>`);
        else
          stream.send(
            `<message from='${FRIEND}/x' to='${ACCOUNT}'><received xmlns='urn:xmpp:receipts' id='${id}'/></message>`,
          );
        await serving;
      };
      await scene.online(server);
      const { id } = await scene.client.send(FRIEND, 'counted');
      await eventually(
        'delivered',
        () => scene.client.stored(),
        (stored) => stored.length === 1 && stored[0]?.state === 'delivered',
        60_000,
      );
      expect(sent).toEqual([id, id]);
    },
  },
  {
    number: 26,
    title: 'events of personal nodes by anybody but the own account are not believed',
    async play(scene) {
      const stream = await onlineWithStanzaIds(scene);
      stream.send(withId(FRIEND, 'm1', 'not read yet', `<stanza-id xmlns='urn:xmpp:sid:0' id='s1' by='${ACCOUNT}'/>`));
      await scene.expectShown('not read yet');
      const others = [
        `${STRANGER}/x`,
        STRANGER,
        FRIEND,
        `${FRIEND}/x`,
        DOMAIN,
        `${ACCOUNT}/other`,
        `${ACCOUNT}.evil.example`,
      ];
      for (const from of others) stream.send(readElsewhere(` from='${from}'`, 's1'));
      stream.send(readElsewhere(` from='${ACCOUNT}'`, 's1', STRANGER));
      stream.send(
        `<message xmlns='jabber:client' from='${ACCOUNT}' to='${ACCOUNT}/x'><received xmlns='urn:xmpp:carbons:2'>${FORWARD}${readElsewhere(` xmlns='jabber:client' from='${ACCOUNT}'`, 's1')}</forwarded></received></message>`,
      );
      await scene.expectHears(stream);
      expect(await unread(scene)).toBe(2);
      stream.send(readElsewhere(` from='${ACCOUNT}'`, 's1'));
      await eventually(
        'read elsewhere',
        () => unread(scene),
        (count) => count === 1,
      );
    },
  },
  {
    number: 26,
    title: 'tunes of strangers and of single clients are not believed, and those of contacts are bounded and plain',
    async play(scene) {
      const stream = await scene.online(await scene.server());
      // The friend is a contact; the addresses below only look like one.
      stream.send(
        `<iq type='set' id='push'><query xmlns='jabber:iq:roster'><item jid='${FRIEND}' subscription='both'/></query></iq>`,
      );
      await scene.expectHears(stream);
      const nobodys = [
        STRANGER,
        `${STRANGER}/x`,
        `${FRIEND}/x`,
        `${FRIEND}.evil.example`,
        DOMAIN,
        ACCOUNT,
        `${ACCOUNT}/other`,
      ];
      for (const from of nobodys) stream.send(listens(from, '<artist>A</artist><title>T</title>'));
      stream.send(
        `<message xmlns='jabber:client' from='${ACCOUNT}' to='${ACCOUNT}/x'><received xmlns='urn:xmpp:carbons:2'>${FORWARD}${listens(FRIEND, '<title>T</title>')}</forwarded></received></message>`,
      );
      await scene.expectHears(stream);
      expect(await tunes(scene)).toEqual([]);
      const nasty =
        `<artist>${'x\u202e'.repeat(100_000)}</artist><title>&lt;img src=x onerror=alert(1)&gt;</title><length>-5</length>` +
        '<rating>__proto__</rating><uri>file:///etc/passwd</uri><track>1</track><track>2</track><title>again</title>';
      stream.send(listens(FRIEND, nasty));
      await eventually(
        'the tune',
        () => tunes(scene),
        (heard) => heard.length > 0,
      );
      expect(await tunes(scene)).toEqual([
        { jid: FRIEND, tune: { artist: 'x'.repeat(128), title: '<img src=x onerror=alert(1)>', track: '1' } },
      ]);
      await scene.expectHears(stream);
    },
  },
  {
    number: 24,
    title: 'carbon in a carbon, carbon in an archive result',
    async play(scene) {
      const stream = await scene.online(await scene.server());
      const inner = `<message xmlns='jabber:client' from='${FRIEND}/x' to='${ACCOUNT}/other' type='chat'><body>nested</body></message>`;
      const carbon = (content: string): string =>
        `<message xmlns='jabber:client' from='${ACCOUNT}' to='${ACCOUNT}/x'><received xmlns='urn:xmpp:carbons:2'>${FORWARD}${content}</forwarded></received></message>`;
      stream.send(carbon(carbon(inner)));
      stream.send(
        `<message from='${ACCOUNT}' to='${ACCOUNT}/x'><result xmlns='urn:xmpp:mam:2' queryid='q' id='1'>${FORWARD}${carbon(inner)}</forwarded></result></message>`,
      );
      await scene.expectHears(stream);
      expect(await bodies(scene)).not.toContain('nested');
    },
  },
  {
    number: 27,
    title: 'correction by another JID is shown apart and changes nothing',
    async play(scene) {
      const stream = await scene.online(await scene.server());
      stream.send(withId(FRIEND, 'first', 'as Romeo wrote it'));
      stream.send(withId(STRANGER, 'forged', 'as Mallory would have it', replaces('first')));
      await scene.expectShown('as Mallory would have it');
      const stored = await scene.client.stored();
      expect(stored.map(({ with: peer, body }) => [peer, body])).toEqual([
        [FRIEND, 'as Romeo wrote it'],
        [STRANGER, 'as Mallory would have it'],
      ]);
      expect(stored.every(({ correctedAt }) => correctedAt === undefined)).toBe(true);
      expect(stored[1]?.untrustedCorrection).toBe(true);
    },
  },
  {
    number: 27,
    title: 'correction of our own message by the other side',
    async play(scene) {
      const stream = await scene.online(await scene.server());
      await scene.expectHears(stream);
      const sent = await scene.client.send(FRIEND, 'my own words');
      stream.send(withId(FRIEND, 'c1', 'their words in my mouth', replaces(sent.id)));
      await scene.expectShown('their words in my mouth');
      const mine = (await scene.client.stored()).filter(({ direction }) => direction === 'out');
      expect(mine.map(({ body }) => body)).toEqual(['my own words']);
    },
  },
  {
    number: 28,
    title: 'correction that makes a message another kind',
    async play(scene) {
      const stream = await scene.online(await scene.server());
      stream.send(withId(FRIEND, 'kind', 'a chat message'));
      stream.send(withId(FRIEND, 'c2', 'now a headline', replaces('kind'), 'headline'));
      stream.send(withId(FRIEND, 'c3', 'now of a room', replaces('kind'), 'groupchat'));
      await scene.expectHears(stream);
      const stored = await scene.client.stored();
      expect(stored.find(({ id }) => id === 'kind')?.body).toBe('a chat message');
    },
  },
  {
    number: 29,
    title: 'retraction by somebody else than the author',
    async play(scene) {
      const stream = await scene.online(await scene.server());
      stream.send(withId(FRIEND, 'first', 'as Romeo wrote it'));
      await scene.expectShown('as Romeo wrote it');
      const sent = await scene.client.send(FRIEND, 'my own words');
      stream.send(about(STRANGER, retracts('first')));
      stream.send(about(STRANGER, retracts(sent.id)));
      stream.send(about(FRIEND, retracts(sent.id)));
      stream.send(`<message from='${FRIEND}/x' to='${ACCOUNT}' type='groupchat'>${retracts('first')}</message>`);
      await scene.expectHears(stream);
      const stored = (await scene.client.stored()).slice(0, 2);
      expect(stored.map(({ body, retracted }) => [body, retracted])).toEqual([
        ['as Romeo wrote it', undefined],
        ['my own words', undefined],
      ]);
      // Its author may.
      stream.send(about(FRIEND, retracts('first')));
      await eventually(
        'taken back',
        () => scene.client.stored(),
        ([first]) => first?.retracted === true && first.body === '',
      );
    },
  },
  {
    number: 30,
    title: "reactions and markers for another's message are credited to their sender only",
    async play(scene) {
      const stream = await scene.online(await scene.server());
      stream.send(withId(FRIEND, 'first', 'as Romeo wrote it'));
      await scene.expectShown('as Romeo wrote it');
      const sent = await scene.client.send(FRIEND, 'my own words');
      for (const id of ['first', sent.id]) {
        stream.send(about(STRANGER, reactions(id, '👎')));
        stream.send(about(STRANGER, `<displayed xmlns='urn:xmpp:chat-markers:0' id='${id}'/>`));
        stream.send(about(STRANGER, `<received xmlns='urn:xmpp:receipts' id='${id}'/>`));
      }
      stream.send(about(FRIEND, reactions('first', '🌹')));
      stream.send(about(FRIEND, reactions(sent.id, '🌹', 'not an emoji', '🌹')));
      await scene.expectHears(stream);
      const stored = (await scene.client.stored()).slice(0, 2);
      expect(stored.map((message) => message.reactions)).toEqual([
        [{ by: FRIEND, emojis: ['🌹'] }],
        [{ by: FRIEND, emojis: ['🌹'] }],
      ]);
      expect(['sent', 'acknowledged']).toContain(stored[1]?.state);
    },
  },
  {
    number: 34,
    title: 'time stamps of the year 9999, of −1, and none at all',
    async play(scene) {
      const stream = await scene.online(await scene.server());
      const stamps = ['9999-12-31T23:59:59Z', '-1', '0000-00-00T00:00:00Z', '1969-12-31T23:59:59Z', 'tomorrow', ''];
      for (const [index, stamp] of stamps.entries())
        stream.send(chat(FRIEND, `at ${String(index)}`, `<delay xmlns='urn:xmpp:delay' stamp='${stamp}'/>`));
      await scene.expectHears(stream);
      const stored = await scene.client.stored();
      expect(stored.slice(0, stamps.length).map(({ body }) => body)).toEqual(
        stamps.map((_, index) => `at ${String(index)}`),
      );
      for (const { at } of stored) {
        expect(at).toBeGreaterThanOrEqual(Date.UTC(1999, 0, 1));
        expect(at).toBeLessThanOrEqual(Date.now());
      }
    },
  },
  {
    number: 38,
    title: '10,000 requests to see our presence leave the window live',
    async play(scene) {
      const stream = await scene.online(await scene.server());
      for (let nth = 0; nth < 10_000; nth += 1)
        await stream.sendSlowly(`<presence from='s${String(nth)}@evil.example' to='${ACCOUNT}' type='subscribe'/>`);
      await scene.expectHears(stream);
      const page = await scene.client.page();
      await page.getByText(/asks? to see when you are online/u).click();
      const requests = page.getByRole('list', { name: 'Requests' });
      await requests.waitFor();
      expect(await requests.getByRole('listitem').count()).toBeLessThanOrEqual(1000);
      // A live window answers within a frame or two; a stuck one not at all.
      await page.getByRole('button', { name: 'Add contact' }).click({ timeout: 10_000 });
      await page.keyboard.press('Escape');
      const snapshot = await eventually(
        'requests bounded',
        () => scene.client.snapshot(),
        ({ accounts }) => (accounts[0]?.subscriptionRequests.length ?? 0) > 0,
      );
      expect(snapshot.accounts[0]?.subscriptionRequests.length).toBeLessThanOrEqual(1000);
    },
  },
];
