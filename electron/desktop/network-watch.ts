/**
 * Notices that the computer's addresses changed (another network, a cable, a tunnel). There is no such
 * event in main on all systems; comparing the list is cheap.
 */
import type { NetworkInterfaceInfo } from 'node:os';
import type { Clock } from '../contract/ports';

/** Milliseconds between two looks. */
const INTERVAL = 10_000;

export interface NetworkWatchOptions {
  readonly interfaces: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  readonly clock: Clock;
  /** There is an address that was not there before. */
  readonly changed: () => void;
}

/** Returns how to stop. */
export function watchNetwork({ interfaces, clock, changed }: NetworkWatchOptions): () => void {
  let known = addressesOf(interfaces());
  let cancel = clock.after(INTERVAL, look);
  function look(): void {
    const now = addressesOf(interfaces());
    const isNew = [...now].some((address) => !known.has(address));
    known = now;
    cancel = clock.after(INTERVAL, look);
    if (isNew) changed();
  }
  return () => cancel();
}

function addressesOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const [name, infos] of Object.entries(interfaces)) {
    for (const info of infos ?? []) if (!info.internal) addresses.add(`${name} ${info.address}`);
  }
  return addresses;
}
