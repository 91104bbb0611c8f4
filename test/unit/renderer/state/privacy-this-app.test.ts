import { describe, expect, it } from 'vitest';
import type { SentEntry } from '../../../../electron/contract/privacy';
import { createApi } from '../../../../renderer/bridge';
import { ThisAppState } from '../../../../renderer/state/privacy-this-app.svelte';
import { FakeBridge } from '../../../support/fake-bridge';
import { someSnapshot } from '../../../support/records';

const entry = (key: number): SentEntry => ({
  key,
  at: key,
  kind: 'receipts',
  what: 'receipt',
  xep: 'XEP-0184',
  to: 'romeo@example.net',
});

function open() {
  const bridge = new FakeBridge(someSnapshot());
  bridge.answer('privacy.ledger', ({ before = 10 }) => ({
    entries: [entry(before - 1), entry(before - 2)],
    hasMore: true,
  }));
  const page = new ThisAppState(createApi(bridge), 'juliet@jabber.example');
  const keys = (): readonly number[] | undefined => page.entries('receipts')?.entries.map(({ key }) => key);
  return { page, keys };
}

describe('what this app sent', () => {
  it('stays hidden where it was hidden before it came', async () => {
    const { page, keys } = open();
    await page.show('receipts');
    const more = page.show('receipts');
    page.hide('receipts');
    await more;
    expect(keys()).toBeUndefined();
    await page.show('receipts');
    expect(keys()).toEqual([9, 8]);
  });
});
