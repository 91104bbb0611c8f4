/** Juliet's profile between Candor's features, a real Prosody and other programs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import type { CardFields, OwnProfile, SaveAnswer } from '../../electron/contract/profile';
import { NS_VCARD_TEMP } from '../../electron/xmpp/ns';
import { sha1Of } from '../../electron/xmpp/sha1';
import { signedIn, type SignedIn } from './integration-account';
import { startPeer, type Peer } from './peer';
import { pngBytes } from './picture-bytes';

export const PASSWORD = 'o-be-some-other-name';
export const JULIET = 'juliet@localhost';
export const NONE: CardFields = {
  ...{ fullName: '', nickname: '', birthday: '', organization: '', title: '', role: '', about: '' },
  ...{ emails: [], phones: [], addresses: [], homepages: [] },
};
/** A card as another program writes it, with things that Candor does not show. */
export const THEIRS = `<vCard xmlns='${NS_VCARD_TEMP}'><FN>Juliet</FN><N><FAMILY>Capulet</FAMILY></N><GEO><LAT>45.4</LAT><LON>10.9</LON></GEO><EMAIL><HOME/><INTERNET/><USERID>juliet@capulet.example</USERID></EMAIL><CATEGORIES><KEYWORD>love</KEYWORD></CATEGORIES></vCard>`;

let peers: Peer[];

/** What `profileServer` has made for the test that runs. */
export const world = {} as { prosody: Prosody; candor: SignedIn };

/** A second program, of one of the people; it is ended with the test. */
export async function peer(user: string): Promise<Peer> {
  const jid = `${user}@localhost/slix`;
  const started = await startPeer({ jid, password: PASSWORD, port: world.prosody.port, caFile: world.prosody.caFile });
  peers.push(started);
  return started;
}

export const read = (): Promise<OwnProfile> =>
  Promise.resolve(world.candor.features.handlers['profile.read']({ account: JULIET }));

export async function save(
  which: 'public' | 'chosen',
  change: (fields: CardFields) => CardFields,
  basedOn?: OwnProfile,
): Promise<SaveAnswer> {
  const { answer, revision } = (basedOn ?? (await read()))[which];
  const fields = change(answer.outcome === 'card' ? answer.card.fields : NONE);
  return world.candor.features.handlers['profile.saveCard']({
    account: JULIET,
    which,
    basedOn: revision,
    fields: asArgs(fields),
  });
}

/** What the command takes is of arrays that could be changed. */
export function asArgs(
  fields: CardFields,
): Parameters<SignedIn['features']['handlers']['profile.saveCard']>[0]['fields'] {
  return JSON.parse(JSON.stringify(fields)) as never;
}

export const picture = pngBytes(96, 96);
export const hash = sha1Of(picture);
export const setPicture = (publicToo: boolean) =>
  world.candor.features.handlers['profile.setPicture']({
    account: JULIET,
    picture: { type: 'image/png', width: 96, height: 96, bytes: picture },
    publicToo,
  });

/** A server and an account at it, anew for each test of the block that this stands in. */
export function profileServer(
  name: string,
  options: Partial<Parameters<typeof startProsody>[0]> & { readonly trusts?: readonly string[] },
): void {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), `candor-${name}-`));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    peers = [];
    const both = (user: string) => ({
      jid: `${user}@localhost`,
      name: user,
      groups: [],
      subscription: 'both' as const,
    });
    world.prosody = await startProsody({
      dir: await mkdtemp(path.join(folder, 'server-')),
      accounts: [
        { user: 'juliet', password: PASSWORD, roster: [both('romeo')] },
        { user: 'romeo', password: PASSWORD, roster: [both('juliet')] },
        { user: 'tybalt', password: PASSWORD, roster: [] },
      ],
      ...options,
    });
    world.candor = await signedIn(world.prosody, JULIET, PASSWORD, { trusts: options.trusts ?? [] });
  });
  afterEach(async () => {
    await world.candor.stop();
    for (const one of peers) await one.stop();
    await world.prosody.stop();
  });
}
