/**
 * Transport only: puts the contract's transport on `window.candor`. Runs in the sandbox, so it holds
 * no logic beyond keeping events until the page listens.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { COMMAND_CHANNEL, EVENT_CHANNEL, type Transport } from './contract/bridge';

const listeners = new Set<(batch: string) => void>();
/** Events that came before the page listened. */
let early: string[] = [];

ipcRenderer.on(EVENT_CHANNEL, (_event, batch: string) => {
  if (listeners.size === 0) early.push(batch);
  else for (const listener of listeners) listener(batch);
});

const transport: Transport = {
  invoke: (name, args) => ipcRenderer.invoke(COMMAND_CHANNEL, name, args) as Promise<string>,
  onEvents(listener) {
    listeners.add(listener);
    const kept = early;
    early = [];
    for (const batch of kept) listener(batch);
    return () => {
      listeners.delete(listener);
    };
  },
};

contextBridge.exposeInMainWorld('candor', transport);
