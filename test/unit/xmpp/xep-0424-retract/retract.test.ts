import { expect, test } from 'vitest';
import { mayRetract, type Retractable } from '../../../../electron/xmpp/xep-0424-retract/stanza';
import { bare, full } from '../../../support/addresses';

const chat: Retractable = {
  from: full('romeo@montague.lit/orchard'),
  to: bare('juliet@capulet.lit'),
  direction: 'in',
  type: 'chat',
};
const room: Retractable = { ...chat, from: full('hall@chat.lit/romeo'), type: 'groupchat' };

test.each<[string, Retractable, Partial<Retractable>]>([
  ['its author', chat, {}],
  ['its author on another device', chat, { from: full('romeo@montague.lit/phone'), to: full('juliet@capulet.lit/x') }],
  ['its author as a normal message', chat, { type: 'normal' }],
  ['its author in a room', room, {}],
])('a message may be taken back by %s', (_who, original, changes) => {
  expect(mayRetract(original, { ...original, ...changes })).toBe(true);
});

test.each<[string, Retractable, Partial<Retractable>]>([
  ['somebody else', chat, { from: full('mallory@evil.lit/orchard') }],
  ['the one it was for', chat, { from: chat.to, to: bare('romeo@montague.lit'), direction: 'out' }],
  ['its author in another conversation', chat, { to: bare('nurse@capulet.lit') }],
  ['its author from a room', chat, { type: 'groupchat' }],
  ['a headline', chat, { type: 'headline' }],
  ['another occupant', room, { from: full('hall@chat.lit/tybalt') }],
  ['an occupant in private', room, { type: 'chat' }],
])('a message may not be taken back by %s', (_who, original, changes) => {
  expect(mayRetract(original, { ...original, ...changes })).toBe(false);
});

test('a headline cannot be taken back', () => {
  expect(mayRetract({ ...chat, type: 'headline' }, chat)).toBe(false);
});
