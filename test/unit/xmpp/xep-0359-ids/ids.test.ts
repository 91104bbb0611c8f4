import { expect, test } from 'vitest';
import type { BareJid } from '../../../../electron/xmpp/jid';
import { parseStanzaIds, stanzaIdBy } from '../../../../electron/xmpp/xep-0359-ids/stanza';
import { parseXml } from '../../../support/parse-xml';

test('an id counts only for the entity that gave it', () => {
  const ids = parseStanzaIds(
    parseXml("<message><stanza-id xmlns='urn:xmpp:sid:0' id='s1' by='juliet@capulet.lit'/></message>"),
  );
  expect(stanzaIdBy(ids, 'juliet@capulet.lit' as BareJid)).toBe('s1');
  expect(stanzaIdBy(ids, 'romeo@montague.lit' as BareJid)).toBeUndefined();
});
