import { expect, it } from 'vitest';
import { PictureWatch } from '../../../../electron/features/profile/picture-watch';
import type { AccountServices } from '../../../../electron/features/services';
import { settle } from '../../../support/fake-clock';
import { JULIET } from '../helpers';

it('a session that ends while the store is closed leaves nothing that nobody hears of', async () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown): number => unheard.push(reason);
  process.on('unhandledRejection', hear);
  const services = {
    account: JULIET,
    modules: { avatar: { onEvent: () => undefined }, presence: { onPresence: () => undefined } },
    store: {
      history() {
        throw new Error('closed');
      },
    },
  };
  const watch = new PictureWatch(services as unknown as AccountServices, () => true);
  const asked = watch.pictures;
  watch.sessionEnded();
  await expect(asked).rejects.toThrow('closed');
  await settle();
  process.off('unhandledRejection', hear);
  expect(unheard).toEqual([]);
});
