import { expect, test } from 'vitest';
import type { BareJid, FullJid } from '../../../../electron/xmpp/jid';
import { NS_VERSION } from '../../../../electron/xmpp/ns';
import { VersionModule } from '../../../../electron/xmpp/xep-0092-version/module';
import { parseVersionResult } from '../../../../electron/xmpp/xep-0092-version/stanza';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

const software = { name: 'Candor', version: '1.2.3' };

function attached(enabled: boolean): { session: MockSession; version: VersionModule; answered: unknown[] } {
  const session = new MockSession();
  const version = new VersionModule({
    software,
    enabled: () => enabled,
    mayKnow: (from: BareJid | FullJid | undefined) => from?.startsWith('romeo@') === true,
  });
  const answered: unknown[] = [];
  version.onAnswered((to) => answered.push(to));
  version.attach(session);
  return { session, version, answered };
}

const ask = (from: string): string => `<iq type='get' id='i1' from='${from}'><query xmlns='${NS_VERSION}'/></iq>`;

test('tells a contact name and version, no system, and notes whom', async () => {
  const { session, version, answered } = attached(true);
  const reply = await session.receive(ask('romeo@montague.lit/orchard'));
  expect(reply && parseVersionResult(reply)).toEqual(software);
  expect(answered).toEqual(['romeo@montague.lit/orchard']);
  expect(version.features()).toEqual([NS_VERSION]);
});

test.each([
  ['a stranger', true, 'tybalt@evil.lit/x'],
  ['a contact, while switched off', false, 'romeo@montague.lit/orchard'],
])('does not answer %s', async (_who, enabled, from) => {
  const { session, answered } = attached(enabled);
  await expect(session.receive(ask(from))).resolves.toBeUndefined();
  expect(answered).toEqual([]);
});

test('is not announced while switched off', () => {
  expect(attached(false).version.features()).toEqual([]);
});

test('asks a server what it runs', async () => {
  const { session, version } = attached(true);
  session.answer('get', 'query', NS_VERSION, () => `<query xmlns='${NS_VERSION}'><name>Prosody</name></query>`);
  await expect(version.query(bare('capulet.lit'))).resolves.toEqual({ name: 'Prosody', version: '' });
});
