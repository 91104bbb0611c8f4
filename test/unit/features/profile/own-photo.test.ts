/** What contacts are told of the picture in the public card (XEP-0153) follows what other clients of the account do. */
import { describe, expect, it } from 'vitest';
import { StanzaError } from '../../../../electron/xmpp/errors';
import {
  NS_AVATAR_METADATA,
  NS_DISCO_INFO,
  NS_PEP_VCARD_CONVERSION,
  NS_PUBSUB_EVENT,
  NS_VCARD_TEMP,
  NS_VCARD_UPDATE,
} from '../../../../electron/xmpp/ns';
import { parsePhotoUpdate } from '../../../../electron/xmpp/xep-0153-vcard-avatars/stanza';
import { sha1Of } from '../../../../electron/xmpp/sha1';
import { attr } from '../../../../electron/xmpp/xml';
import { pngBytes } from '../../../support/picture-bytes';
import { JULIET, online, ROMEO, type World } from '../helpers';
// Loaded beforehand: no clock of a test knows how long that takes.
import '../../../../electron/features/profile/profile-room';

const [ours, theirs] = [pngBytes(64, 64), pngBytes(32, 32)];

/** The public card at the server, which any client may change. */
class Card {
  fetched = 0;
  fails = false;
  #xml = `<vCard xmlns="${NS_VCARD_TEMP}"><FN>Juliet</FN></vCard>`;

  constructor({ session }: World) {
    session.answer('get', 'vCard', NS_VCARD_TEMP, (_card, iq) => {
      // Whoever looks at the user's own face asks for it as for anybody else's.
      if (attr(iq, 'to') === undefined) this.fetched += 1;
      if (this.fails) throw new StanzaError('internal-server-error', 'wait', '');
      return this.#xml;
    });
    session.answer('set', 'vCard', NS_VCARD_TEMP, (card) => {
      this.#xml = card.toString();
      return undefined;
    });
  }

  /** By another client. */
  change(picture: Uint8Array | undefined): void {
    const data = picture === undefined ? '' : Buffer.from(picture).toString('base64');
    const photo = picture === undefined ? '' : `<PHOTO><TYPE>image/png</TYPE><BINVAL>${data}</BINVAL></PHOTO>`;
    this.#xml = `<vCard xmlns="${NS_VCARD_TEMP}">${photo}</vCard>`;
  }
}

const presence = (photo: string, from = `${JULIET}/laptop`): string =>
  `<presence xmlns="jabber:client" from="${from}" to="${JULIET}/here"><x xmlns="${NS_VCARD_UPDATE}">${photo}</x></presence>`;
const withHash = (picture: Uint8Array): string => `<photo>${sha1Of(picture)}</photo>`;
const metadata = (content: string): string =>
  `<message xmlns="jabber:client" from="${JULIET}" to="${JULIET}/here" type="headline"><event xmlns="${NS_PUBSUB_EVENT}"><items node="${NS_AVATAR_METADATA}"><item id="x"><metadata xmlns="${NS_AVATAR_METADATA}">${content}</metadata></item></items></event></message>`;

async function withPicture(): Promise<{ readonly world: World; readonly card: Card }> {
  const world = await online();
  const card = new Card(world);
  const picture = { type: 'image/png' as const, width: 64, height: 64, bytes: ours };
  await world.handlers['profile.setPicture']({ account: JULIET, picture, publicToo: true });
  expect(told(world)).toEqual([sha1Of(ours)]);
  card.fetched = 0;
  return { world, card };
}

/** What presences that went out since the last call say of the picture. */
function told(world: World): readonly (string | undefined)[] {
  return world.session
    .takeSent()
    .filter((stanza) => stanza.is('presence'))
    .map(parsePhotoUpdate);
}

describe('where the service does not convert', () => {
  it('another picture in the card is told as soon as the other client tells it', async () => {
    const { world, card } = await withPicture();
    card.change(theirs);
    await world.receive(presence(withHash(theirs)));
    expect(told(world)).toEqual([sha1Of(theirs)]);
    card.change(undefined);
    await world.receive(presence('<photo/>'));
    expect(told(world)).toEqual(['none']);
  });

  it('what the card holds is told, whatever the other client says', async () => {
    const { world, card } = await withPicture();
    await world.receive(presence(`<photo>${'0'.repeat(40)}</photo>`));
    expect(card.fetched).toBe(1);
    expect(told(world)).toEqual([]);
  });

  it('a picture that only the personal node tells of is looked for in the card too', async () => {
    const { world, card } = await withPicture();
    card.change(theirs);
    await world.receive(metadata(`<info id="${sha1Of(theirs)}" bytes="9" type="image/png"/>`));
    expect(told(world)).toEqual([sha1Of(theirs)]);
    card.change(undefined);
    await world.receive(metadata(''));
    expect(told(world)).toEqual(['none']);
  });

  it('nothing is asked or told for what says nothing new, nor for what others say', async () => {
    const { world, card } = await withPicture();
    await world.receive(
      presence(withHash(ours)),
      presence(''),
      metadata(`<info id="${sha1Of(ours)}" bytes="9" type="image/png"/>`),
      presence(withHash(theirs), `${JULIET}/here`),
      presence(withHash(theirs), `${ROMEO}/garden`),
    );
    expect(card.fetched).toBe(0);
    expect(told(world)).toEqual([]);
  });

  it('a card that cannot be fetched changes nothing', async () => {
    const { world, card } = await withPicture();
    card.fails = true;
    await world.receive(presence(withHash(theirs)));
    expect(card.fetched).toBe(1);
    expect(told(world)).toEqual([]);
  });
});

it('where the service converts, it tells contacts by itself', async () => {
  const world = await online({
    prepare: (session) =>
      session.answer(
        'get',
        'query',
        NS_DISCO_INFO,
        () => `<query xmlns="${NS_DISCO_INFO}"><feature var="${NS_PEP_VCARD_CONVERSION}"/></query>`,
      ),
  });
  const card = new Card(world);
  card.change(theirs);
  await world.receive(presence(withHash(theirs)));
  expect(told(world)).toEqual([]);
  expect(card.fetched).toBe(0);
});
