/** XEP-0386 and XEP-0198 §9 between the session and a scripted server: real sockets and real TLS. */
import { describe, expect, it } from 'vitest';
import type { SessionOptions } from '../../../electron/xmpp/session-types';
import { scriptedServers } from '../../support/fake-server/scripted-servers';
import type { FakeServer } from '../../support/fake-server/server';
import type { FakeStream, Sasl2Behaviour } from '../../support/fake-server/stream';
import { ACCOUNT, DOMAIN, message, ToldSession } from '../../support/told-session';

const NS_SM = 'urn:xmpp:sm:3';
const NS_BIND2 = 'urn:xmpp:bind:0';
const SM = `<sm xmlns='${NS_SM}'/>`;
const CARBONS = 'urn:xmpp:carbons:2';
const OFFER = `<bind xmlns='${NS_BIND2}'><inline><feature var='${CARBONS}'/><feature var='${NS_SM}'/></inline></bind>`;
const FULL = `juliet@${DOMAIN}/Candor~1`;
const enabled = (id: string): string => `<enabled xmlns='${NS_SM}' id='${id}' resume='true' max='300'/>`;
const bound = (content = ''): string => `<bound xmlns='${NS_BIND2}'>${content}</bound>`;

const servers = scriptedServers(DOMAIN);
let server: FakeServer;
let told: ToldSession;
/** What the client sent to begin with, one a connection. */
let requests: string[];

interface Step {
  readonly sasl2?: Partial<Sasl2Behaviour>;
  /** What the server does after the success. */
  readonly play: (stream: FakeStream) => Promise<void>;
}

async function start(
  steps: readonly Step[],
  options: Pick<SessionOptions, 'mayBindInline'> = { mayBindInline: () => true },
): Promise<ToldSession> {
  requests = [];
  server = await servers.start({
    script: async (stream, nth) => {
      const step = steps[nth] ?? steps.at(-1) ?? expect.unreachable();
      const answer = (request: string): string => {
        requests.push(request);
        return step.sasl2?.answer?.(request) ?? '';
      };
      const mechanisms = ['SCRAM-SHA-256'];
      await stream.secureStream();
      await stream.authenticate({
        mechanisms,
        sasl2: { mechanisms, inline: SM + OFFER, identity: FULL, ...step.sasl2, answer },
      });
      await step.play(stream);
      await stream.ended;
    },
  });
  const changes = { resource: 'Candor.abcd', ...options };
  told = new ToldSession({ port: server.port, authority: servers.authority, changes });
  told.session.onState((state) => {
    if (state.state === 'stopped' || state.state === 'waiting') told.events.push(state.why.code);
  });
  return told;
}

const features = (content = SM): string => `<stream:features>${content}</stream:features>`;

/** A session that is managed from the first sign-in on. */
const managed = (play: Step['play']): Step => ({
  sasl2: { answer: () => bound(enabled('s-1')) },
  play: async (stream) => {
    stream.send(features(`${SM}<csi xmlns='urn:xmpp:csi:0'/>`));
    await play(stream);
  },
});

describe('binding within the sign-in', () => {
  it('asks for all at once, and counts from the success on', async () => {
    await start([
      managed(async (stream) => {
        stream.send(`${message('1')}<r xmlns='${NS_SM}'/>`);
        await stream.waitFor(/<a [^>]*h=["']1["']/u);
        await stream.waitFor(/id="a"/u);
        stream.send(`<a xmlns='${NS_SM}' h='1'/>`);
      }),
    ]);
    await told.happened('online', 'message 1');
    await told.say('a');
    await told.happened('online', 'message 1', 'acknowledged a');
    expect(told.session.jid).toBe(FULL);
    expect(told.session.hasStreamFeature('csi', 'urn:xmpp:csi:0')).toBe(true);
    const [request = ''] = requests;
    expect(request).toMatch(
      /<bind xmlns="urn:xmpp:bind:0"><tag>Candor<\/tag><enable xmlns="urn:xmpp:carbons:2"\/><enable/u,
    );
    expect(request).toMatch(/<user-agent id="[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}">/u);
    expect(request).not.toContain('abcd');
    expect(server.streams[0]?.received).not.toMatch(/<iq|<enable [^>]*\/>(?!.*<\/authenticate>)/su);
  });

  it.each([
    ['it may not be', { mayBindInline: () => false }],
    ['nobody says that it may be', {}],
  ])('is not asked for where %s', async (_why, options) => {
    await start([{ play: (stream) => stream.bind() }], options);
    await told.happened('online');
    expect(requests[0]).not.toMatch(/<bind|<user-agent|<resume/u);
    expect(told.session.jid).toBe(`juliet@${DOMAIN}/Candor.abcd`);
  });

  it('is not asked for where it is not offered', async () => {
    await start([{ sasl2: { inline: '' }, play: (stream) => stream.bind() }]);
    await told.happened('online');
    expect(requests[0]).not.toMatch(/<bind|<user-agent/u);
  });

  it('that the server could not do is done afterwards', async () => {
    const answer = (): string => `<failed xmlns='${NS_BIND2}'/>`;
    await start([{ sasl2: { answer, identity: ACCOUNT }, play: (stream) => stream.bind() }]);
    await told.happened('online');
    expect(told.session.jid).toBe(`juliet@${DOMAIN}/Candor.abcd`);
  });

  it('without stream management enables that afterwards', async () => {
    await start([
      {
        sasl2: { answer: () => bound(`<failed xmlns='${NS_SM}'/>`) },
        play: async (stream) => {
          stream.send(features());
          await stream.waitFor(/<enable [^>]*resume=["']true["'][^>]*\/>/u);
          stream.send(enabled('s-1'));
          await stream.waitFor(/id="a"/u);
          stream.send(`<a xmlns='${NS_SM}' h='1'/>`);
        },
      },
    ]);
    await told.happened('online');
    await told.say('a');
    await told.happened('online', 'acknowledged a');
  });

  it('over which the server breaks is not asked for again', async () => {
    const broken: Step = {
      sasl2: {
        answer: () => {
          throw new Error('the server breaks and closes the connection');
        },
      },
      play: () => Promise.resolve(),
    };
    await start([broken, { play: (stream) => stream.bind() }]);
    await expect.poll(() => told.events).toContain('service-unreachable');
    told.session.retryNow();
    await expect.poll(() => told.events).toContain('online');
    expect(requests.map((request) => request.includes('<bind'))).toEqual([true, false]);
  });

  it.each([
    ['another account', `romeo@${DOMAIN}/x`],
    ['no resource', ACCOUNT],
  ])('for %s is refused', async (_whose, identity) => {
    await start([{ sasl2: { answer: () => bound(), identity }, play: () => Promise.resolve() }]);
    await told.happened('wrong-address-bound');
  });

  it('that nobody asked for does not count', async () => {
    const step = { sasl2: { answer: () => bound(enabled('s-1')) }, play: (stream: FakeStream) => stream.bind() };
    await start([step], { mayBindInline: () => false });
    await told.happened('online');
    expect(told.session.jid).toBe(`juliet@${DOMAIN}/Candor.abcd`);
  });
});

describe('resuming within the sign-in', () => {
  const cut = managed(async (stream) => {
    stream.send(`${message('1')}<r xmlns='${NS_SM}'/>`);
    await stream.waitFor(/<a [^>]*h=["']1["']/u);
    await stream.waitFor(/id="b"/u);
    stream.destroy();
  });

  async function cutAndResume(step: Step, mayBindInline = true): Promise<ToldSession> {
    let may = true;
    await start([cut, step], { mayBindInline: () => may });
    await told.happened('online', 'message 1');
    may = mayBindInline;
    await Promise.all(['a', 'b'].map((id) => told.say(id)));
    await expect.poll(() => told.events).toContain('interrupted');
    told.events.length = 0;
    told.session.retryNow();
    return told;
  }

  it('goes on where the session was, without features of its own', async () => {
    const told = await cutAndResume({
      sasl2: { answer: () => `<resumed xmlns='${NS_SM}' previd='s-1' h='1'/>` },
      play: async (stream) => {
        await stream.waitFor(/id="b"/u);
        // Some servers say them all the same.
        stream.send(`${message('2')}${features()}<a xmlns='${NS_SM}' h='2'/><r xmlns='${NS_SM}'/>`);
        await stream.waitFor(/<a [^>]*h=["']2["']/u);
      },
    });
    await expect.poll(() => told.events).toContain('acknowledged b');
    expect(told.events.slice(-4)).toEqual(['acknowledged a', 'resumed', 'message 2', 'acknowledged b']);
    expect(requests[1]).toMatch(/<resume (?=[^>]*previd="s-1")[^>]*h="1"/u);
    expect(told.session.jid).toBe(FULL);
    expect(told.session.hasStreamFeature('csi', 'urn:xmpp:csi:0')).toBe(true);
  });

  it('that is refused gives a new session in the same breath', async () => {
    const told = await cutAndResume({
      sasl2: { answer: () => `<failed xmlns='${NS_SM}' h='1'/>${bound(enabled('s-2'))}` },
      play: async (stream) => {
        stream.send(features());
        await stream.waitFor(/id="c"/u);
        stream.send(`<a xmlns='${NS_SM}' h='1'/>`);
      },
    });
    await expect.poll(() => told.events).toContain('online');
    await told.say('c');
    await expect.poll(() => told.events.slice(-4)).toEqual(['acknowledged a', 'offline', 'online', 'acknowledged c']);
    expect(server.streams[1]?.received).not.toMatch(/<iq|<resume(?!.*<\/authenticate>)/su);
  });

  it('that is refused, where nothing may be bound in the same breath, binds afterwards and does not ask again', async () => {
    const told = await cutAndResume(
      {
        sasl2: { answer: () => `<failed xmlns='${NS_SM}'/>`, identity: ACCOUNT },
        play: (stream) => stream.bind(),
      },
      false,
    );
    await expect.poll(() => told.events).toContain('online');
    expect(requests[1]).toContain('<resume');
    expect(requests[1]).not.toContain('<bind');
    expect(server.streams[1]?.received.match(/<resume/gu)).toHaveLength(1);
  });

  it('comes before binding, also where only that can be had within the sign-in', async () => {
    const told = await cutAndResume({
      sasl2: { inline: OFFER, identity: ACCOUNT },
      play: async (stream) => {
        stream.send(features());
        await stream.waitFor(/<resume [^>]*\/>/u);
        stream.send(`<resumed xmlns='${NS_SM}' previd='s-1' h='2'/>`);
      },
    });
    await expect.poll(() => told.events).toContain('resumed');
    expect(requests[1]).not.toMatch(/<bind|<resume/u);
  });

  it('of another session is a breach', async () => {
    const told = await cutAndResume({
      sasl2: { answer: () => `<resumed xmlns='${NS_SM}' previd='other' h='1'/>` },
      play: () => Promise.resolve(),
    });
    await expect.poll(() => told.events).toContain('protocol-violation');
    expect(told.events).not.toContain('resumed');
  });
});
