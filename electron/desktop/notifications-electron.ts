/** Notifications by Electron's own means: macOS, Windows, and Linux where no server speaks D-Bus to us. */
import type { NotificationConstructorOptions } from 'electron';
import type { Log } from '../contract/ports';
import type { Note, NoteListener, NotificationPresenter } from './notifications';
import { words } from './words';

/** What is used of Electron's Notification. */
export interface SystemNotification {
  on(event: 'click' | 'close', listener: () => void): unknown;
  on(event: 'reply', listener: (event: unknown, text: string) => void): unknown;
  on(event: 'action', listener: (event: unknown, index: number) => void): unknown;
  on(event: 'failed', listener: (event: unknown, error: string) => void): unknown;
  show(): void;
  close(): void;
}

export interface ElectronPresenterOptions {
  readonly create: (options: NotificationConstructorOptions) => SystemNotification;
  readonly platform: NodeJS.Platform;
  readonly log: Log;
  readonly acted: NoteListener;
}

export class ElectronPresenter implements NotificationPresenter {
  readonly #options: ElectronPresenterOptions;
  readonly #shown = new Map<string, SystemNotification>();

  constructor(options: ElectronPresenterOptions) {
    this.#options = options;
  }

  show(note: Note): void {
    const { create, platform, log, acted } = this.#options;
    this.close(note.tag);
    const withActions = platform === 'darwin' && note.forConversation;
    const notification = create({
      title: note.title,
      body: note.body,
      ...(withActions
        ? {
            hasReply: true,
            replyPlaceholder: words.replyPlaceholder,
            actions: [{ type: 'button', text: words.markRead }],
          }
        : {}),
    });
    const gone = (): void => {
      if (this.#shown.get(note.tag) === notification) this.#shown.delete(note.tag);
    };
    notification.on('click', () => acted(note.tag, { kind: 'open' }));
    notification.on('reply', (_event, text) => acted(note.tag, { kind: 'reply', text }));
    notification.on('action', () => acted(note.tag, { kind: 'mark-read' }));
    notification.on('close', gone);
    notification.on('failed', (_event, error) => {
      log.warn('notifications', error);
      gone();
    });
    // Kept, or the collector takes it and clicks go nowhere.
    this.#shown.set(note.tag, notification);
    notification.show();
  }

  close(tag: string): void {
    const notification = this.#shown.get(tag);
    this.#shown.delete(tag);
    notification?.close();
  }
}
