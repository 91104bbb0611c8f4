import { describe, expect, it } from 'vitest';
import type { OwnProfile, ProfileAudience } from '../../../../electron/contract/profile';
import { createApi } from '../../../../renderer/bridge';
import { ProfileState } from '../../../../renderer/state/profile.svelte';
import { FakeBridge } from '../../../support/fake-bridge';
import { someOwnProfile } from '../../../support/fake-profile';
import { someSnapshot } from '../../../support/records';

const account = 'juliet@jabber.example';

/** A profile that is being read until `finish`. */
async function beingRead() {
  const bridge = new FakeBridge(someSnapshot());
  const profile = new ProfileState(createApi(bridge), account);
  await profile.read();
  let finish: (profile: OwnProfile) => void = () => undefined;
  bridge.answer('profile.read', () => new Promise((resolve) => (finish = resolve)));
  const reading = profile.read();
  await expect.poll(() => bridge.callsOf('profile.read')).toHaveLength(2);
  return { bridge, profile, reading, finish: () => finish(someOwnProfile()) };
}

describe('the own profile', () => {
  it('is deleted as announced, also where something else was under way then', async () => {
    const { bridge, profile, reading, finish } = await beingRead();
    profile.requestDeletion('public');
    const deleting = profile.deleteNow();
    expect(bridge.callsOf('profile.deleteCard')).toEqual([]);
    finish();
    await Promise.all([reading, deleting]);
    expect(bridge.callsOf('profile.deleteCard')).toEqual([{ account, which: 'public' }]);
  });

  it('can be kept as long as its deletion waits for something else', async () => {
    const { bridge, profile, reading, finish } = await beingRead();
    profile.requestDeletion('public');
    const deleting = profile.deleteNow();
    profile.keep();
    finish();
    await Promise.all([reading, deleting]);
    expect(bridge.callsOf('profile.deleteCard')).toEqual([]);
  });

  it('has the audience that was chosen, also where something else was under way then', async () => {
    const { bridge, profile, reading, finish } = await beingRead();
    const audience: ProfileAudience = { kind: 'nobody', groups: [], people: [] };
    const choosing = (['picture', 'chosenCard'] as const).map((of) => profile.setAudience(of, audience));
    expect(profile.audienceOf('picture')).toEqual(audience);
    finish();
    await Promise.all([reading, ...choosing]);
    expect(bridge.callsOf('profile.setAudience')).toEqual([
      { account, of: 'picture', audience },
      { account, of: 'chosenCard', audience },
    ]);
  });

  it('gets the audience that was chosen last, which counts on top of the one before', async () => {
    const { bridge, profile, reading, finish } = await beingRead();
    const people = (...jids: string[]): ProfileAudience => ({ kind: 'people', groups: [], people: jids });
    const first = profile.setAudience('picture', people('romeo@example.net'));
    const second = profile.setAudience('picture', people('romeo@example.net', 'nurse@example.net'));
    finish();
    await Promise.all([reading, first, second]);
    expect(bridge.callsOf('profile.setAudience').map(({ audience }) => audience.people)).toEqual([
      ['romeo@example.net', 'nurse@example.net'],
    ]);
    bridge.refuse('profile.setAudience', { code: 'refused-by-server' });
    await profile.setAudience('picture', people());
    expect(profile.audienceOf('picture')?.kind).toBe('contacts');
    expect(profile.failureOf('pictureAudience')?.code).toBe('refused-by-server');
  });
});
