/** Notifications of new messages, and what their buttons do. */
import { reasonOf } from '../desktop/errors';
import type { Requests } from '../desktop/handlers';
import type { MainWindow } from '../desktop/main-window';
import { NotificationCenter, type NoteListener } from '../desktop/notifications';
import { ElectronPresenter } from '../desktop/notifications-electron';
import { LinuxPresenter } from '../desktop/notifications-linux';
import * as runtime from '../desktop/runtime';
import type { Base } from './base';
import type { Front } from './window';

/** Returns how to stop. */
export function composeNotifications(
  { hub, bus, clock, log, features }: Base,
  window: MainWindow,
  requests: Requests,
  front: Front,
): () => void {
  const acted: NoteListener = (tag, action) => center.acted(tag, action);
  const byElectron = new ElectronPresenter({
    create: runtime.createNotification,
    platform: process.platform,
    log,
    acted,
  });
  const run = (what: string, task: () => unknown): void => {
    Promise.resolve()
      .then(task)
      .catch((error: unknown) => log.warn('notifications', `${what}: ${reasonOf(error)}`));
  };
  const center: NotificationCenter = new NotificationCenter({
    presenter:
      process.platform === 'linux' ? new LinuxPresenter({ bus, fallback: byElectron, log, acted }) : byElectron,
    clock,
    settings: () => features.settings,
    doNotDisturb: (account) =>
      features.accountStatuses().some(({ jid, chosen }) => jid === account && chosen === 'dnd'),
    inFront: () => (window.inFront ? (front.conversation ?? undefined) : undefined),
    nameOf: (conversation) => features.contactName(conversation.account, conversation.with),
    open: (conversation) => requests.openConversation(conversation),
    markRead: ({ account, with: jid }, upTo) =>
      run('not marked as read', () => features.handlers['messages.markRead']({ account, with: jid, upTo })),
    reply: ({ account, with: jid }, body) =>
      run('reply not sent', () => features.handlers['messages.send']({ account, with: jid, body })),
  });
  const stops = [
    hub.on('messagesAdded', ({ account, messages }) => center.messagesAdded(account, messages)),
    hub.on('conversationsChanged', ({ account, conversations }) => center.conversationsChanged(account, conversations)),
    hub.on('accountRemoved', ({ jid }) => center.accountRemoved(jid)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
