import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../../electron/xmpp/errors';
import { PingAcknowledgements } from '../../../../electron/xmpp/xep-0199-ping/ping-acknowledgements';
import { attr, xml } from '../../../../electron/xmpp/xml';
import { settle } from '../../../support/fake-clock';

interface Ping {
  answer: () => void;
  fail: (error: Error) => void;
}

function asking(): { pings: Ping[]; acknowledged: string[]; say: (id: string) => void } {
  const pings: Ping[] = [];
  const acknowledged: string[] = [];
  const acknowledgements = new PingAcknowledgements({
    ping: () => new Promise<void>((answer, fail) => pings.push({ answer, fail })),
    acknowledged: (stanza) => acknowledged.push(attr(stanza, 'id') ?? ''),
  });
  return { pings, acknowledged, say: (id) => acknowledgements.sending(xml('message', { id })) };
}

describe('the answer to a ping', () => {
  it('covers what was written before the question, and no more', async () => {
    const { pings, acknowledged, say } = asking();
    say('a');
    say('b');
    await settle();
    say('c');
    pings[0]?.answer();
    await settle();
    expect(acknowledged).toEqual(['a', 'b']);
    pings[1]?.answer();
    await settle();
    expect(acknowledged).toEqual(['a', 'b', 'c']);
    expect(pings).toHaveLength(2);
  });

  it('that comes too late is asked for again, since the stream lives', async () => {
    const { pings, acknowledged, say } = asking();
    say('a');
    await settle();
    pings[0]?.fail(new ConnectionError('timeout'));
    await settle();
    expect(pings).toHaveLength(2);
    pings[1]?.answer();
    await settle();
    expect(acknowledged).toEqual(['a']);
  });

  it('is waited for no more once the stream is gone', async () => {
    const { pings, acknowledged, say } = asking();
    say('a');
    await settle();
    pings[0]?.fail(new ConnectionError('offline'));
    await settle();
    expect(pings).toHaveLength(1);
    expect(acknowledged).toEqual([]);
  });
});
