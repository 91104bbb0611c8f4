/**
 * Notifications on Linux over D-Bus (Desktop Notifications Specification 1.2), which can do what
 * Electron's can't there: "Mark read", a reply in place, replacing and closing.
 */
import type { Log } from '../contract/ports';
import { busDaemon, type Bus, type BusConnector, type BusSignal, type BusTarget } from './dbus';
import { reasonOf } from './errors';
import { APP_NAME, DESKTOP_ENTRY } from './identity';
import type { Note, NoteListener, NotificationPresenter } from './notifications';
import { words } from './words';

const NAME = 'org.freedesktop.Notifications';
const server: BusTarget = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME };
/** The server chooses how long it shows. */
const DEFAULT_EXPIRY = -1;

export interface LinuxPresenterOptions {
  readonly bus: BusConnector;
  /** Takes over where there is no bus or no server on it. */
  readonly fallback: NotificationPresenter;
  readonly log: Log;
  readonly acted: NoteListener;
}

interface Connection {
  readonly bus: Bus;
  readonly capabilities: ReadonlySet<string>;
}

export class LinuxPresenter implements NotificationPresenter {
  readonly #options: LinuxPresenterOptions;
  readonly #ids = new Map<string, number>();
  /** Calls in order, so that a close never overtakes its show. */
  #queue = Promise.resolve();
  #connection: Promise<Connection> | undefined;
  /** The connection whose signals are heard already. */
  #heard: Bus | undefined;

  constructor(options: LinuxPresenterOptions) {
    this.#options = options;
    options.bus.onLost(() => this.#serverGone());
  }

  show(note: Note): void {
    this.#enqueue(async () => {
      try {
        await this.#notify(note);
      } catch (error) {
        this.#options.log.info('notifications', `by Electron instead: ${reasonOf(error)}`);
        this.#serverGone();
        this.#options.fallback.show(note);
      }
    });
  }

  close(tag: string): void {
    this.#enqueue(async () => {
      this.#options.fallback.close(tag);
      const id = this.#ids.get(tag);
      if (id === undefined) return;
      this.#ids.delete(tag);
      const { bus } = await this.#connect();
      await bus.call(server, 'CloseNotification', 'u', [id]);
    });
  }

  #enqueue(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(task).catch((error: unknown) => {
      this.#options.log.info('notifications', reasonOf(error));
    });
  }

  async #notify(note: Note): Promise<void> {
    const connection = this.#connect();
    const { bus, capabilities } = await connection;
    const [id] = await bus.call(server, 'Notify', 'susssasa{sv}i', [
      APP_NAME,
      this.#ids.get(note.tag) ?? 0,
      DESKTOP_ENTRY,
      note.title,
      bodyFor(note.body, capabilities),
      actionsFor(note, capabilities),
      {
        'desktop-entry': bus.variant('s', DESKTOP_ENTRY),
        category: bus.variant('s', 'im.received'),
        urgency: bus.variant('y', 1),
        'x-kde-reply-placeholder-text': bus.variant('s', words.replyPlaceholder),
      },
      DEFAULT_EXPIRY,
    ]);
    // The server may have gone with the same breath that it answered: its ids mean nothing to the next one.
    if (typeof id === 'number' && this.#connection === connection) this.#ids.set(note.tag, id);
  }

  #connect(): Promise<Connection> {
    this.#connection ??= this.#open().catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async #open(): Promise<Connection> {
    const bus = await this.#options.bus.connect();
    if (this.#heard !== bus) {
      await bus.subscribe({ sender: NAME, interface: NAME }, (signal) => this.#hear(signal));
      await bus.subscribe(
        { sender: busDaemon.destination, interface: busDaemon.interface, member: 'NameOwnerChanged', arg0: NAME },
        ({ body: [, oldOwner] }) => {
          if (oldOwner !== '') this.#serverGone();
        },
      );
      this.#heard = bus;
    }
    const [list] = await bus.call(server, 'GetCapabilities');
    const capabilities = Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
    return { bus, capabilities: new Set(capabilities) };
  }

  #hear({ member, body }: BusSignal): void {
    const [id, argument] = body;
    const tag = [...this.#ids].find(([, known]) => known === id)?.[0];
    if (tag === undefined) return;
    if (member === 'NotificationClosed') this.#ids.delete(tag);
    else if (member === 'NotificationReplied' && typeof argument === 'string') {
      this.#options.acted(tag, { kind: 'reply', text: argument });
    } else if (member === 'ActionInvoked' && argument === 'default') this.#options.acted(tag, { kind: 'open' });
    else if (member === 'ActionInvoked' && argument === 'mark-read') this.#options.acted(tag, { kind: 'mark-read' });
  }

  /** Another server does not know the ids of the last one, and may be able to do other things. */
  #serverGone(): void {
    this.#connection = undefined;
    this.#ids.clear();
  }
}

/** Pairs of key and label, as far as the server can show them. */
export function actionsFor(note: Note, capabilities: ReadonlySet<string>): string[] {
  if (!capabilities.has('actions')) return [];
  const actions = ['default', words.openConversation];
  if (!note.forConversation) return actions;
  actions.push('mark-read', words.markRead);
  if (capabilities.has('inline-reply')) actions.push('inline-reply', words.reply);
  return actions;
}

/** A server that reads markup would take "<" in a message for it. */
export function bodyFor(body: string, capabilities: ReadonlySet<string>): string {
  if (!capabilities.has('body-markup')) return body;
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
