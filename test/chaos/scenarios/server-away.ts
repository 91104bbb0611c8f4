/** A hundred clients lose their server, which is away for an hour; real sessions and sockets, an injected clock. */
import type { ConnectionState } from '../../../electron/contract/connection';
import { userJid } from '../../../electron/xmpp/jid';
import { Session } from '../../../electron/xmpp/session';
import { FakeClock } from '../../support/fake-clock';
import { FakeServer } from '../../support/fake-server/server';
import { trustedTls } from '../../support/fake-server/trusted-tls';
import { startFaultyProxy, type FaultyProxy } from '../../support/faulty-proxy';
import { RecordingLog } from '../../support/recording-log';
import type { Figure, Run, Scenario } from '../scenario';

const CLIENTS = 100;
const AWAY = 3_600_000;
const DOMAIN = 'capulet.example';
/** Sign-ins that are under way at the same time; more would only wait for the one processor of the test. */
const LANES = 10;

const LONGEST_WAIT = 120_000;
/** Whoever lost a connection that stood tries again almost at once, however long the server was away before. */
const FIRST_WAIT = 1_000;
const MOST_A_SECOND = 10;

class Client {
  readonly session: Session;
  /** Waits since the last sign-in, in milliseconds. */
  waits: number[] = [];
  #told: (() => void)[] = [];

  constructor(
    readonly clock: FakeClock,
    run: Run,
    nth: number,
    connection: { readonly port: number; readonly authority: string },
  ) {
    const account = userJid(`client${nth}@${DOMAIN}`);
    if (account === undefined) throw new Error('no address');
    this.session = new Session(
      {
        account,
        resource: 'balcony',
        connection: { host: '127.0.0.1', port: connection.port, encryption: 'starttls' },
        password: () => Promise.resolve('secret'),
        allowPlain: false,
        pinnedMechanism: undefined,
        extraCertificates: [connection.authority],
        modules: [],
        clock,
        log: new RecordingLog(),
      },
      { random: run.random.next },
    );
    this.session.onState((state) => this.#changed(state));
  }

  /** When it tries again; undefined while it does not wait. */
  get nextAttemptAt(): number | undefined {
    const { state } = this.session;
    return state.state === 'waiting' ? state.nextAttemptAt : undefined;
  }

  /** Resolves when it is online or waits. */
  async settled(): Promise<void> {
    while (this.session.state.state !== 'online' && this.session.state.state !== 'waiting')
      await new Promise<void>((resolve) => this.#told.push(resolve));
  }

  async waiting(): Promise<void> {
    while (this.session.state.state !== 'waiting') await new Promise<void>((resolve) => this.#told.push(resolve));
  }

  #changed(state: ConnectionState): void {
    if (state.state === 'online') this.waits = [];
    if (state.state === 'waiting') this.waits.push(state.nextAttemptAt - this.clock.now());
    for (const tell of this.#told.splice(0)) tell();
  }
}

/** What came of an hour, and of the time until all were back. */
interface Retries {
  readonly perSecond: ReadonlyMap<number, number>;
  readonly total: number;
}

/** Lets each client try when it wants to, one after the other on the injected clock. */
async function letThemTry(clients: readonly Client[], clock: FakeClock, until: () => boolean): Promise<Retries> {
  const perSecond = new Map<number, number>();
  let total = 0;
  while (!until()) {
    const next = clients
      .filter(({ nextAttemptAt }) => nextAttemptAt !== undefined)
      .sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0));
    const at = next[0]?.nextAttemptAt;
    if (at === undefined) break;
    const due = next.filter(({ nextAttemptAt }) => nextAttemptAt === at);
    // The first attempt is the one to come back from a cut; the server's being away shows by its failure.
    const retries = due.filter(({ waits }) => waits.length > 1).length;
    const second = Math.floor(at / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + retries);
    total += retries;
    await clock.advance(at - clock.now());
    await Promise.all(due.map((client) => client.settled()));
  }
  return { perSecond, total };
}

async function lose(clients: readonly Client[], proxy: FaultyProxy): Promise<void> {
  proxy.refusing = true;
  proxy.cut();
  await Promise.all(clients.map((client) => client.waiting()));
}

const busiest = ({ perSecond }: Retries): number => Math.max(0, ...perSecond.values());

async function play(run: Run): Promise<Figure[]> {
  const { authority, tls, remove } = await trustedTls(DOMAIN);
  run.atEnd(remove);
  const server = await FakeServer.start({ domain: DOMAIN, tls });
  run.atEnd(() => server.close());
  const proxy = await startFaultyProxy(server.port);
  run.atEnd(() => proxy.stop());
  const clock = new FakeClock();
  const clients = Array.from(
    { length: CLIENTS },
    (_, nth) => new Client(clock, run, nth, { port: proxy.port, authority }),
  );
  run.atEnd(async () => {
    proxy.refusing = true;
    proxy.cut();
    const ended = Promise.all(clients.map(({ session }) => session.disconnect('chosen')));
    await clock.advance(10_000);
    await ended;
  });
  const waiting = [...clients];
  const lane = async (): Promise<void> => {
    for (let client = waiting.pop(); client !== undefined; client = waiting.pop()) {
      client.session.connect();
      await client.settled();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (clients.some(({ session }) => session.state.state !== 'online')) throw new Error('not all signed in');

  await lose(clients, proxy);
  const lostAt = clock.now();
  const away = await letThemTry(clients, clock, () => clock.now() - lostAt >= AWAY);
  const longest = Math.max(...clients.flatMap(({ waits }) => waits));
  proxy.refusing = false;
  const back = await letThemTry(clients, clock, () => false);
  const returned = clients.filter(({ session }) => session.state.state === 'online').length;
  await lose(clients, proxy);
  const anew = Math.max(...clients.map(({ waits }) => waits[0] ?? Infinity));
  return [
    { name: 'retries of 100 clients in the hour', value: away.total, unit: 'retries', compare: '≥', expected: CLIENTS },
    { name: 'in the busiest second', value: busiest(away), unit: 'retries', compare: '≤', expected: MOST_A_SECOND },
    {
      ...{ name: 'in the busiest second of the return', value: busiest(back), unit: 'retries' },
      ...{ compare: '≤', expected: MOST_A_SECOND },
    },
    { name: 'longest wait', value: longest, unit: 'ms', compare: '≤', expected: LONGEST_WAIT },
    { name: 'clients that came back', value: returned, unit: 'clients', compare: '=', expected: CLIENTS },
    {
      ...{ name: 'longest first wait when it is lost again', value: anew, unit: 'ms' },
      ...{ compare: '≤', expected: FIRST_WAIT },
    },
  ];
}

export const serverAway: Scenario = {
  name: 'server-away',
  fault: 'the server of a hundred clients is away for an hour',
  play,
};
