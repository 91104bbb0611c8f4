/** A conversation with a server about cards. */
import { describe, expect, test } from 'vitest';
import { StanzaError } from '../../../../electron/xmpp/errors';
import { NS_VCARD_TEMP } from '../../../../electron/xmpp/ns';
import { attr, xml } from '../../../../electron/xmpp/xml';
import { VcardTempModule } from '../../../../electron/xmpp/xep-0054-vcard-temp/module';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

function attached(): { session: MockSession; vcards: VcardTempModule } {
  const session = new MockSession();
  const vcards = new VcardTempModule();
  vcards.attach(session);
  return { session, vcards };
}

describe('a card', () => {
  test('is fetched of oneself and of others, and written', async () => {
    const { session, vcards } = attached();
    let card = xml('vCard', { xmlns: NS_VCARD_TEMP }, xml('FN', {}, 'Juliet'));
    session.answer('get', 'vCard', NS_VCARD_TEMP, (_, iq) =>
      attr(iq, 'to') === undefined ? card : `<vCard xmlns='vcard-temp'><FN>${String(attr(iq, 'to'))}</FN></vCard>`,
    );
    session.answer('set', 'vCard', NS_VCARD_TEMP, (payload) => {
      card = payload;
      return undefined;
    });
    expect((await vcards.fetch())?.toString()).toBe('<vCard xmlns="vcard-temp"><FN>Juliet</FN></vCard>');
    expect((await vcards.fetch(bare('romeo@montague.lit')))?.getChildText('FN')).toBe('romeo@montague.lit');
    await vcards.remove();
    await expect(vcards.fetch()).resolves.toBeUndefined();
  });

  test('that is not there is none; a refusal is told', async () => {
    const { session, vcards } = attached();
    session.answer('get', 'vCard', NS_VCARD_TEMP, () => {
      throw new StanzaError('item-not-found', 'cancel', '');
    });
    await expect(vcards.fetch()).resolves.toBeUndefined();
    session.answer('get', 'vCard', NS_VCARD_TEMP, () => {
      throw new StanzaError('forbidden', 'auth', '');
    });
    await expect(vcards.fetch()).rejects.toMatchObject({ condition: 'forbidden' });
  });
});
