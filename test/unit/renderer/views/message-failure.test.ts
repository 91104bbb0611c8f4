import { describe, expect, it } from 'vitest';
import { failedWords } from '../../../../renderer/views/chats/message-failure';
import { someMessage } from '../../../support/records';

function wordsOf(failure: NonNullable<Parameters<typeof failedWords>[0]['failure']>) {
  const { what, why } = failedWords(someMessage({ failure }), 'Romeo', 'jabber.example');
  return `${what}. ${why}`;
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
});
