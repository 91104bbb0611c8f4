/** Cases 13 to 20: what a hostile peer can write into the stream once it is ours. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { FakeStream } from '../../support/fake-server/stream';
import type { HostileCase } from '../hostile-case';
import { FRIEND, type Scene } from '../scene';

const MIB = 1024 * 1024;
/** What a client may grow by while it refuses something huge. */
const MEMORY_LIMIT = 64 * MIB;

/** The stream is closed with this error, the client returns on a new one and hears. */
function closesStream(
  number: number,
  title: string,
  xml: string | Buffer,
  condition: string,
  libraryFault?: HostileCase['libraryFault'],
): HostileCase {
  return {
    number,
    title,
    ...(libraryFault === undefined ? {} : { libraryFault }),
    afterwards: 'checked',
    async play(scene) {
      const server = await scene.server();
      const stream = await scene.online(server);
      stream.send(xml);
      await scene.expectReturns(server, stream);
      if (scene.client.explains) expect(stream.received).toContain(`<${condition} `);
      expect(stream.received).toContain('</stream:stream>');
    },
  };
}

/** The client takes it or leaves it, but stays on the stream and hears what comes next. */
function staysOn(
  number: number,
  title: string,
  play: (scene: Scene, stream: FakeStream) => Promise<void>,
  libraryFault?: HostileCase['libraryFault'],
): HostileCase {
  return {
    number,
    title,
    ...(libraryFault === undefined ? {} : { libraryFault }),
    afterwards: 'checked',
    async play(scene) {
      const server = await scene.server();
      const stream = await scene.online(server);
      await play(scene, stream);
      await scene.expectHears(stream);
      expect(server.streams).toHaveLength(1);
      expect(stream.closed).toBe(false);
    },
  };
}

/** Writes until it is enough, the client has gone, or it takes nothing more. */
async function flood(scene: Scene, stream: FakeStream, start: string, filler: string, bytes: number): Promise<void> {
  stream.send(start);
  const chunk = filler.repeat(Math.ceil((64 * 1024) / filler.length));
  const end = Date.now() + scene.patience;
  for (let sent = 0; sent < bytes && !stream.closed && Date.now() < end; sent += chunk.length)
    await Promise.race([stream.sendSlowly(chunk), delay(scene.patience)]);
}

function refusesFlood(title: string, start: string, filler: string, bytes: number): HostileCase {
  return {
    number: 15,
    title,
    libraryFault: 'L12',
    afterwards: 'checked',
    async play(scene) {
      const server = await scene.server();
      const stream = await scene.online(server);
      const before = await scene.client.memory();
      await flood(scene, stream, start, filler, bytes);
      expect((await scene.client.memory()) - before).toBeLessThan(MEMORY_LIMIT);
      await scene.expectReturns(server, stream);
    },
  };
}

function message(inside: string, attributes = `from='${FRIEND}/x' type='chat'`): string {
  return `<message ${attributes}>${inside}</message>`;
}

const manyContacts = Array.from(
  { length: 10_000 },
  (_, index) =>
    `<item jid='contact${String(index)}@montague.example' name='Contact number ${String(index)}' subscription='both'><group>Verona ${String(index % 40)}</group></item>`,
).join('');

export const xmlCases: readonly HostileCase[] = [
  closesStream(13, 'DOCTYPE', `<!DOCTYPE a [<!ENTITY b "c">]>${message('<body>&b;</body>')}`, 'restricted-xml', 'L11'),
  closesStream(13, 'unknown entity', message('<body>&foo;</body>'), 'restricted-xml', 'L11'),
  closesStream(13, 'billion laughs without a DOCTYPE', message('<body>&lol9;&lol9;</body>'), 'restricted-xml', 'L11'),
  closesStream(13, 'processing instruction', "<?php echo '1' ?>", 'restricted-xml', 'L11'),
  closesStream(13, 'comment', message('<body>a<!-- b -->c</body>'), 'restricted-xml', 'L11'),
  closesStream(14, 'depth 5,000', message('<a>'.repeat(5_000) + '</a>'.repeat(5_000)), 'policy-violation', 'L12'),
  closesStream(
    15,
    'a stanza of 2 MiB that nobody asked for',
    message(`<body>${'x'.repeat(2 * MIB)}</body>`),
    'policy-violation',
    'L12',
  ),
  closesStream(15, '300,000 elements in one stanza', message('<a/>'.repeat(300_000)), 'policy-violation', 'L12'),
  closesStream(
    15,
    '100,000 attributes',
    `<message ${Array.from({ length: 100_000 }, (_, n) => `a${String(n)}='1'`).join(' ')}/>`,
    'policy-violation',
    'L12',
  ),
  refusesFlood('a tag that never ends', "<message a='", 'x', 200 * MIB),
  refusesFlood('a text that never ends', '<message><body>', 'x', 200 * MIB),
  refusesFlood('an element that never ends', '<message>', '<a b="c"/>', 200 * MIB),
  {
    number: 15,
    title: 'a reply of 200 MiB to our own question',
    libraryFault: 'L12',
    afterwards: 'checked',
    async play(scene) {
      const server = await scene.server();
      let begun: () => void = () => undefined;
      const answerBegun = new Promise<void>((resolve) => {
        begun = resolve;
      });
      server.script = async (stream, nth) => {
        await stream.signIn();
        await stream.serveRequests((iq) => {
          if (nth > 0 || iq.payload !== 'query jabber:iq:roster') return undefined;
          begun();
          return `<iq type='result' id='${iq.id}'><query xmlns='jabber:iq:roster'>`;
        });
      };
      const stream = await scene.online(server);
      await answerBegun;
      const before = await scene.client.memory();
      await flood(scene, stream, '', "<item jid='a@b.example' subscription='both'><group>x</group></item>", 200 * MIB);
      expect((await scene.client.memory()) - before).toBeLessThan(MEMORY_LIMIT);
      await scene.expectReturns(server, stream);
    },
  },
  {
    number: 15,
    title: 'a roster of 10,000 contacts (1.2 MiB) is welcome',
    afterwards: 'checked',
    async play(scene) {
      const server = await scene.server();
      server.script = async (stream) => {
        await stream.signIn();
        await stream.serveRequests((iq) =>
          iq.payload === 'query jabber:iq:roster'
            ? `<iq type='result' id='${iq.id}'><query xmlns='jabber:iq:roster'>${manyContacts}</query></iq>`
            : undefined,
        );
      };
      const stream = await scene.online(server);
      await scene.expectHears(stream);
      expect(await scene.filledContacts()).toHaveLength(10_000);
    },
  },
  staysOn(
    16,
    'UTF-8 split at every byte',
    async (scene, stream) => {
      const body = 'Wherefore art thou, Rómëo? 💔 – だから';
      await stream.sendByteByByte(message(`<body>${body}</body>`));
      await scene.expectShown(body);
    },
    'L6',
  ),
  closesStream(
    17,
    'invalid UTF-8',
    Buffer.concat([Buffer.from('<message><body>'), Buffer.from([0xc3, 0x28]), Buffer.from('</body></message>')]),
    'not-well-formed',
    'L6',
  ),
  closesStream(
    17,
    'surrogate in UTF-8',
    Buffer.concat([Buffer.from('<message><body>'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('</body></message>')]),
    'not-well-formed',
    'L6',
  ),
  closesStream(17, 'NUL', message('<body>a\0b</body>'), 'not-well-formed', 'L13'),
  closesStream(17, 'NUL as a character reference', message('<body>a&#0;b</body>'), 'not-well-formed', 'L11'),
  closesStream(17, 'an attribute given twice', "<message from='a@b' from='c@d'/>", 'not-well-formed', 'L13'),
  closesStream(17, 'a prefix nobody declared', '<x:message/>', 'bad-namespace-prefix', 'L13'),
  closesStream(17, 'text between stanzas', 'hello', 'bad-format', 'L13'),
  staysOn(
    18,
    'body in a foreign namespace',
    async (scene, stream) => {
      stream.send(message("<body xmlns='urn:example:other'>foreign</body>"));
      stream.send(message("<x:body xmlns:x='urn:example:other'>foreign</x:body>"));
      await scene.expectHears(stream);
      expect((await scene.client.messages()).map(({ body }) => body)).not.toContain('foreign');
    },
    'L13',
  ),
  staysOn(19, 'a sender that is no address', async (scene, stream) => {
    for (const from of ['@', 'a@', '@b', 'a b@c', 'a@b@c/', 'x'.repeat(5_000), 'a@b/', 'a@b\u202ec'])
      stream.send(message('<body>from nobody</body>', `from='${from}'`));
    stream.send("<presence from='@'/><iq type='get' id='1' from='@'><ping xmlns='urn:xmpp:ping'/></iq>");
    await scene.expectHears(stream);
    if (scene.client.explains)
      expect((await scene.client.messages()).map(({ body }) => body)).not.toContain('from nobody');
  }),
  staysOn(20, 'attributes with names of the language', async (scene, stream) => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'prototype', '__defineGetter__'];
    const attributes = names.map((name) => `${name}='x'`).join(' ');
    stream.send(message(`<body>odd names</body><__proto__ ${attributes}/>`, `from='${FRIEND}/x' ${attributes}`));
    await scene.expectShown('odd names');
  }),
];
