import { expect, test } from 'vitest';
import { NS_BLOCKING } from '../../../../electron/xmpp/ns';
import { BlockingModule } from '../../../../electron/xmpp/xep-0191-blocking/module';
import type { BlockPush } from '../../../../electron/xmpp/xep-0191-blocking/stanza';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

const tybalt = bare('tybalt@capulet.lit');

function attached(): { session: MockSession; blocking: BlockingModule; pushes: BlockPush[] } {
  const session = new MockSession();
  const blocking = new BlockingModule();
  const pushes: BlockPush[] = [];
  blocking.onPush((push) => pushes.push(push));
  blocking.attach(session);
  return { session, blocking, pushes };
}

const push = (command: string, from: string): string =>
  `<iq type='set' id='p1'${from}><${command} xmlns='${NS_BLOCKING}'><item jid='${tybalt}'/></${command}></iq>`;

test('fetches the list, blocks and unblocks, and hears of it', async () => {
  const { session, blocking, pushes } = attached();
  session.answer(
    'get',
    'blocklist',
    NS_BLOCKING,
    () => `<blocklist xmlns='${NS_BLOCKING}'><item jid='spam.lit'/></blocklist>`,
  );
  session.answer('set', 'block', NS_BLOCKING, () => undefined);
  session.answer('set', 'unblock', NS_BLOCKING, () => undefined);

  await expect(blocking.fetch()).resolves.toEqual(['spam.lit']);
  await blocking.block(tybalt);
  await session.receive(push('block', ''));
  await blocking.unblock(tybalt);
  await session.receive(push('unblock', " from='juliet@capulet.lit'"));
  expect(pushes).toEqual([{ blocked: [tybalt] }, { unblocked: [tybalt] }]);
});

test.each(['block', 'unblock'])('refuses a stranger who pushes "%s"', async (command) => {
  const { session, pushes } = attached();
  const reply = await session.receive(push(command, " from='tybalt@capulet.lit/home'"));
  expect(reply?.toString()).toContain('service-unavailable');
  expect(pushes).toEqual([]);
});

test('says so where the server has no blocking', async () => {
  const { blocking } = attached();
  await expect(blocking.fetch()).rejects.toMatchObject({ condition: 'service-unavailable' });
});
