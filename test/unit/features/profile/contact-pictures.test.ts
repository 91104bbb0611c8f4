/** Pictures of contacts: heard of, fetched once and politely, checked, kept, and refused for good. */
import { describe, expect, it, vi } from 'vitest';
import {
  NS_AVATAR_DATA,
  NS_AVATAR_METADATA,
  NS_PUBSUB,
  NS_PUBSUB_EVENT,
  NS_VCARD_TEMP,
} from '../../../../electron/xmpp/ns';
import { sha1Of } from '../../../../electron/xmpp/sha1';
import { attr, type Element } from '../../../../electron/xmpp/xml';
import { pngBytes } from '../../../support/picture-bytes';
import { JULIET, NURSE, online, ROMEO, World } from '../helpers';

const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
const PATIENCE = { timeout: 20_000 };
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const metadata = (from: string, bytes: Uint8Array, more = ''): string =>
  `<message xmlns="jabber:client" from="${from}" to="${JULIET}/here" type="headline"><event xmlns="${NS_PUBSUB_EVENT}"><items node="${NS_AVATAR_METADATA}"><item id="${sha1Of(bytes)}"><metadata xmlns="${NS_AVATAR_METADATA}"><info id="${sha1Of(bytes)}" bytes="${String(bytes.length)}" type="image/png"${more}/></metadata></item></items></event></message>`;
const photo = (from: string, hash: string): string =>
  `<presence xmlns="jabber:client" from="${from}/garden" to="${JULIET}"><x xmlns="vcard-temp:x:update"><photo>${hash}</photo></x></presence>`;

interface Gallery {
  /** What was asked for, e.g. "avatar romeo@montague.lit HASH". */
  readonly asked: string[];
  /** The most questions that were open at the same time. */
  readonly most: () => number;
}

/** Everybody has every one of these pictures, in their node or in their card. */
function gallery(
  world: World,
  pictures: readonly Uint8Array[],
  answers: (hash: string) => Uint8Array | undefined,
): Gallery {
  const asked: string[] = [];
  let [open, most] = [0, 0];
  const later = async (answer: string): Promise<string> => {
    most = Math.max(most, (open += 1));
    await Promise.resolve();
    open -= 1;
    return answer;
  };
  const { session } = world;
  session.answer('get', 'pubsub', NS_PUBSUB, (pubsub, iq) => {
    const [items] = pubsub.getChildElements();
    const [item] = items?.getChildElements() ?? [];
    const hash = (item && attr(item, 'id')) ?? '';
    asked.push(`avatar ${String(attr(iq, 'to'))} ${hash}`);
    const bytes = answers(hash);
    const found =
      bytes === undefined ? '' : `<item id="${hash}"><data xmlns="${NS_AVATAR_DATA}">${base64(bytes)}</data></item>`;
    return later(`<pubsub xmlns="${NS_PUBSUB}"><items node="${NS_AVATAR_DATA}">${found}</items></pubsub>`);
  });
  session.answer('get', 'vCard', NS_VCARD_TEMP, (_card: Element, iq: Element) => {
    asked.push(`card ${String(attr(iq, 'to'))}`);
    const [first] = pictures;
    const binval = first === undefined ? '' : `<PHOTO><TYPE>image/png</TYPE><BINVAL>${base64(first)}</BINVAL></PHOTO>`;
    return later(`<vCard xmlns="${NS_VCARD_TEMP}">${binval}<FN>Somebody</FN></vCard>`);
  });
  return { asked, most: () => most };
}

/** Loading what keeps the pictures takes a moment that no clock knows of. */
async function shown(world: World, count: number): Promise<void> {
  const look = async (): Promise<void> => {
    await world.quiet();
    expect(await list(world)).toHaveLength(count);
  };
  await vi.waitFor(look, PATIENCE);
}

const list = (world: World) => world.handlers['profile.contactPictures']({ account: JULIET });
const bytesOf = (world: World, hash: string) => world.handlers['profile.pictures']({ account: JULIET, hashes: [hash] });

describe('a picture of a contact', () => {
  const picture = pngBytes(64, 48);
  const hash = sha1Of(picture);

  it('is fetched once, whoever has it and however they say it, and is there in the next run', async () => {
    const world = await online();
    const { asked } = gallery(world, [picture], () => picture);
    await world.receive(photo(ROMEO, hash), metadata(ROMEO, picture));
    await shown(world, 1);
    await world.receive(metadata(ROMEO, picture), photo(ROMEO, hash), metadata(JULIET, picture));
    await shown(world, 2);
    expect(asked).toEqual([`avatar ${ROMEO} ${hash}`]);
    expect(await list(world)).toEqual([
      { jid: ROMEO, hash },
      { jid: JULIET, hash },
    ]);
    expect(world.hub.all('picturesChanged').flatMap(({ changed }) => changed)).toContainEqual({ jid: ROMEO, hash });
    expect(await bytesOf(world, hash)).toEqual([
      { hash, type: 'image/png', bytes: picture.length, width: 64, height: 48, animated: false, data: base64(picture) },
    ]);
    const { kept } = world;
    await world.stop();
    const next = new World(kept);
    await next.features.start();
    expect(await list(next)).toContainEqual({ jid: ROMEO, hash });
    expect(await bytesOf(next, hash)).toHaveLength(1);
  });

  it('of old clients stands in their card', async () => {
    const world = await online();
    const { asked } = gallery(world, [picture], () => undefined);
    await world.receive(photo(ROMEO, hash));
    await shown(world, 1);
    expect(asked).toEqual([`card ${ROMEO}`]);
    await world.receive(photo(ROMEO, ''));
    await shown(world, 0);
    expect(world.hub.all('picturesChanged').at(-1)).toEqual({ account: JULIET, changed: [{ jid: ROMEO }] });
    expect(await bytesOf(world, hash)).toEqual([]);
  });

  it.each([
    ['an SVG', SVG, SVG],
    ['another one than its hash says', picture, pngBytes(3, 3)],
    ['one of too many pixels', pngBytes(20_000, 20_000), pngBytes(20_000, 20_000)],
    ['one that is too long', pngBytes(60_000, 10), pngBytes(60_000, 10)],
    ['no picture at all', Buffer.from('GIF89'), Buffer.from('GIF89')],
  ])('is not shown where it is %s, and not asked for again', async (_what, said, given) => {
    const world = await online();
    const { asked } = gallery(world, [given], () => given);
    await world.receive(metadata(ROMEO, said));
    await vi.waitFor(async () => {
      await world.quiet();
      expect(asked).toHaveLength(1);
    }, PATIENCE);
    await shown(world, 0);
    const { kept } = world;
    await world.stop();
    const next = new World(kept);
    await next.features.start();
    await expect.poll(() => next.session.jid).toBeDefined();
    const again = gallery(next, [given], () => given);
    await next.receive(metadata(ROMEO, said), photo(ROMEO, sha1Of(said)));
    await shown(next, 0);
    expect(again.asked).toEqual([]);
  });

  it('of 8 MB is not even asked for, and a card with one is not asked for twice', async () => {
    const world = await online();
    const large = Buffer.concat([picture, Buffer.alloc(8 * 1024 * 1024)]);
    const { asked } = gallery(world, [large], () => large);
    await world.receive(metadata(ROMEO, large));
    await shown(world, 0);
    expect(asked).toEqual([]);
    await world.receive(photo(ROMEO, sha1Of(large)));
    await vi.waitFor(async () => {
      await world.quiet();
      expect(asked).toEqual([`card ${ROMEO}`]);
    }, PATIENCE);
    await world.receive(photo(ROMEO, sha1Of(large)));
    await shown(world, 0);
    expect(asked).toHaveLength(1);
  });

  it('that the window cannot decode is forgotten', async () => {
    const world = await online();
    const { asked } = gallery(world, [picture], () => picture);
    await world.receive(metadata(ROMEO, picture));
    await shown(world, 1);
    await world.handlers['profile.rejectPicture']({ account: JULIET, hash });
    await world.receive(metadata(ROMEO, picture));
    await shown(world, 0);
    expect(await bytesOf(world, hash)).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('at a web address, of strangers, or unwanted, is not asked for', async () => {
    const world = await online();
    const { asked } = gallery(world, [picture], () => picture);
    await world.receive(
      metadata(ROMEO, picture, ' url="https://tracker.example/juliet.png"'),
      metadata(NURSE, picture),
    );
    await world.handlers['settings.change']({ showPictures: false });
    await world.receive(metadata(ROMEO, picture));
    await shown(world, 0);
    expect(asked).toEqual([]);
  });

  it('that "keep nothing" has is in no file', async () => {
    const world = await online();
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-nothing' });
    gallery(world, [picture], () => picture);
    await world.receive(metadata(ROMEO, picture));
    await shown(world, 1);
    const { kept } = world;
    await world.stop();
    const next = new World(kept);
    await next.features.start();
    expect(await list(next)).toEqual([]);
    expect(await bytesOf(next, hash)).toEqual([]);
  });
});

it('1,000 contacts that change their pictures at once: a few questions at a time, a few events', async () => {
  const people = Array.from({ length: 1000 }, (_, n) => `person${String(n)}@verona.lit`);
  const world = await online({
    prepare: (session) => {
      session.roster = people.map((jid) => `<item jid="${jid}" subscription="both"/>`).join('');
    },
  });
  const pictures = new Map(people.map((jid, n) => [jid, pngBytes(n + 1, 10)]));
  const byHash = new Map([...pictures.values()].map((bytes) => [sha1Of(bytes), bytes]));
  const { asked, most } = gallery(world, [], (hash) => byHash.get(hash));
  for (const [jid, bytes] of pictures) await world.session.receive(metadata(jid, bytes));
  await shown(world, 1000);
  expect(asked).toHaveLength(1000);
  expect(most()).toBeLessThanOrEqual(4);
  const events = world.hub.all('picturesChanged');
  expect(events.length).toBeLessThan(20);
  expect(new Set(events.flatMap(({ changed }) => changed.map(({ jid }) => jid))).size).toBe(1000);
}, 30_000);
