import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { commands, type CommandName } from '../../../electron/contract/commands';
import { MAX_BODY } from '../../../electron/contract/limits';

function accepts(name: CommandName, args: unknown): boolean {
  return v.safeParse(commands[name].args, args).success;
}

describe('the command contract', () => {
  const account = 'juliet@example.com';
  const conversation = { account, with: 'romeo@example.net' };

  it('takes what the window sends', () => {
    expect(accepts('app.snapshot', undefined)).toBe(true);
    expect(accepts('messages.send', { ...conversation, body: 'hello' })).toBe(true);
    expect(accepts('settings.change', { theme: 'dark' })).toBe(true);
    expect(accepts('accounts.setPriority', { account, priority: -128 })).toBe(true);
    expect(accepts('window.setOpenConversation', { conversation: null })).toBe(true);
    expect(accepts('window.setPlace', { view: 'chats', reading: 7 })).toBe(true);
    expect(accepts('window.setPlace', { view: 'privacy', page: 'server' })).toBe(true);
  });

  it.each<[string, CommandName, unknown]>([
    ['unknown fields', 'messages.send', { ...conversation, body: 'x', extra: 1 }],
    ['missing fields', 'messages.send', { account, body: 'x' }],
    ['an empty body', 'messages.send', { ...conversation, body: '' }],
    ['a huge body', 'messages.send', { ...conversation, body: 'x'.repeat(MAX_BODY + 1) }],
    ['a list where a text belongs', 'contacts.remove', { account, with: ['a'] }],
    ['an unknown setting', 'settings.change', { colour: 'red' }],
    ['a wrong choice', 'accounts.setAvailability', { account, availability: 'invisible', statusText: '' }],
    ['a priority beyond its bounds', 'accounts.setPriority', { account, priority: 128 }],
    ['half a priority', 'accounts.setPriority', { account, priority: -0.5 }],
    ['an unknown view', 'window.setPlace', { view: 'rooms' }],
    ['a page of another view', 'window.setPlace', { view: 'privacy', page: 'blocked' }],
    ['a place without its page', 'window.setPlace', { view: 'settings' }],
    ['a negative key', 'messages.older', { ...conversation, before: -1 }],
    [
      'a fraction as port',
      'accounts.signIn',
      {
        jid: account,
        password: 'x',
        remember: true,
        allowPlain: false,
        connection: { host: '', port: 1.5, encryption: 'automatic' },
      },
    ],
    ['something where nothing belongs', 'app.snapshot', {}],
  ])('refuses %s', (_what, name, args) => expect(accepts(name, args)).toBe(false));
});
