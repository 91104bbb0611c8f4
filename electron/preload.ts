/**
 * Transport only: puts the contract's transport on `window.candor`. Runs in the sandbox, so it holds
 * no logic beyond keeping until the page listens what came before.
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

const invoke: Transport['invoke'] = (name, args) => ipcRenderer.invoke(COMMAND_CHANNEL, name, args) as Promise<string>;

/** What every page asks for first: main answers it while the page is still being loaded. */
let snapshot: Promise<string> | undefined = invoke('app.snapshot', undefined);

function takeSnapshot(): Promise<string> | undefined {
  const taken = snapshot;
  snapshot = undefined;
  return taken;
}

const transport: Transport = {
  invoke: (name, args) => (name === 'app.snapshot' ? takeSnapshot() : undefined) ?? invoke(name, args),
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
