/** Opens a page of the privacy screens over a world of its own. */
import { screen } from '@testing-library/svelte';
import type { Snapshot } from '../../../../../electron/contract/snapshot';
import type { FakeBridge } from '../../../../support/fake-bridge';
import { inhabit } from '../../../../support/privacy-bridge';
import { someWorld, type PrivacyWorld } from '../../../../support/privacy-world';
import { someSnapshot } from '../../../../support/records';
import { startWindow, type Started } from '../../dom';
// Loaded beforehand: on a busy machine that takes longer than one waits for something to appear.
import '../../../../../renderer/views/privacy/PrivacyView.svelte';

export async function openPrivacy(
  tab: 'Service' | 'Policy' | 'On the server' | 'This app' | 'Leaving',
  world: PrivacyWorld = someWorld(),
  snapshot: Partial<Snapshot> = {},
  prepare?: (bridge: FakeBridge) => void,
): Promise<Started> {
  const started = await startWindow(someSnapshot(snapshot));
  inhabit(started.bridge, world);
  prepare?.(started.bridge);
  await started.user.click(screen.getByRole('button', { name: 'Privacy' }));
  await started.user.click(await screen.findByRole('tab', { name: tab }));
  return started;
}
