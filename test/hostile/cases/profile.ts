/** Case 45: cards and pictures, of contacts and of one's own, that are none or too much. */
import { expect } from 'vitest';
import type { ContactCards, OwnProfile } from '../../../electron/contract/profile';
import { sha1Of } from '../../../electron/xmpp/sha1';
import type { FakeStream } from '../../support/fake-server/stream';
import { pngBytes } from '../../support/picture-bytes';
import type { AppCase, AppScene } from '../app-scene';
import { eventually } from '../client-under-test';
import { ACCOUNT, FRIEND } from '../scene';

const NS_DATA = 'urn:xmpp:avatar:data';
const NS_METADATA = 'urn:xmpp:avatar:metadata';
const NS_PUBSUB = 'http://jabber.org/protocol/pubsub';
/** So long may anything of it take (milliseconds), on the slowest machine that the tests run on. */
const BOUND = 10_000;

/** A real picture of one pixel. */
const GOOD = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><image href="https://evil.example/"/></svg>',
);

interface Given {
  /** Cards by whose they are. */
  readonly cards?: Readonly<Record<string, string>>;
  /** Bytes of pictures by the hash that is asked for. */
  readonly pictures?: ReadonlyMap<string, Buffer>;
}

/** A server where the friend is a contact, and the hashes of pictures that it was asked for. */
async function online(
  scene: AppScene,
  { cards = {}, pictures }: Given,
): Promise<{ stream: FakeStream; asked: string[] }> {
  const asked: string[] = [];
  const server = await scene.server();
  server.script = async (stream) => {
    await stream.signIn();
    await stream.serveRequests(({ payload, type, id, to, xml }) => {
      const result = (content: string): string =>
        `<iq type='result' id='${id}' from='${to === '' ? ACCOUNT : to}'>${content}</iq>`;
      if (payload === 'query jabber:iq:roster')
        return result(`<query xmlns='jabber:iq:roster'><item jid='${FRIEND}' subscription='both'/></query>`);
      if (payload === 'vCard vcard-temp' && type === 'get') {
        const card = cards[to === '' ? ACCOUNT : to];
        return card === undefined ? undefined : result(card);
      }
      if (payload !== `pubsub ${NS_PUBSUB}` || !xml.includes(NS_DATA)) return undefined;
      const hash = /<item id=["']([0-9a-f]{40})/u.exec(xml)?.[1] ?? '';
      asked.push(hash);
      const data = pictures?.get(hash)?.toString('base64') ?? '';
      return result(
        `<pubsub xmlns='${NS_PUBSUB}'><items node='${NS_DATA}'><item id='${hash}'><data xmlns='${NS_DATA}'>${data}</data></item></items></pubsub>`,
      );
    });
  };
  return { stream: await scene.online(server), asked };
}

function announce(stream: FakeStream, hash: string, bytes: number, type = 'image/png', from = FRIEND): void {
  stream.send(
    `<message from='${from}' to='${ACCOUNT}' type='headline'><event xmlns='${NS_PUBSUB}#event'><items node='${NS_METADATA}'><item id='${hash}'><metadata xmlns='${NS_METADATA}'><info id='${hash}' bytes='${String(bytes)}' type='${type}'/></metadata></item></items></event></message>`,
  );
}

/** Waits until the friend, or somebody else, has this picture. */
async function expectPicture(scene: AppScene, hash: string, jid = FRIEND): Promise<void> {
  await eventually(
    `the picture ${hash}`,
    () => scene.client.contactPictures(),
    (pictures) => pictures.some((picture) => picture.jid === jid && picture.hash === hash),
    BOUND,
  );
}

async function timed<T>(work: Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work;
  expect(performance.now() - begun).toBeLessThan(BOUND);
  return result;
}

const photo = (bytes: Buffer, type = 'image/png'): string =>
  `<PHOTO><TYPE>${type}</TYPE><BINVAL>${bytes.toString('base64')}</BINVAL></PHOTO>`;
const card = (content: string): string => `<vCard xmlns='vcard-temp'>${content}</vCard>`;

export const profileCases: readonly AppCase[] = [
  {
    number: 45,
    title: 'SVG, bomb, wrong type, another hash and a broken file as the picture of a contact',
    async play(scene) {
      const bomb = Buffer.concat([pngBytes(20_000, 20_000), Buffer.alloc(1000)]);
      const broken = Buffer.from(pngBytes(64, 64));
      const text = Buffer.from('PNG, honestly');
      const lies = new Map([SVG, bomb, text, broken].map((bytes) => [sha1Of(bytes), bytes]));
      const other = sha1Of(Buffer.from('something else'));
      const pictures = new Map([...lies, [other, GOOD], [sha1Of(GOOD), GOOD]]);
      const { stream, asked } = await online(scene, { pictures });
      announce(stream, sha1Of(SVG), SVG.length, 'image/svg+xml');
      for (const [hash, bytes] of [...lies, [other, GOOD] as const]) {
        announce(stream, hash, bytes.length);
        await eventually(
          `asked for ${hash}`,
          () => Promise.resolve(asked),
          (hashes) => hashes.includes(hash),
          BOUND,
        );
      }
      announce(stream, sha1Of(GOOD), GOOD.length);
      await expectPicture(scene, sha1Of(GOOD));
      expect(await scene.client.pictures([...lies.keys(), other])).toEqual([]);
      // Told of once more, none is asked for: what is told of right behind it is.
      for (const [nth, hash] of [...lies.keys(), other].entries()) {
        const own = Buffer.concat([GOOD, Buffer.from([nth])]);
        pictures.set(sha1Of(own), own);
        announce(stream, hash, 100);
        announce(stream, sha1Of(own), own.length, 'image/png', ACCOUNT);
        await expectPicture(scene, sha1Of(own), ACCOUNT);
      }
      await scene.expectHears(stream);
      expect(asked.toSorted()).toEqual([...pictures.keys()].toSorted());
      expect(await (await scene.client.page()).title()).not.toBe('1');
    },
  },
  {
    number: 45,
    title: 'a contact with a PHOTO of 8 MB, said to be of 5 MB and said nothing of',
    async play(scene) {
      const large = Buffer.concat([GOOD, Buffer.alloc(8 * 1024 * 1024)]);
      const { stream } = await online(scene, { cards: { [FRIEND]: card(`<FN>Romeo</FN>${photo(large)}`) } });
      announce(stream, sha1Of(large), 5 * 1024 * 1024);
      stream.send(
        `<presence from='${FRIEND}/x' to='${ACCOUNT}'><x xmlns='vcard-temp:x:update'><photo>${sha1Of(large)}</photo></x></presence>`,
      );
      const shown = await timed(scene.client.contactCards(FRIEND));
      expect(shown.public).toMatchObject({
        ...{ outcome: 'card', card: { fields: { fullName: 'Romeo' }, pictureBytes: expect.any(Number) } },
      });
      await scene.expectHears(stream);
      expect(await scene.client.contactPictures()).toEqual([]);
    },
  },
  {
    number: 45,
    title: 'a card of 5 MB: the beginning of it, in bounded time',
    async play(scene) {
      const phones = '<TEL><NUMBER>112</NUMBER></TEL>'.repeat(20_000);
      const endless = card(
        `<FN>Romeo</FN>${phones}<DESC>${'long '.repeat(400_000)}</DESC>${photo(Buffer.alloc(2 * 1024 * 1024))}`,
      );
      expect(endless.length).toBeGreaterThan(5 * 1024 * 1024);
      const { stream } = await online(scene, { cards: { [FRIEND]: endless, [ACCOUNT]: endless } });
      const reads: readonly (() => Promise<ContactCards | OwnProfile>)[] = [
        () => scene.client.contactCards(FRIEND),
        () => scene.client.ownProfile(),
      ];
      for (const read of reads) {
        const { public: shown } = await timed(read());
        const answer = 'answer' in shown ? shown.answer : shown;
        if (answer.outcome !== 'card') throw new Error(answer.outcome);
        const { fields } = answer.card;
        expect([fields.phones.length, fields.about.length <= 8192, answer.card.hidden > 0]).toEqual([50, true, true]);
        expect(JSON.stringify(answer).length).toBeLessThan(100_000);
      }
      await scene.expectHears(stream);
    },
  },
  {
    number: 45,
    title: 'an own card whose picture is an SVG, a bomb or of 8 MB',
    async play(scene) {
      for (const [bytes, type] of [
        [SVG, 'image/svg+xml'],
        [Buffer.from(pngBytes(30_000, 30_000)), 'image/png'],
        [Buffer.alloc(8 * 1024 * 1024 + 1), 'image/png'],
      ] as const) {
        const { stream } = await online(scene, { cards: { [ACCOUNT]: card(`<FN>Juliet</FN>${photo(bytes, type)}`) } });
        const profile = await timed(scene.client.ownProfile());
        expect(profile.public.answer).toMatchObject({ outcome: 'card', card: { fields: { fullName: 'Juliet' } } });
        expect(profile.picture.photo).toMatchObject({ state: 'failed' });
        await scene.expectHears(stream);
        await scene.client.signOut();
      }
    },
  },
];
