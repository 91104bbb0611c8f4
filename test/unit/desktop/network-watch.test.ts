import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { watchNetwork } from '../../../electron/desktop/network-watch';
import { FakeClock } from '../../support/fake-clock';

function address(text: string, internal = false): NetworkInterfaceInfo {
  return { address: text, netmask: '', mac: '', internal, cidr: null, family: 'IPv4' };
}

describe('watchNetwork', () => {
  it('tells of a new address, not of one that is gone, and not of loopback', async () => {
    const clock = new FakeClock();
    const changed = vi.fn();
    let now: NodeJS.Dict<NetworkInterfaceInfo[]> = { eth0: [address('192.0.2.1')] };
    const stop = watchNetwork({ interfaces: () => now, clock, changed });
    await clock.advance(60_000);
    expect(changed).not.toHaveBeenCalled();
    now = { lo: [address('127.0.0.2', true)] };
    await clock.advance(10_000);
    expect(changed).not.toHaveBeenCalled();
    now = { wlan0: [address('192.0.2.1')] };
    await clock.advance(10_000);
    expect(changed).toHaveBeenCalledOnce();
    stop();
    expect(clock.pending).toBe(0);
  });
});
