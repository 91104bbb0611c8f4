import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../electron/contract/messages';
import { failuresOf } from '../../../../renderer/views/chats/message-failure';
import { someMessage } from '../../../support/records';

function wordsOf(failure: NonNullable<Message['failure']>): string | undefined {
  return wordsOfAll({ state: 'failed', failure })[0];
}

function wordsOfAll(change: Partial<Message>): readonly string[] {
  const failures = failuresOf(someMessage({ direction: 'out', ...change }), 'Romeo', 'jabber.example');
  return failures.map(({ what, why }) => `${what}. ${why}`);
}

describe('why a message did not arrive', () => {
  it.each([
    ['service-unavailable', 'Romeo cannot be reached there: no such account, or it takes nothing from you.'],
    ['remote-server-not-found', 'There is no chat service named example.net.'],
    ['remote-server-timeout', 'example.net does not answer.'],
    ['policy-violation', 'example.net does not let it through.'],
    ['resource-constraint', 'example.net has no room for it now.'],
    ['undefined-condition', 'The error is “undefined-condition”.'],
  ])('tells %s in words', (detail, words) => {
    expect(wordsOf({ code: 'refused-by-server', detail })).toBe(`The message came back. ${words}`);
  });

  it('does not say that it came back where it never left', () => {
    expect(wordsOf({ code: 'offline' })).toBe(
      'The message was not sent. There is no connection to jabber.example now.',
    );
  });

  it('is told of what was said of it as well', () => {
    const refused = [
      { what: 'correction', condition: 'remote-server-timeout' },
      { what: 'reactions', condition: 'policy-violation' },
    ] as const;
    expect(wordsOfAll({ refused })).toEqual([
      'The correction did not arrive. example.net does not answer.',
      'The reaction did not arrive. example.net does not let it through.',
    ]);
    expect(wordsOfAll({ retracted: true, refused: [{ what: 'retraction', condition: 'gone' }] })).toEqual([
      'The message could not be taken back. Romeo cannot be reached there: no such account, or it takes nothing from you.',
    ]);
  });

  it('is nobody’s business any more where it was taken back', () => {
    expect(wordsOfAll({ state: 'failed', retracted: true, failure: { code: 'offline' } })).toEqual([]);
  });
});
