/** Cases 24 and 25: what is slipped in while the client reads the account's archive. */
import { expect } from 'vitest';
import type { FakeStream } from '../../support/fake-server/stream';
import type { HostileCase } from '../hostile-case';
import { ACCOUNT, DOMAIN, FRIEND, type Scene } from '../scene';

const NS_MAM = 'urn:xmpp:mam:2';
const STRANGER = 'mallory@evil.example/x';
const FEATURES = [NS_MAM, 'urn:xmpp:sid:0'].map((name) => `<feature var='${name}'/>`).join('');

function forwarded(message: string): string {
  return `<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>${message}</forwarded>`;
}

function chat(body: string, type = 'chat', to = `${ACCOUNT}/other`): string {
  return `<message xmlns='jabber:client' from='${FRIEND}/x' to='${to}' type='${type}' id='${body}'><body>${body}</body></message>`;
}

function result(from: string, queryId: string | undefined, id: string, content: string): string {
  const query = queryId === undefined ? '' : ` queryid='${queryId}'`;
  return `<message xmlns='jabber:client' from='${from}' to='${ACCOUNT}/test'><result xmlns='${NS_MAM}'${query} id='${id}'>${forwarded(content)}</result></message>`;
}

function carbon(content: string): string {
  return `<message xmlns='jabber:client' from='${ACCOUNT}' to='${ACCOUNT}/test'><received xmlns='urn:xmpp:carbons:2'>${forwarded(content)}</received></message>`;
}

/** Answers the client's first query with `hostile` and one genuine message; later ones find an empty archive. */
async function online(scene: Scene, hostile: (queryId: string) => readonly string[]): Promise<FakeStream> {
  const server = await scene.server();
  server.script = async (stream) => {
    await stream.signIn();
    let asked = false;
    await stream.serveRequests(({ payload, type, id, to, xml }) => {
      if (payload === 'query http://jabber.org/protocol/disco#info' && (to === ACCOUNT || to === DOMAIN))
        return `<iq type='result' id='${id}' from='${to}'><query xmlns='http://jabber.org/protocol/disco#info'>${FEATURES}</query></iq>`;
      if (payload !== `query ${NS_MAM}` || type !== 'set') return undefined;
      const queryId = /queryid=["']([^"']+)["']/u.exec(xml)?.[1] ?? '';
      const results = asked ? [] : [...hostile(queryId), result(ACCOUNT, queryId, 'genuine', chat('genuine'))];
      asked = true;
      const set = "<set xmlns='http://jabber.org/protocol/rsm'/>";
      return `${results.join('')}<iq type='result' id='${id}'><fin xmlns='${NS_MAM}' complete='true'>${set}</fin></iq>`;
    });
  };
  return scene.online(server);
}

async function expectOnlyGenuine(scene: Scene, stream: FakeStream): Promise<void> {
  await scene.expectShown('genuine');
  await scene.expectHears(stream);
  const bodies = (await scene.client.messages()).map(({ body }) => body);
  expect(bodies.filter((body) => !body.startsWith('still there'))).toEqual(['genuine']);
}

export const archiveCases: readonly HostileCase[] = [
  {
    number: 24,
    title: 'carbon in an archive result, archive result in a carbon or in another',
    afterwards: 'checked',
    async play(scene) {
      const stream = await online(scene, (queryId) => [
        result(ACCOUNT, queryId, '1', carbon(chat('carbon in a result'))),
        carbon(result(ACCOUNT, queryId, '2', chat('result in a carbon'))),
        result(ACCOUNT, queryId, '3', result(ACCOUNT, queryId, '4', chat('result in a result'))),
      ]);
      await expectOnlyGenuine(scene, stream);
    },
  },
  {
    number: 25,
    title: 'archive results of others while a query is open',
    afterwards: 'checked',
    async play(scene) {
      const others = [STRANGER, `${FRIEND}/x`, `${ACCOUNT}/other`, DOMAIN, `${ACCOUNT}.evil.example`, '@'];
      const stream = await online(scene, (queryId) =>
        others.map((from, nth) => result(from, queryId, String(nth), chat(`of ${from}`))),
      );
      await expectOnlyGenuine(scene, stream);
    },
  },
  {
    number: 25,
    title: 'archive results to no open query, of rooms, and between others',
    afterwards: 'checked',
    async play(scene) {
      let used = '';
      const stream = await online(scene, (queryId) => {
        used = queryId;
        return [
          result(ACCOUNT, undefined, '1', chat('without a query')),
          result(ACCOUNT, 'guessed', '2', chat('of another query')),
          result(ACCOUNT, queryId, '3', chat('of a room', 'groupchat')),
          result(ACCOUNT, queryId, '4', chat('between others', 'chat', 'nurse@capulet.example')),
        ];
      });
      await scene.expectShown('genuine');
      stream.send(result(ACCOUNT, used, '5', chat('after the end')));
      stream.send(
        `<message from='${STRANGER}' to='${ACCOUNT}'><body>beside a result</body><result xmlns='${NS_MAM}' queryid='${used}' id='6'/></message>`,
      );
      await expectOnlyGenuine(scene, stream);
    },
  },
];
