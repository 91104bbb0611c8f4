import { describe, expect, it } from 'vitest';
import { CardDrafts } from '../../../../electron/features/profile/drafts';
import type { LiveAccount } from '../../../../electron/features/accounts/live-account';
import { someFields } from '../../../support/fake-cards';

describe('unsaved cards', () => {
  it('are kept for each account and card, the newest alone, until there is nothing unsaved any more', () => {
    const account = (): LiveAccount => Object.create(null) as never;
    const [juliet, romeo] = [account(), account()];
    const drafts = new CardDrafts();
    drafts.keep(juliet, 'public', { basedOn: '1', fields: someFields({ nickname: 'J' }) });
    drafts.keep(juliet, 'public', { basedOn: '1', fields: someFields({ nickname: 'Jule' }) });
    drafts.keep(juliet, 'chosen', { basedOn: '2', fields: someFields() });
    expect(drafts.of(juliet)).toEqual([
      { which: 'public', basedOn: '1', fields: someFields({ nickname: 'Jule' }) },
      { which: 'chosen', basedOn: '2', fields: someFields() },
    ]);
    expect(drafts.of(romeo)).toEqual([]);
    drafts.keep(juliet, 'public', null);
    expect(drafts.of(juliet).map(({ which }) => which)).toEqual(['chosen']);
  });
});
