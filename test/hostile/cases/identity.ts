/** Cases 21 to 23 and 35 to 37: who says something, and who may. */
import { expect } from 'vitest';
import { eventually } from '../client-under-test';
import type { HostileCase } from '../hostile-case';
import { ACCOUNT, DOMAIN, FRIEND, type Scene } from '../scene';

const STRANGER = 'mallory@evil.example/x';

function carbon(from: string, body: string): string {
  return (
    `<message from='${from}' to='${ACCOUNT}/test'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>` +
    `<message xmlns='jabber:client' from='${FRIEND}/x' to='${ACCOUNT}/other' type='chat'><body>${body}</body></message>` +
    `</forwarded></received></message>`
  );
}

async function bodies(scene: Scene): Promise<readonly string[]> {
  return (await scene.client.messages()).map(({ body }) => body);
}

/** Asks as a stranger and waits for the reply; empty when none came before the reply to a harmless question. */
async function askAsStranger(scene: Scene, payload: string, type = 'get'): Promise<string> {
  const server = await scene.server();
  const stream = await scene.online(server);
  stream.send(`<iq type='${type}' id='spy' from='${STRANGER}' to='${ACCOUNT}/test'>${payload}</iq>`);
  stream.send(`<iq type='get' id='harmless' from='${DOMAIN}' to='${ACCOUNT}/test'><ping xmlns='urn:xmpp:ping'/></iq>`);
  await scene.expectHears(stream);
  // What the client shows may be known before what it sent is read here.
  await eventually(
    'the reply to a harmless question',
    () => stream.received,
    (received) => /<iq[^>]*id=["']harmless["']/u.test(received),
    scene.patience,
  );
  return /<iq[^>]*id=["']spy["'][\s\S]*?(?:\/>|<\/iq>)/u.exec(stream.received)?.[0] ?? '';
}

export const identityCases: readonly HostileCase[] = [
  {
    number: 21,
    title: 'iq result with the right id from somebody else',
    libraryFault: 'L5',
    afterwards: 'checked',
    async play(scene) {
      const server = await scene.server();
      server.script = async (stream) => {
        await stream.signIn();
        await stream.serveRequests((iq) => {
          if (iq.payload !== 'query jabber:iq:roster') return undefined;
          const roster = (jid: string): string =>
            `<query xmlns='jabber:iq:roster'><item jid='${jid}' subscription='both'/></query>`;
          return (
            `<iq type='result' id='${iq.id}' from='${STRANGER}'>${roster('planted@evil.example')}</iq>` +
            `<iq type='result' id='${iq.id}'>${roster(FRIEND)}</iq>`
          );
        });
      };
      const stream = await scene.online(server);
      await scene.expectHears(stream);
      expect(await scene.filledContacts()).toEqual([FRIEND]);
    },
  },
  {
    number: 22,
    title: 'roster push from a stranger',
    afterwards: 'checked',
    async play(scene) {
      if (!scene.client.explains) return;
      const push = "<query xmlns='jabber:iq:roster'><item jid='planted@evil.example' subscription='both'/></query>";
      expect(await askAsStranger(scene, push, 'set')).toMatch(/type=["']error["']/u);
      expect(await scene.client.contacts()).toEqual([]);
    },
  },
  {
    number: 23,
    title: 'carbon that is not from the own bare JID',
    afterwards: 'checked',
    async play(scene) {
      if (!scene.client.explains) return;
      const stream = await scene.online(await scene.server());
      for (const from of [STRANGER, FRIEND, `${ACCOUNT}/other`, 'capulet.example', '@'])
        stream.send(carbon(from, 'forged'));
      stream.send(carbon(ACCOUNT, 'genuine'));
      await scene.expectShown('genuine');
      expect(await bodies(scene)).not.toContain('forged');
    },
  },
  {
    number: 35,
    title: 'no sender means the own account and nobody else',
    afterwards: 'checked',
    async play(scene) {
      if (!scene.client.explains) return;
      const stream = await scene.online(await scene.server());
      stream.send('<message><body>from the server</body></message>');
      await scene.expectShown('from the server');
      const shown = await scene.client.messages();
      expect(shown.find(({ body }) => body === 'from the server')?.from).toBe(ACCOUNT);
    },
  },
  ...[
    ['version', "<query xmlns='jabber:iq:version'/>"],
    ['time', "<time xmlns='urn:xmpp:time'/>"],
    ['last activity', "<query xmlns='jabber:iq:last'/>"],
    ['features', "<query xmlns='http://jabber.org/protocol/disco#info'/>"],
  ].map(([what = '', payload = '']): HostileCase => ({
    number: 36,
    title: `a stranger asks for ${what}`,
    afterwards: 'checked',
    async play(scene) {
      if (!scene.client.explains) return;
      // What an absent user's server says is no answer (RFC 6121 §8.5.3).
      const reply = await askAsStranger(scene, payload);
      if (reply !== '') expect(reply).toMatch(/type=["']error["'][\s\S]*<service-unavailable/u);
      expect(reply).not.toContain('Candor');
    },
  })),
  {
    number: 37,
    title: 'ad-hoc command',
    afterwards: 'checked',
    async play(scene) {
      const command = "<command xmlns='http://jabber.org/protocol/commands' node='run' action='execute'/>";
      expect(await askAsStranger(scene, command, 'set')).toMatch(/type=["']error["']/u);
    },
  },
];
