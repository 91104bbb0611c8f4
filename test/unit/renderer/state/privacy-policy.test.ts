import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../electron/contract/privacy';
import { createApi } from '../../../../renderer/bridge';
import { FactsState } from '../../../../renderer/state/privacy-facts.svelte';
import { PolicyState } from '../../../../renderer/state/privacy-policy.svelte';
import { FakeBridge } from '../../../support/fake-bridge';
import { inhabit } from '../../../support/privacy-bridge';
import { someWorld } from '../../../support/privacy-world';
import { someSnapshot } from '../../../support/records';

const findingOf = (pack = 'first'): Finding => ({ clause: pack, verdict: 'not-checkable', facts: [] });

/** Each pack has a page and a finding that bear its name. */
function twoPacks() {
  const world = someWorld();
  const bridge = inhabit(new FakeBridge(someSnapshot()), world);
  bridge.answer('privacy.policy', ({ pack = 'first' }) => ({
    ...world.page,
    shown: { ...world.page.shown, id: pack },
  }));
  bridge.answer('privacy.findings', ({ pack }) => [findingOf(pack)]);
  const api = createApi(bridge);
  return { bridge, policy: new PolicyState(api, new FactsState(api, 'juliet@jabber.example')) };
}

const shown = ({ page, findings }: PolicyState) => [page?.shown.id, findings?.map(({ clause }) => clause)];

describe('the policy of the service', () => {
  it('is compared with what was found for it, not for the one that was chosen before', async () => {
    const { bridge, policy } = twoPacks();
    let find: (findings: readonly Finding[]) => void = () => undefined;
    bridge.answer('privacy.findings', () => new Promise((resolve) => (find = resolve)));
    const first = policy.open(false);
    await expect.poll(() => bridge.callsOf('privacy.findings')).toHaveLength(1);
    bridge.answer('privacy.findings', ({ pack }) => [findingOf(pack)]);
    await policy.choose('second');
    find([findingOf()]);
    await first;
    expect(shown(policy)).toEqual(['second', ['second']]);
  });

  it('stays with what was found where it could not be removed', async () => {
    const { bridge, policy } = twoPacks();
    await policy.choose('second');
    bridge.refuse('privacy.removePack', { code: 'storage-failed' });
    await policy.remove('second');
    expect(policy.failure?.code).toBe('storage-failed');
    expect(shown(policy)).toEqual(['second', ['second']]);
    bridge.refuse('privacy.removePack', undefined);
    await policy.remove('second');
    expect(shown(policy)).toEqual(['first', ['first']]);
  });
});
