/** Cases 10 and 11: how many stanzas a server says that it has handled. */
import { expect } from 'vitest';
import type { StreamScript } from '../../support/fake-server/server';
import type { FakeStream } from '../../support/fake-server/stream';
import type { HostileCase } from '../hostile-case';
import { rejectAfter, SetUpError } from '../scene';

const NS_SM = 'urn:xmpp:sm:3';
const SM = `<sm xmlns='${NS_SM}'/>`;
const MESSAGE = "<message from='romeo@montague.example/x'><body>counted</body></message>";

/** Honest, with stream management that resumes. */
const managed: StreamScript = async (stream) => {
  await stream.signIn({ features: SM });
  const serving = stream.serveRequests();
  await stream.waitAmongOthers(/<enable [^>]*\/>/u);
  stream.send(`<enabled xmlns='${NS_SM}' id='kept' resume='true'/>`);
  await serving;
};

/** Gives the session "kept" back. */
async function resumed(stream: FakeStream, handled: number): Promise<void> {
  await stream.secureStream();
  await stream.authenticate();
  await stream.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${SM}`);
  await stream.waitFor(/<resume [^>]*previd=["']kept["'][^>]*\/>/u);
  stream.send(`<resumed xmlns='${NS_SM}' previd='kept' h='${String(handled)}'/>`);
}

/** Makes the client send one stanza, which is its answer. */
async function haveItAnswer(stream: FakeStream, id: string): Promise<void> {
  stream.send(`<iq type='get' id='${id}' from='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>`);
  await stream.waitFor(new RegExp(`<iq [^>]*id=["']${id}["']`, 'u'));
}

export const streamManagementCases: readonly HostileCase[] = [
  {
    number: 10,
    title: 'acknowledgement of more than was ever sent',
    libraryFault: 'L7',
    afterwards: 'checked',
    async play(scene) {
      const server = await scene.server();
      server.script = managed;
      const stream = await scene.online(server);
      await scene.expectHears(stream);
      stream.send(`<a xmlns='${NS_SM}' h='99'/>`);
      await scene.expectReturns(server, stream);
      expect(stream.received).toMatch(/<stream:error><undefined-condition/u);
    },
  },
  {
    number: 10,
    title: 'resumption with more than was ever sent',
    afterwards: 'checked',
    async play(scene) {
      if (!scene.client.explains) return;
      const server = await scene.server();
      server.script = async (stream, nth) => {
        if (nth !== 1) return managed(stream, nth);
        await stream.secureStream();
        await stream.authenticate();
        await stream.openStream(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>${SM}`);
        await stream.waitFor(/<resume [^>]*previd=["']kept["'][^>]*\/>/u);
        stream.send(`<resumed xmlns='${NS_SM}' previd='kept' h='4000000000'/>`);
        await stream.waitFor(/<stream:error><undefined-condition/u);
        stream.end();
      };
      const stream = await scene.online(server);
      await scene.expectHears(stream);
      stream.destroy();
      await scene.expectReturns(server, await server.stream(1));
    },
  },
  {
    number: 11,
    title: 'counts of both sides go on past 2^32',
    afterwards: 'checked',
    async play(scene) {
      if (!scene.client.mayGoOn) return;
      const server = await scene.server();
      let tell: () => void = () => undefined;
      const counted = new Promise<void>((resolve) => {
        tell = resolve;
      });
      server.script = async (stream, nth) => {
        if (nth !== 0) return managed(stream, nth);
        // Sent: 2^32 - 1 so far.
        await resumed(stream, 4_294_967_295);
        stream.send(`${MESSAGE.repeat(3)}<r xmlns='${NS_SM}'/>`);
        await stream.waitFor(/<a [^>]*h=["']1["'][^>]*\/>/u);
        await haveItAnswer(stream, 'first');
        stream.send(`<a xmlns='${NS_SM}' h='0'/>`);
        await haveItAnswer(stream, 'second');
        await haveItAnswer(stream, 'third');
        stream.send(`<a xmlns='${NS_SM}' h='2'/><r xmlns='${NS_SM}'/>`);
        await stream.waitFor(/<a [^>]*h=["']4["'][^>]*\/>/u);
        tell();
        await stream.ended;
      };
      const outcome = await scene.signIn(server, { earlier: { id: 'kept', handled: 4_294_967_294 } });
      if (!outcome.ok) throw new SetUpError(`could not go on: ${outcome.code} ${outcome.detail}`);
      const [stream] = server.streams;
      if (stream === undefined) throw new SetUpError('no connection');
      await Promise.race([counted, rejectAfter(scene.patience, 'the counts are others')]);
      await scene.expectHears(stream);
      // More than any client has sent by now, on the other side of the wrap.
      stream.send(`<a xmlns='${NS_SM}' h='100000'/>`);
      await scene.expectReturns(server, stream);
    },
  },
];
