import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredPicture } from '../../../../electron/contract/profile';
import { createApi } from '../../../../renderer/bridge';
import { PictureCache } from '../../../../renderer/state/picture-cache.svelte';
import { FakeBridge } from '../../../support/fake-bridge';
import { someSnapshot } from '../../../support/records';

const account = 'juliet@jabber.example';
const hashOf = (at: number): string => String(at).padStart(40, '0');

function stored(hash: string): StoredPicture {
  return { hash, type: 'image/png', bytes: 1, width: 9, height: 9, animated: false, data: 'AA==' };
}

let bridge: FakeBridge;
let decoded: string[];
let cache: PictureCache;
let closed: number;

beforeEach(() => {
  bridge = new FakeBridge(someSnapshot());
  bridge.answer('profile.pictures', ({ hashes }) => hashes.map(stored));
  decoded = [];
  closed = 0;
  cache = new PictureCache(createApi(bridge), (picture) => {
    decoded.push(picture.hash);
    return Promise.resolve({ width: 9, height: 9, close: () => (closed += 1) } as unknown as ImageBitmap);
  });
});

const settled = (hash: string): Promise<void> => expect.poll(() => cache.bitmapOf(hash)).toBeDefined();

describe('the cache of pictures', () => {
  it('asks once for a picture that several look at, and a few at a time', async () => {
    for (let at = 0; at < 10; at += 1) cache.want(account, hashOf(at));
    cache.want(account, hashOf(3));
    await settled(hashOf(9));
    const asked = bridge.callsOf('profile.pictures').map(({ hashes }) => hashes.length);
    expect(asked).toEqual([4, 4, 2]);
    expect(decoded).toHaveLength(10);
  });

  it('has one decoded at a time, so that large ones do not hold up the same frame', async () => {
    let [open, most] = [0, 0];
    cache = new PictureCache(createApi(bridge), async () => {
      most = Math.max(most, (open += 1));
      await Promise.resolve();
      open -= 1;
      return { close: () => undefined } as ImageBitmap;
    });
    for (let at = 0; at < 6; at += 1) cache.want(account, hashOf(at));
    await settled(hashOf(5));
    expect(most).toBe(1);
  });

  it('does not load what nobody looks at any more', async () => {
    const stops = Array.from({ length: 1000 }, (_, at) => cache.want(account, hashOf(at)));
    for (const stop of stops.slice(0, 990)) stop();
    await settled(hashOf(999));
    expect(decoded).toEqual(stops.slice(990).map((_, at) => hashOf(990 + at)));
  });

  it('reports what cannot be decoded, once', async () => {
    cache = new PictureCache(createApi(bridge), () => Promise.reject(new Error('broken')));
    cache.want(account, hashOf(1))();
    cache.want(account, hashOf(1));
    await expect.poll(() => bridge.callsOf('profile.rejectPicture')).toEqual([{ account, hash: hashOf(1) }]);
    cache.want(account, hashOf(1));
    cache.want(account, hashOf(2));
    await expect.poll(() => bridge.callsOf('profile.rejectPicture')).toHaveLength(2);
    expect(bridge.callsOf('profile.pictures').flatMap(({ hashes }) => hashes)).toEqual([hashOf(1), hashOf(2)]);
  });

  it('keeps a bounded number, and what is looked at', async () => {
    const [stay, ...stops] = Array.from({ length: 201 }, (_, at) => cache.want(account, hashOf(at)));
    await settled(hashOf(200));
    expect(closed).toBe(0);
    for (const stop of stops) stop();
    expect(closed).toBe(201 - 150);
    expect(cache.bitmapOf(hashOf(0))).toBeDefined();
    expect(cache.bitmapOf(hashOf(1))).toBeUndefined();
    expect(cache.bitmapOf(hashOf(200))).toBeDefined();
    stay?.();
  });

  it('asks again after a failure', async () => {
    bridge.refuse('profile.pictures', { code: 'storage-failed' });
    cache.want(account, hashOf(1))();
    cache.want(account, hashOf(1));
    await expect.poll(() => bridge.callsOf('profile.pictures')).toHaveLength(1);
    bridge.refuse('profile.pictures', undefined);
    cache.want(account, hashOf(1));
    await settled(hashOf(1));
  });
});
