import { expect, test } from 'vitest';
import { NS_CARBONS } from '../../../../electron/xmpp/ns';
import { CarbonsModule } from '../../../../electron/xmpp/xep-0280-carbons/module';
import { MockSession } from '../../../support/mock-session';

test('asks for copies, and says where the server has none', async () => {
  const session = new MockSession();
  const carbons = new CarbonsModule();
  carbons.attach(session);
  await expect(carbons.enable()).rejects.toMatchObject({ condition: 'service-unavailable' });
  session.answer('set', 'enable', NS_CARBONS, () => undefined);
  await expect(carbons.enable()).resolves.toBeUndefined();
});
