/** The server's archive where the session is one of an earlier run: what comes again, and what came in between. */
import { expect, it } from 'vitest';
import { ConnectionError } from '../../../electron/xmpp/errors';
import { fullJid } from '../../../electron/xmpp/jid';
import { NS_DISCO_INFO, NS_MAM, NS_STANZA_ID } from '../../../electron/xmpp/ns';
import { attr } from '../../../electron/xmpp/xml';
import type { FeatureSession } from '../../support/features-session';
import { archive, live } from './archive-server';
import { bodies, JULIET, ROMEO, started, type World } from './helpers';

/** The session is kept, so that the next run can go on with it. */
function remembered(session: FeatureSession): void {
  const jid = fullJid(`${JULIET}/here`);
  session.onState(({ state }) => {
    const row = { id: 's1', handled: 1, holdSeconds: 300, location: undefined };
    if (state === 'online' && jid !== undefined) session.options.memory?.write({ ...row, jid });
  });
}

/** For half a second the service says nothing of its ids. */
function tellsLate({ session, clock }: World): void {
  const features = `<query xmlns="${NS_DISCO_INFO}"><feature var="${NS_MAM}"/><feature var="${NS_STANZA_ID}"/></query>`;
  session.answer(
    'get',
    'query',
    NS_DISCO_INFO,
    () => new Promise((resolve) => clock.after(500, () => resolve(features))),
  );
}

it('what comes while a session of an earlier run tells its presence anew is read from the archive', async () => {
  let said = ['m0'];
  const first = await started({ prepare: (session) => archive(session, () => said, { size: 2 }) });
  await first.signIn();
  await first.stop();
  said = ['m0', 'm1'];
  const again = await started({
    ...first.kept,
    prepare: (session) => {
      session.away = true;
      archive(session, () => said, { size: 2 });
      session.onTraffic((_, stanza) => {
        if (!stanza.is('presence')) return;
        // Nobody is there for it, and who reads the archive is told nothing of it later.
        if (attr(stanza, 'type') === 'unavailable') said = [...said, 'm2'];
        else {
          said = [...said, 'm3'];
          void session.receive(live('m3'));
        }
      });
    },
  });
  again.session.recover(5);
  await again.session.receive(live('m1'));
  await again.quiet();
  expect(await bodies(again)).toEqual(['m0', 'm1', 'm2', 'm3']);
  expect((await again.snapshot()).accounts[0]?.account.archiveGaps).toEqual([]);
});

it('what comes again without an id, before the service says anything of its ids, is one with what the archive has', async () => {
  let said = ['m0'];
  const id = 'without an id';
  const inner = `<body>Good night</body><stanza-id xmlns="${NS_STANZA_ID}" id="${id}" by="${JULIET}"/>`;
  const message = `<message xmlns="jabber:client" from="${ROMEO}/garden" to="${JULIET}" type="chat">${inner}</message>`;
  const serve = (session: FeatureSession): void =>
    archive(session, () => said, { size: 2, own: (one) => (one === id ? message : undefined) });
  const first = await started({
    prepare: (session) => {
      serve(session);
      remembered(session);
    },
  });
  await first.signIn();
  await first.stop();
  said = ['m0', id];
  const again = await started({
    ...first.kept,
    prepare: (session) => {
      session.away = true;
    },
  });
  serve(again.session);
  tellsLate(again);
  again.session.recover(1);
  await again.session.receive(message);
  await again.quiet();
  expect(await bodies(again)).toEqual(['m0', 'Good night']);
});

it('what comes again after a restart ends no gap that an earlier run left', async () => {
  let said = ['m0'];
  const first = await started({
    prepare: (session) => {
      archive(session, () => said, { size: 2 });
      remembered(session);
    },
  });
  await first.signIn();
  said = ['m0', 'm1', 'm2'];
  await first.receive(live('m1'), live('m2'));
  await first.stop();
  // It tells its presence anew, and is ended before it has read what it missed meanwhile.
  const second = await started({
    ...first.kept,
    prepare: (session) => {
      session.away = true;
      archive(session, () => said, {
        size: 2,
        before: () => {
          throw new ConnectionError('offline');
        },
      });
    },
  });
  second.session.recover(5);
  await second.quiet();
  expect((await second.snapshot()).accounts[0]?.account.archiveGaps).toHaveLength(1);
  await second.stop();
  said = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5'];
  const third = await started({
    ...first.kept,
    prepare: (session) => {
      session.away = true;
      archive(session, () => said, { size: 2 });
    },
  });
  tellsLate(third);
  third.session.recover(5);
  // The server was never told that the first one is here.
  await third.session.receive(live('m1'));
  await third.session.receive(live('m5'));
  await third.quiet();
  expect(await bodies(third)).toEqual(said);
});
