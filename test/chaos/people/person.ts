/** Someone who uses Candor's features, without its window, in this process. */
import type { ConnectionState } from '../../../electron/contract/connection';
import type { DeliveryState, Message } from '../../../electron/contract/messages';
import type { Snapshot } from '../../../electron/contract/snapshot';
import { systemClock, type Clock } from '../../../electron/contract/ports';
import type { Features } from '../../../electron/features/features';
import { Session } from '../../../electron/xmpp/session';
import { FakeSecrets, RecordedHub } from '../../support/features-world';
import { RecordingLog } from '../../support/recording-log';
import { makeTestFeatures } from '../../support/test-features';
import type { Run } from '../scenario';
import { PASSWORD, type Verona } from '../verona';
import { until } from '../waiting';
import { wholeConversation } from './whole-conversation';
import { WireTap } from './wire-tap';

export interface PersonOptions {
  readonly user: string;
  /** Where the server, or what stands before it, listens. */
  readonly port: number;
  readonly clock?: Clock;
  /** Preset: one of its own, as at the very first start. */
  readonly profile?: Profile;
}

/** What is left of Candor when it has ended. */
export interface Profile {
  readonly folder: string;
  readonly secrets: FakeSecrets;
}

export class Person {
  readonly jid: string;
  readonly features: Features;
  readonly hub = new RecordedHub();
  readonly log = new RecordingLog();
  /** What its wires said, for when something never comes. */
  readonly tap = new WireTap();
  #received = 0;
  readonly #texts = new Set<string>();
  readonly #states = new Map<number, DeliveryState>();
  readonly #counts = new Map<DeliveryState, number>();
  #connection: ConnectionState | undefined;

  private constructor(
    run: Run,
    { authority }: Verona,
    { user, clock = systemClock }: PersonOptions,
    readonly profile: Profile,
  ) {
    this.jid = `${user}@localhost`;
    this.features = makeTestFeatures(
      {
        ...{ profileDir: profile.folder, secrets: profile.secrets, hub: this.hub, log: this.log, clock },
        extraCertificates: [authority],
      },
      {
        makeSession: (options) => {
          const session = new Session(options);
          this.tap.watch(session);
          return session;
        },
      },
    );
    this.hub.on('messagesAdded', ({ messages }) => {
      const incoming = messages.filter(({ direction }) => direction === 'in');
      this.#received += incoming.length;
      for (const { body } of incoming) this.#texts.add(body);
      this.#note(messages);
    });
    this.hub.on('messagesChanged', ({ messages }) => this.#note(messages));
    this.hub.on('accountChanged', ({ account }) => (this.#connection = account.connection));
    run.atEnd(() => this.stop());
  }

  /** Starts Candor; with a profile that was signed in before, it goes online by itself. */
  static async start(run: Run, verona: Verona, options: PersonOptions): Promise<Person> {
    const profile = options.profile ?? { folder: await run.folder(options.user), secrets: new FakeSecrets() };
    const person = new Person(run, verona, options, profile);
    await person.features.start();
    return person;
  }

  /** Signs in for the first time; resolves once everything of a sign-in is done. */
  static async signIn(run: Run, verona: Verona, options: PersonOptions): Promise<Person> {
    const person = await Person.start(run, verona, options);
    await person.features.handlers['accounts.signIn']({
      jid: person.jid,
      password: PASSWORD,
      remember: true,
      connection: { host: '127.0.0.1', port: options.port, encryption: 'starttls' },
      allowPlain: false,
    });
    await person.hub.wait('accountChanged', ({ account }) => account.supports.carbons === true);
    return person;
  }

  /** Ends Candor; safe to call twice. */
  async stop(): Promise<void> {
    await this.features.stop();
  }

  async send(to: string, body: string): Promise<Message> {
    return this.features.handlers['messages.send']({ account: this.jid, with: to, body });
  }

  /** How many came in so far, as the window was told. */
  get received(): number {
    return this.#received;
  }

  /** Whether all of these came in, as the window was told. */
  hasGot(bodies: readonly string[]): boolean {
    return bodies.every((body) => this.#texts.has(body));
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

  async snapshot(): Promise<Snapshot> {
    return this.features.handlers['app.snapshot'](undefined);
  }

  /** Resolves when everything that the server's archive has is here. */
  async readArchive(): Promise<void> {
    await until('the archive read', [this.hub], () => {
      const account = this.hub.all('accountChanged').at(-1)?.account;
      return (
        account?.supports.archive === true && account.archiveGaps.length === 0 && account.archiveProgress === undefined
      );
    });
  }

  /** Tries again as soon as a connection is lost, as a change of the network makes it: no scenario waits for a backoff. */
  comeBackAtOnce(): void {
    this.hub.on('accountChanged', ({ account }) => {
      if (account.connection.state === 'waiting') this.features.networkChanged();
    });
  }

  /** All that the store has of a conversation, in the order in which the window shows it. */
  conversation(peer: string): Promise<readonly Message[]> {
    return wholeConversation(this.features.handlers, this.jid, peer);
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
