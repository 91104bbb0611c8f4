import { expect, test } from 'vitest';
import { parseStanzaIds, stanzaIdBy } from '../../../../electron/xmpp/xep-0359-ids/stanza';
import { bare } from '../../../support/addresses';
import { parseXml } from '../../../support/parse-xml';

test('an id counts only for the entity that gave it', () => {
  const ids = parseStanzaIds(
    parseXml("<message><stanza-id xmlns='urn:xmpp:sid:0' id='s1' by='juliet@capulet.lit'/></message>"),
  );
  expect(stanzaIdBy(ids, bare('juliet@capulet.lit'))).toBe('s1');
  expect(stanzaIdBy(ids, bare('romeo@montague.lit'))).toBeUndefined();
});
