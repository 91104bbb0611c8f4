/**
 * A notification server for tests: owns `org.freedesktop.Notifications` on the session bus (Desktop
 * Notifications Specification 1.2), keeps what it is given and acts as a user would.
 */
import { EventEmitter, once } from 'node:events';
import { interface as service, sessionBus, type MessageBus, type Variant } from 'dbus-next';

const NAME = 'org.freedesktop.Notifications';

export interface ShownNotification {
  readonly id: number;
  /** The id of the notification that this one takes the place of; 0: none. */
  readonly replaces: number;
  readonly app: string;
  readonly icon: string;
  readonly summary: string;
  readonly body: string;
  /** Key and label by turns. */
  readonly actions: readonly string[];
  readonly hints: Readonly<Record<string, unknown>>;
}

const CLOSED_BY_USER = 2;
const CLOSED_BY_CALL = 3;

class Server extends service.Interface {
  readonly happened = new EventEmitter<{ shown: [ShownNotification]; closed: [number] }>();
  readonly #capabilities: readonly string[];
  #lastId = 0;

  constructor(capabilities: readonly string[]) {
    super(NAME);
    this.#capabilities = capabilities;
  }

  Notify(
    app: string,
    replaces: number,
    icon: string,
    summary: string,
    body: string,
    actions: string[],
    hints: Record<string, Variant<unknown>>,
  ): number {
    if (replaces === 0) this.#lastId += 1;
    const id = replaces === 0 ? this.#lastId : replaces;
    const values = Object.fromEntries(Object.entries(hints).map(([key, hint]) => [key, hint.value]));
    this.happened.emit('shown', { id, replaces, app, icon, summary, body, actions, hints: values });
    return id;
  }

  CloseNotification(id: number): void {
    this.happened.emit('closed', id);
    this.NotificationClosed(id, CLOSED_BY_CALL);
  }

  GetCapabilities(): readonly string[] {
    return this.#capabilities;
  }

  GetServerInformation(): string[] {
    return ['test', 'Candor', '1.0', '1.2'];
  }

  NotificationClosed(id: number, reason: number): [number, number] {
    return [id, reason];
  }

  ActionInvoked(id: number, key: string): [number, string] {
    return [id, key];
  }

  NotificationReplied(id: number, text: string): [number, string] {
    return [id, text];
  }
}

Server.configureMembers({
  methods: {
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u', outSignature: '' },
    GetCapabilities: { inSignature: '', outSignature: 'as' },
    GetServerInformation: { inSignature: '', outSignature: 'ssss' },
  },
  signals: {
    NotificationClosed: { signature: 'uu' },
    ActionInvoked: { signature: 'us' },
    NotificationReplied: { signature: 'us' },
  },
});

export class FakeNotificationServer {
  /** Everything that was shown, in order; a replacement is one more. */
  readonly shown: ShownNotification[] = [];
  /** Ids that the application closed. */
  readonly closed: number[] = [];
  readonly #bus: MessageBus;
  readonly #server: Server;

  private constructor(bus: MessageBus, server: Server) {
    this.#bus = bus;
    this.#server = server;
    server.happened.on('shown', (notification) => this.shown.push(notification));
    server.happened.on('closed', (id) => this.closed.push(id));
  }

  /** Only one can be on a bus at a time. */
  static async start(
    capabilities: readonly string[] = ['body', 'body-markup', 'actions', 'inline-reply'],
  ): Promise<FakeNotificationServer> {
    const bus = sessionBus();
    const server = new Server(capabilities);
    bus.export('/org/freedesktop/Notifications', server);
    await bus.requestName(NAME, 0);
    return new FakeNotificationServer(bus, server);
  }

  /** The first notification, shown already or to come, that fits. */
  async wait(fits: (notification: ShownNotification) => boolean): Promise<ShownNotification> {
    for (;;) {
      const found = this.shown.find(fits);
      if (found !== undefined) return found;
      await once(this.#server.happened, 'shown');
    }
  }

  /** A click on the notification ("default") or on one of its buttons. */
  invoke(id: number, key: string): void {
    this.#server.ActionInvoked(id, key);
  }

  reply(id: number, text: string): void {
    this.#server.NotificationReplied(id, text);
  }

  /** The user closes it. */
  dismiss(id: number): void {
    this.#server.NotificationClosed(id, CLOSED_BY_USER);
  }

  /** The server ends: its name is free again. */
  async stop(): Promise<void> {
    await this.#bus.releaseName(NAME);
    this.#bus.disconnect();
  }
}
