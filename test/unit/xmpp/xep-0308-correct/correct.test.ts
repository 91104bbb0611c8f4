import { describe, expect, test } from 'vitest';
import type { FullJid } from '../../../../electron/xmpp/jid';
import { mayCorrect, type Correctable } from '../../../../electron/xmpp/xep-0308-correct/stanza';

const jid = (text: string): FullJid => text as FullJid;
const original: Correctable = {
  from: jid('romeo@montague.lit/orchard'),
  to: jid('juliet@capulet.lit'),
  direction: 'in',
  type: 'chat',
  body: 'airlock',
};
const correction: Correctable = { ...original, body: 'window' };
const { body: _body, ...withoutBody } = correction;

describe('a correction is accepted', () => {
  test.each<[string, Correctable, Correctable]>([
    ['from the same client', original, correction],
    ['from another client of the same person', original, { ...correction, from: jid('romeo@montague.lit/phone') }],
    ['to another client of ours', original, { ...correction, to: jid('juliet@capulet.lit/here') }],
    ['of a normal message', { ...original, type: 'normal' }, { ...correction, type: 'normal' }],
    ['in a room by the same occupant', { ...original, type: 'groupchat' }, { ...correction, type: 'groupchat' }],
  ])('%s', (_what, first, second) => {
    expect(mayCorrect(first, second)).toBe(true);
  });
});

describe('a correction is refused', () => {
  const inRoom = { ...original, type: 'groupchat', from: jid('room@chat.lit/romeo') };
  test.each<[string, Correctable, Correctable]>([
    ['by somebody else', original, { ...correction, from: jid('tybalt@capulet.lit/home') }],
    ['by somebody of the same name elsewhere', original, { ...correction, from: jid('romeo@evil.lit/orchard') }],
    ['of a message of ours by them', { ...original, direction: 'out' }, correction],
    [
      'for another conversation',
      { ...original, direction: 'out' },
      { ...correction, direction: 'out', to: jid('nurse@capulet.lit') },
    ],
    ['that makes a chat message a headline', original, { ...correction, type: 'headline' }],
    ['that makes a chat message a normal one', original, { ...correction, type: 'normal' }],
    ['that takes the text away', original, withoutBody],
    ['of what was no text', withoutBody, correction],
    ['of an error', { ...original, type: 'error' }, { ...correction, type: 'error' }],
    ['in a room by another occupant', inRoom, { ...inRoom, from: jid('room@chat.lit/tybalt') }],
  ])('%s', (_what, first, second) => {
    expect(mayCorrect(first, second)).toBe(false);
  });
});
