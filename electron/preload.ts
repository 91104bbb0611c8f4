/**
 * Transport only: puts the contract's bridge on `window.candor`. Runs in the sandbox, so it holds
 * no logic beyond keeping events until the page listens.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { COMMAND_CHANNEL, EVENT_CHANNEL, type Bridge } from './contract/bridge';
import type { SequencedEvent } from './contract/events';

type Listener = (event: SequencedEvent) => void;

const listeners = new Set<Listener>();
/** Events that came before the page listened. */
let early: SequencedEvent[] = [];

ipcRenderer.on(EVENT_CHANNEL, (_event, batch: readonly SequencedEvent[]) => {
  if (listeners.size === 0) early.push(...batch);
  else for (const event of batch) for (const listener of listeners) listener(event);
});

const bridge: Bridge = {
  invoke: (name, args) => ipcRenderer.invoke(COMMAND_CHANNEL, name, args),
  onEvent(listener) {
    listeners.add(listener);
    const kept = early;
    early = [];
    for (const event of kept) listener(event);
    return () => {
      listeners.delete(listener);
    };
  },
};

contextBridge.exposeInMainWorld('candor', bridge);
