/** The window, and what main pushes to its page. */
import path from 'node:path';
import { EVENT_CHANNEL } from '../contract/bridge';
import { MainWindow } from '../desktop/main-window';
import type { ConversationRef } from '../desktop/notifications';
import * as runtime from '../desktop/runtime';
import { WindowMemoryFile } from '../desktop/window-place';
import { EventPusher } from '../ipc/push-events';
import type { Base } from './base';

/** The conversation that the page says it shows. */
export interface Front {
  conversation: ConversationRef | null;
}

export interface ComposedWindow {
  readonly window: MainWindow;
  readonly pusher: EventPusher;
  readonly front: Front;
}

export function composeWindow({ options, log, clock, hub, features, theme, tray }: Base): ComposedWindow {
  const pusher = new EventPusher(hub, clock);
  const memory = new WindowMemoryFile(path.join(options.profileDir, 'window.json'));
  const front: Front = { conversation: null };
  const window = new MainWindow({
    createWindow: runtime.createWindow,
    workAreas: runtime.workAreas,
    memory,
    clock,
    log,
    preload: path.join(options.bundleDir, '../preload/preload.cjs'),
    icon: path.join(options.bundleDir, '../icons/app/256.png'),
    devTools: !runtime.isPackaged(),
    systemGround: () => theme.ground,
    closeToTray: () => features.settings.closeToTray,
    trayAvailable: () => tray.available,
    quit: runtime.quit,
    askBeforeClose: (reason) => hub.emit('closeQuestionRaised', { reason }),
    opened: (contents) => pusher.attach((events) => runtime.sendTo(contents, EVENT_CHANNEL, JSON.stringify(events))),
    shown: (shown) => features.setShown(shown),
    gone: () => {
      pusher.detach();
      front.conversation = null;
      features.windowGone();
    },
  });
  return { window, pusher, front };
}
