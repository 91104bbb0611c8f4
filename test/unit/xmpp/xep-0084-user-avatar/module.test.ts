/** A conversation about pictures: what somebody has now, and the bytes of it. */
import { expect, test } from 'vitest';
import { NS_AVATAR_DATA, NS_AVATAR_METADATA, NS_PUBSUB } from '../../../../electron/xmpp/ns';
import { sha1Of } from '../../../../electron/xmpp/sha1';
import { attr } from '../../../../electron/xmpp/xml';
import { AvatarDataModule, AvatarMetadataModule } from '../../../../electron/xmpp/xep-0084-user-avatar/module';
import type { AvatarMetadata } from '../../../../electron/xmpp/xep-0084-user-avatar/stanza';
import { bare } from '../../../support/addresses';
import { MockSession } from '../../../support/mock-session';

const ROMEO = bare('romeo@montague.lit');
const bytes = Buffer.from('89504e470d0a1a0a', 'hex');
const hash = sha1Of(bytes);

test('an event tells of a picture, whose bytes are asked of its owner by their hash', async () => {
  const session = new MockSession();
  let wanted = true;
  const metadata = new AvatarMetadataModule(() => wanted);
  const data = new AvatarDataModule();
  metadata.attach(session);
  data.attach(session);
  expect([...metadata.features(), ...data.features()]).toEqual([`${NS_AVATAR_METADATA}+notify`]);
  wanted = false;
  expect(metadata.features()).toEqual([]);

  const heard: [string, AvatarMetadata | undefined][] = [];
  metadata.onEvent((owner, forms) => heard.push([owner, forms]));
  await session.receive(
    `<message from='${ROMEO}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='${NS_AVATAR_METADATA}'><item id='${hash}'><metadata xmlns='${NS_AVATAR_METADATA}'><info id='${hash}' bytes='8' type='image/png'/></metadata></item></items></event></message>`,
  );
  expect(heard).toEqual([[ROMEO, [{ hash, bytes: 8, type: 'image/png' }]]]);

  session.answer('get', 'pubsub', NS_PUBSUB, (pubsub, iq) => {
    const items = pubsub.getChildElements()[0];
    const [item] = items?.getChildElements() ?? [];
    expect([attr(iq, 'to'), items && attr(items, 'node'), item && attr(item, 'id')]).toEqual([
      ROMEO,
      NS_AVATAR_DATA,
      hash,
    ]);
    return `<pubsub xmlns='${NS_PUBSUB}'><items node='${NS_AVATAR_DATA}'><item id='${hash}'><data xmlns='${NS_AVATAR_DATA}'>${bytes.toString('base64')}</data></item></items></pubsub>`;
  });
  const fetched = await data.fetchItem(hash, ROMEO);
  expect(fetched && [fetched.hash, sha1Of(fetched.bytes)]).toEqual([hash, hash]);
});
