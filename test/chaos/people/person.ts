/** Someone who uses Candor's features, without its window, in this process. */
import type { ConnectionState, DeliveryState, Message } from '../../../electron/contract/models';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import { makeFeatures, type Features } from '../../../electron/features/features';
import { FakeSecrets, RecordedHub, surroundings } from '../../support/features-world';
import { RecordingLog } from '../../support/recording-log';
import type { Run } from '../scenario';
import { PASSWORD, type Verona } from '../verona';
import { until } from '../waiting';
import { wholeConversation } from './whole-conversation';

export interface PersonOptions {
  readonly user: string;
  /** Where the server, or what stands before it, listens. */
  readonly port: number;
  readonly clock?: Clock;
}

export class Person {
  readonly jid: string;
  readonly features: Features;
  readonly hub = new RecordedHub();
  readonly log = new RecordingLog();
  #received = 0;
  readonly #states = new Map<number, DeliveryState>();
  readonly #counts = new Map<DeliveryState, number>();
  #connection: ConnectionState | undefined;

  private constructor(jid: string, makeWith: (hub: RecordedHub, log: RecordingLog) => Features) {
    this.jid = jid;
    this.features = makeWith(this.hub, this.log);
    this.hub.on('messagesAdded', ({ messages }) => {
      this.#received += messages.filter(({ direction }) => direction === 'in').length;
      this.#note(messages);
    });
    this.hub.on('messagesChanged', ({ messages }) => this.#note(messages));
    this.hub.on('accountChanged', ({ account }) => (this.#connection = account.connection));
  }

  /** Signs in for the first time; resolves once everything of a sign-in is done. */
  static async signIn(run: Run, { authority }: Verona, options: PersonOptions): Promise<Person> {
    const { user, port, clock = systemClock } = options;
    const profileDir = await run.folder(user);
    const person = new Person(`${user}@localhost`, (hub, log) =>
      makeFeatures({
        ...{ profileDir, hub, log, clock },
        secrets: new FakeSecrets(),
        appVersion: '0.1.0',
        extraCertificates: [authority],
        surroundings: () => surroundings,
      }),
    );
    run.atEnd(() => person.features.stop());
    await person.features.start();
    await person.features.handlers['accounts.signIn']({
      jid: person.jid,
      password: PASSWORD,
      remember: true,
      connection: { host: '127.0.0.1', port, encryption: 'starttls' },
      allowPlain: false,
    });
    await person.hub.wait('accountChanged', ({ account }) => account.supports.carbons);
    return person;
  }

  async send(to: string, body: string): Promise<Message> {
    return this.features.handlers['messages.send']({ account: this.jid, with: to, body });
  }

  /** How many came in so far, as the window was told. */
  get received(): number {
    return this.#received;
  }

  /** How many messages, of either direction, are in this state as far as the window was told. */
  count(state: DeliveryState): number {
    return this.#counts.get(state) ?? 0;
  }

  get connection(): ConnectionState | undefined {
    return this.#connection;
  }

  async online(): Promise<void> {
    await until(`${this.jid} online`, [this.hub], () => this.connection?.state === 'online');
  }

  /** Tries again as soon as a connection is lost, as a change of the network makes it: no scenario waits for a backoff. */
  comeBackAtOnce(): void {
    this.hub.on('accountChanged', ({ account }) => {
      if (account.connection.state === 'waiting') this.features.networkChanged();
    });
  }

  /** All that the store has of a conversation, in the order in which the window shows it. */
  conversation(peer: string): Promise<readonly Message[]> {
    return wholeConversation(this.features, this.jid, peer);
  }

  #note(messages: readonly Message[]): void {
    for (const { key, state } of messages) {
      const before = this.#states.get(key);
      if (before !== undefined) this.#counts.set(before, this.count(before) - 1);
      this.#states.set(key, state);
      this.#counts.set(state, this.count(state) + 1);
    }
  }
}

/** Texts of one direction. */
export function texts(messages: readonly Message[], direction: 'in' | 'out'): string[] {
  return messages.filter((message) => message.direction === direction).map(({ body }) => body);
}
