import { describe, expect, test } from 'vitest';
import { mayCorrect, type Correctable } from '../../../../electron/xmpp/xep-0308-correct/stanza';
import { bare, full } from '../../../support/addresses';

const withoutBody: Correctable = {
  from: full('romeo@montague.lit/orchard'),
  to: bare('juliet@capulet.lit'),
  direction: 'in',
  type: 'chat',
};
const original: Correctable = { ...withoutBody, body: 'airlock' };
const correction: Correctable = { ...withoutBody, body: 'window' };

describe('a correction is accepted', () => {
  test.each<[string, Correctable, Correctable]>([
    ['from the same client', original, correction],
    ['from another client of the same person', original, { ...correction, from: full('romeo@montague.lit/phone') }],
    ['to another client of ours', original, { ...correction, to: full('juliet@capulet.lit/here') }],
    ['of a normal message', { ...original, type: 'normal' }, { ...correction, type: 'normal' }],
    ['in a room by the same occupant', { ...original, type: 'groupchat' }, { ...correction, type: 'groupchat' }],
  ])('%s', (_what, first, second) => {
    expect(mayCorrect(first, second)).toBe(true);
  });
});

describe('a correction is refused', () => {
  const inRoom = { ...original, type: 'groupchat', from: full('room@chat.lit/romeo') };
  test.each<[string, Correctable, Correctable]>([
    ['by somebody else', original, { ...correction, from: full('tybalt@capulet.lit/home') }],
    ['by somebody of the same name elsewhere', original, { ...correction, from: full('romeo@evil.lit/orchard') }],
    ['of a message of ours by them', { ...original, direction: 'out' }, correction],
    [
      'for another conversation',
      { ...original, direction: 'out' },
      { ...correction, direction: 'out', to: bare('nurse@capulet.lit') },
    ],
    ['that makes a chat message a headline', original, { ...correction, type: 'headline' }],
    ['that makes a chat message a normal one', original, { ...correction, type: 'normal' }],
    ['that takes the text away', original, withoutBody],
    ['of what was no text', withoutBody, correction],
    ['of an error', { ...original, type: 'error' }, { ...correction, type: 'error' }],
    ['in a room by another occupant', inRoom, { ...inRoom, from: full('room@chat.lit/tybalt') }],
  ])('%s', (_what, first, second) => {
    expect(mayCorrect(first, second)).toBe(false);
  });
});
