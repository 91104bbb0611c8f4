/**
 * Cut after messages were sent and before the server's acknowledgement came: in one act they never reached
 * the server, in the other only the acknowledgement is lost, and the server has forgotten the session.
 */
import { startPeer, type Peer, type PeerEvent } from '../../support/peer';
import { Person, texts } from '../people/person';
import type { Figure, Run, Scenario } from '../scenario';
import { badNetwork, JULIET, PASSWORD, ROMEO, startVerona } from '../verona';
import { figuresOf, judge } from '../verdict';
import { until } from '../waiting';

const MESSAGES = 20;

/** Romeo's other client: of another make, so it shows what really came over the wire. */
class Witness {
  readonly #peer: Peer;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  /** Everything with text that came from Juliet, in order. */
  get heard(): readonly { readonly id: unknown; readonly body: unknown }[] {
    return this.#peer.heard.filter(isText).map(({ id, body }) => ({ id, body }));
  }

  async hears(body: string): Promise<void> {
    await this.#peer.wait('message', (event) => isText(event) && event['body'] === body);
  }
}

function isText({ event, body }: PeerEvent): boolean {
  return event === 'message' && body !== '';
}

/** Says so many, and resolves when all were written to the socket. */
async function say(juliet: Person, act: string): Promise<string[]> {
  const bodies = Array.from({ length: MESSAGES }, (_, nth) => `${act} ${nth}`);
  const before = juliet.count('sent');
  for (const body of bodies) await juliet.send(ROMEO, body);
  await until('all sent', [juliet.hub], () => juliet.count('sent') === before + MESSAGES);
  return bodies;
}

async function play(run: Run): Promise<Figure[]> {
  const verona = await startVerona(run);
  const { prosody } = verona;
  const proxy = await badNetwork(run, verona);
  const romeo = await Person.signIn(run, verona, { user: 'romeo', port: prosody.port });
  const peer = await startPeer({
    jid: `${ROMEO}/witness`,
    password: PASSWORD,
    port: prosody.port,
    caFile: prosody.caFile,
  });
  run.atEnd(() => peer.stop());
  const witness = new Witness(peer);
  const juliet = await Person.signIn(run, verona, { user: 'juliet', port: proxy.port });
  juliet.comeBackAtOnce();

  proxy.blackHole('up');
  const swallowed = await say(juliet, 'never arrived');
  proxy.blackHole();
  proxy.cut();
  await until('their receipts', [juliet.hub], () => juliet.count('delivered') === MESSAGES);
  const onceHeard = witness.heard.length;

  proxy.blackHole('down');
  const arrived = await say(juliet, 'arrived');
  await witness.hears(arrived.at(-1) ?? '');
  await prosody.shell(`c2s:close("${JULIET}")`);
  proxy.blackHole();
  proxy.cut();
  await until('their receipts', [juliet.hub], () => juliet.count('delivered') === 2 * MESSAGES);

  const all = [...swallowed, ...arrived];
  const own = await juliet.conversation(ROMEO);
  await until('all at the other side', [romeo.hub], () => romeo.received >= all.length);
  const known = new Map(own.map(({ id, body }) => [body, id]));
  const { heard } = witness;
  const otherIds = heard.filter(({ id, body }) => typeof body !== 'string' || known.get(body) !== id).length;
  return [
    ...figuresOf('sent and not acknowledged', [
      judge(all, texts(own, 'out')),
      judge(all, texts(await romeo.conversation(JULIET), 'in')),
    ]),
    {
      name: 'never arrived, sent again: on the wire',
      value: onceHeard,
      unit: 'messages',
      compare: '=',
      expected: MESSAGES,
    },
    { name: 'on the wire under another id', value: otherIds, unit: 'messages', compare: '=', expected: 0 },
  ];
}

export const unacknowledged: Scenario = {
  name: 'unacknowledged',
  fault: 'cut after sending, before the acknowledgement',
  play,
};
