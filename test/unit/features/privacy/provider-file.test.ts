/** When the web site of a service is asked, and of which domain. */
import { afterEach, expect, it, vi } from 'vitest';
import { probeNames } from '../../../../electron/contract/privacy';
import { fetchProviderFile } from '../../../../electron/features/privacy/provider-file';
import { JULIET, online } from '../helpers';

vi.mock(import('../../../../electron/features/privacy/provider-file'), async (original) => ({
  ...(await original()),
  fetchProviderFile: vi.fn(() =>
    Promise.resolve({ url: 'https://capulet.lit/x', entries: [{ property: 'since', value: '2004' }] }),
  ),
}));
const fetched = vi.mocked(fetchProviderFile);
afterEach(() => fetched.mockClear());

it('is asked on the user’s word alone, each time anew, at the account’s own domain, and the ledger says so', async () => {
  const world = await online();
  const { handlers, clock } = world;
  await clock.during(handlers['privacy.look']({ account: JULIET, probes: [...probeNames], refresh: true }));
  await clock.during(handlers['privacy.findings']({ account: JULIET, refresh: true }));
  await handlers['privacy.policy']({ account: JULIET });
  expect(fetched).not.toHaveBeenCalled();
  const report = await handlers['privacy.providerFile']({ account: JULIET });
  await handlers['privacy.providerFile']({ account: JULIET });
  expect(fetched.mock.calls.map(([{ domain }]) => domain)).toEqual(['capulet.lit', 'capulet.lit']);
  expect(report.facts).toMatchObject([{ key: 'provider-file', mark: 'service-says' }]);
  expect(report.asked).toEqual([{ of: 'https://capulet.lit/.well-known/xmpp-provider-v2.json', what: 'GET' }]);
  await world.quiet();
  const { entries } = await handlers['privacy.ledger']({ account: JULIET, kinds: ['hosts'] });
  expect(entries.filter(({ to }) => to === 'capulet.lit:443')).toHaveLength(2);
});
