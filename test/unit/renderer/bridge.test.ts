import { describe, expect, it } from 'vitest';
import type { Transport } from '../../../electron/contract/bridge';
import type { SequencedEvent } from '../../../electron/contract/events';
import { bridgeOver } from '../../../renderer/bridge';

class RecordedTransport implements Transport {
  readonly asked: unknown[] = [];
  readonly listeners = new Set<(batch: string) => void>();

  invoke(name: string, args: unknown): Promise<string> {
    this.asked.push([name, args]);
    return Promise.resolve('{"ok":false,"error":{"code":"offline"}}');
  }

  onEvents(listener: (batch: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

describe('bridgeOver', () => {
  it('hands commands on as they are and reads the answers', async () => {
    const transport = new RecordedTransport();
    const outcome = await bridgeOver(transport).invoke('contacts.block', { account: 'a@b.c', with: 'd@e.f' });
    expect(outcome).toEqual({ ok: false, error: { code: 'offline' } });
    expect(transport.asked).toEqual([['contacts.block', { account: 'a@b.c', with: 'd@e.f' }]]);
  });

  it('gives the events of each batch in order, until it is stopped', () => {
    const transport = new RecordedTransport();
    const seen: SequencedEvent[] = [];
    const stop = bridgeOver(transport).onEvent((event) => seen.push(event));
    const [listener] = transport.listeners;
    listener?.('[{"seq":1,"name":"a"},{"seq":2,"name":"b"}]');
    listener?.('[{"seq":3,"name":"c"}]');
    expect(seen.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    stop();
    expect(transport.listeners.size).toBe(0);
  });
});
