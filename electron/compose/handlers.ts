/** What answers the window's commands: the features, and the desktop for what only it can do. */
import type { CommandHandlers } from '../contract/commands';
import { makeDesktopHandlers, type Requests } from '../desktop/handlers';
import * as runtime from '../desktop/runtime';
import type { Base } from './base';
import type { ComposedWindow } from './window';

/** `started` is undefined before the start, then resolves once the features run; the snapshot waits for it. */
export function composeHandlers(
  { features }: Base,
  { window, pusher, front }: ComposedWindow,
  requests: Requests,
  started: () => Promise<void> | undefined,
): CommandHandlers {
  return {
    ...features.handlers,
    ...makeDesktopHandlers({
      window,
      requests,
      openOutside: runtime.openOutside,
      copyText: runtime.copyText,
      restart: runtime.restart,
      chooseFile: runtime.chooseFile,
      chooseExisting: runtime.chooseExisting,
      addPolicyPack: (file) => features.addPolicyPack(file),
      exportConversation: (request, file) => features.exportConversation(request, file),
      chooseFolder: runtime.chooseFolder,
      exportEverything: (account, folder) => features.exportEverything(account, folder),
      openExport: (account, file) => features.openExport(account, file),
      contactName: (account, jid) => features.contactName(account, jid),
      setPlace: (place) => features.setPlace(place),
      setOpenConversation: (conversation) => {
        front.conversation = conversation;
        features.setOpenConversation(conversation);
      },
    }),
    'app.snapshot': async () => {
      await started();
      pusher.snapshotAsked();
      const snapshot = await features.handlers['app.snapshot'](undefined);
      pusher.snapshotAnswered();
      return snapshot;
    },
  };
}
