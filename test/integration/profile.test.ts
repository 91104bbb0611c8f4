/** Cards and pictures between Candor's features, a real Prosody that stores cards whole or converts them, and slixmpp. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates, type CertificateFolder } from '../../build/demo/certificates';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import type { CardFields, OwnProfile, SaveAnswer } from '../../electron/contract/profile';
import {
  NODE_VCARD4,
  NS_AVATAR_DATA,
  NS_AVATAR_METADATA,
  NS_PUBSUB,
  NS_VCARD4,
  NS_VCARD_TEMP,
  NS_VCARD_UPDATE,
} from '../../electron/xmpp/ns';
import type { Element } from '../../electron/xmpp/xml';
import { canonicalText } from '../../electron/xmpp/xml-copy';
import { sha1Of } from '../../electron/xmpp/sha1';
import { signedIn, type SignedIn } from '../support/integration-account';
import { parseXml } from '../support/parse-xml';
import { startPeer, type Peer } from '../support/peer';
import { pngBytes } from '../support/picture-bytes';

const PASSWORD = 'o-be-some-other-name';
const JULIET = 'juliet@localhost';
const NONE: CardFields = {
  ...{ fullName: '', nickname: '', birthday: '', organization: '', title: '', role: '', about: '' },
  ...{ emails: [], phones: [], addresses: [], homepages: [] },
};
const THEIRS = `<vCard xmlns='${NS_VCARD_TEMP}'><FN>Juliet</FN><N><FAMILY>Capulet</FAMILY></N><GEO><LAT>45.4</LAT><LON>10.9</LON></GEO><EMAIL><HOME/><INTERNET/><USERID>juliet@capulet.example</USERID></EMAIL><CATEGORIES><KEYWORD>love</KEYWORD></CATEGORIES></vCard>`;

let folder: string;
let prosody: Prosody;
let candor: SignedIn;
let peers: Peer[];

async function peer(user: string): Promise<Peer> {
  const jid = `${user}@localhost/slix`;
  const started = await startPeer({ jid, password: PASSWORD, port: prosody.port, caFile: prosody.caFile });
  peers.push(started);
  return started;
}

const iq = async (from: Peer, type: 'get' | 'set', payload: string, to?: string): Promise<string> => {
  const answer = (await from.do('iq', { type, payload, ...(to !== undefined && { to }) })) as Record<string, string>;
  return answer['xml'] ?? `error: ${String(answer['error'])}`;
};
const vcardOf = (from: Peer, to?: string): Promise<string> => iq(from, 'get', `<vCard xmlns='${NS_VCARD_TEMP}'/>`, to);
const itemsOf = (from: Peer, node: string, to?: string): Promise<string> =>
  iq(from, 'get', `<pubsub xmlns='${NS_PUBSUB}'><items node='${node}'/></pubsub>`, to);

const read = (): Promise<OwnProfile> => Promise.resolve(candor.features.handlers['profile.read']({ account: JULIET }));

async function save(
  which: 'public' | 'chosen',
  change: (fields: CardFields) => CardFields,
  basedOn?: OwnProfile,
): Promise<SaveAnswer> {
  const { answer, revision } = (basedOn ?? (await read()))[which];
  const fields = change(answer.outcome === 'card' ? answer.card.fields : NONE);
  return candor.features.handlers['profile.saveCard']({
    account: JULIET,
    which,
    basedOn: revision,
    fields: asArgs(fields),
  });
}

/** What the command takes is of arrays that could be changed. */
function asArgs(fields: CardFields): Parameters<SignedIn['features']['handlers']['profile.saveCard']>[0]['fields'] {
  return JSON.parse(JSON.stringify(fields)) as never;
}

const picture = pngBytes(96, 96);
const hash = sha1Of(picture);
const setPicture = (publicToo: boolean) =>
  candor.features.handlers['profile.setPicture']({
    account: JULIET,
    picture: { type: 'image/png', width: 96, height: 96, bytes: picture },
    publicToo,
  });

function server(
  name: string,
  options: Partial<Parameters<typeof startProsody>[0]> & { readonly trusts?: readonly string[] },
): void {
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
    prosody = await startProsody({
      dir: await mkdtemp(path.join(folder, 'server-')),
      accounts: [
        { user: 'juliet', password: PASSWORD, roster: [both('romeo')] },
        { user: 'romeo', password: PASSWORD, roster: [both('juliet')] },
        { user: 'tybalt', password: PASSWORD, roster: [] },
      ],
      ...options,
    });
    candor = await signedIn(prosody, JULIET, PASSWORD, { trusts: options.trusts ?? [] });
  });
  afterEach(async () => {
    await candor.stop();
    for (const one of peers) await one.stop();
    await prosody.stop();
  });
}

describe('on a service that stores cards whole', () => {
  server('whole', { modules: ['vcard'], without: ['vcard_legacy'] });

  it('a field is changed in a card of another client, and nothing else', async () => {
    const other = await peer('juliet');
    await iq(other, 'set', THEIRS);
    const before = await read();
    expect(before).toMatchObject({
      public: { answer: { outcome: 'card', card: { hidden: 3, hiddenNames: ['N', 'GEO', 'CATEGORIES'] } } },
      chosen: { answer: { outcome: 'none' } },
      oneCard: { verdict: 'no', by: 'measured', announced: false },
    });
    const answer = await save('public', (fields) => ({ ...fields, fullName: 'Juliet Montague' }), before);
    expect(answer).toMatchObject({ outcome: 'saved', differing: [], lostHidden: 0 });
    const seen = await vcardOf(await peer('tybalt'), JULIET);
    for (const part of ['Juliet Montague', '45.4', 'love', 'juliet@capulet.example']) expect(seen).toContain(part);
    expect(seen).not.toContain('>Juliet<');
  });

  it.each(['psi-plus', 'pidgin', 'slixmpp'])('a card of %s survives the edit of one field', async (program) => {
    const other = await peer('juliet');
    const theirs = await readFile(path.join(import.meta.dirname, `../cards/${program}.xml`), 'utf8');
    await iq(other, 'set', theirs);
    const before = parseXml(await vcardOf(other)).getChildElements()[0];
    await expect(save('public', (fields) => ({ ...fields, nickname: 'Changed' }))).resolves.toMatchObject({
      ...{ outcome: 'saved', differing: [], lostHidden: 0 },
    });
    const after = parseXml(await vcardOf(other)).getChildElements()[0];
    const others = (card: Element | undefined): readonly string[] =>
      card
        ?.getChildElements()
        .filter((one) => one.getName() !== 'NICKNAME')
        .map(canonicalText) ?? [];
    expect(others(after).length).toBeGreaterThan(8);
    expect(others(after)).toEqual(others(before));
  });

  it('a change of another client meanwhile is a conflict, and the user decides', async () => {
    const other = await peer('juliet');
    await iq(other, 'set', THEIRS);
    const before = await read();
    await iq(other, 'set', THEIRS.replace('>Juliet<', '>Giulietta<'));
    const mine = (fields: CardFields): CardFields => ({ ...fields, nickname: 'Jule' });
    const preview = await candor.features.handlers['profile.previewSave']({
      ...{ account: JULIET, which: 'public', basedOn: before.public.revision, fields: asArgs(NONE) },
    });
    expect(preview).toMatchObject({
      conflict: { answer: { card: { fields: { fullName: 'Giulietta' } } } },
      losses: [],
    });
    const conflict = await save('public', mine, before);
    expect(conflict).toMatchObject({ outcome: 'conflict', theirs: { answer: { card: { fields: { nickname: '' } } } } });
    expect(await vcardOf(other)).not.toContain('Jule<');
    await expect(save('public', mine)).resolves.toMatchObject({ outcome: 'saved', differing: [] });
    expect(await vcardOf(other)).toMatch(/Giulietta.*Jule</su);
  });

  it('the chosen card is for its audience alone, and follows it', async () => {
    const [romeo, tybalt] = [await peer('romeo'), await peer('tybalt')];
    const saved = await save('chosen', (fields) => ({
      ...fields,
      fullName: 'Juliet',
      phones: [{ value: '112', kinds: ['home'] }],
    }));
    expect(saved).toMatchObject({ outcome: 'saved', differing: [], now: { answer: { outcome: 'card' } } });
    expect(await itemsOf(romeo, NODE_VCARD4, JULIET)).toContain('tel:112');
    expect(await itemsOf(tybalt, NODE_VCARD4, JULIET)).toMatch(/^error/u);
    expect(await vcardOf(tybalt, JULIET)).toMatch(/^error/u);
    const nobody = { kind: 'nobody' as const, groups: [], people: [] };
    const narrowed = await candor.features.handlers['profile.setAudience']({
      account: JULIET,
      of: 'chosenCard',
      audience: nobody,
    });
    expect(narrowed).toMatchObject({
      chosenAudience: { access: 'whitelist' },
      chosen: { answer: { outcome: 'card' } },
    });
    expect(await itemsOf(romeo, NODE_VCARD4, JULIET)).toMatch(/^error/u);
    const widened = await candor.features.handlers['profile.setAudience']({
      ...{ account: JULIET, of: 'chosenCard' },
      audience: { kind: 'everybody', groups: [], people: [] },
    });
    expect(widened).toMatchObject({ chosenAudience: { access: 'open' }, chosen: { answer: { outcome: 'card' } } });
    expect(await itemsOf(tybalt, NODE_VCARD4, JULIET)).toContain('tel:112');
  });

  it('what is deleted is seen to be gone', async () => {
    await iq(await peer('juliet'), 'set', THEIRS);
    await save('chosen', (fields) => ({ ...fields, fullName: 'Juliet' }));
    await expect(save('public', (fields) => ({ ...fields, emails: [] }))).resolves.toMatchObject({ differing: [] });
    expect(await vcardOf(await peer('tybalt'), JULIET)).not.toContain('capulet.example');
    for (const which of ['public', 'chosen'] as const) {
      const gone = await candor.features.handlers['profile.deleteCard']({ account: JULIET, which });
      expect(gone).toMatchObject({ gone: true, now: { [which]: { answer: { outcome: 'none' } } } });
    }
    const romeo = await peer('romeo');
    expect(await vcardOf(romeo, JULIET)).not.toContain('FN');
    expect(await itemsOf(romeo, NODE_VCARD4, JULIET)).toMatch(/^error/u);
  });

  it('a picture is the same by both ways, in presence too, and is gone from everywhere', async () => {
    const romeo = await peer('romeo');
    await iq(await peer('juliet'), 'set', THEIRS);
    const set = await setPicture(true);
    expect(set).toMatchObject({
      failed: [],
      now: {
        avatar: { state: 'set', hash, picture: { width: 96 } },
        photo: { state: 'set', hash },
        same: true,
        converts: false,
      },
    });
    expect(await itemsOf(romeo, NS_AVATAR_METADATA, JULIET)).toContain(hash);
    expect(await itemsOf(romeo, NS_AVATAR_DATA, JULIET)).toContain(Buffer.from(picture).toString('base64'));
    const card = await vcardOf(await peer('tybalt'), JULIET);
    expect(card).toContain(Buffer.from(picture).toString('base64'));
    expect(card).toContain('45.4');
    await romeo.wait('photo', (event) => String(event['frm']).startsWith(JULIET) && event['hash'] === hash);
    const removed = await candor.features.handlers['profile.removePicture']({ account: JULIET });
    expect(removed).toMatchObject({
      failed: [],
      now: { avatar: { state: 'none' }, photo: { state: 'none' }, same: true },
    });
    expect(await vcardOf(romeo, JULIET)).not.toContain('PHOTO');
    expect(await itemsOf(romeo, NS_AVATAR_DATA, JULIET)).toMatch(/^error/u);
  });

  it('a picture that another program put into the chosen card is told, and removed with the others', async () => {
    const other = await peer('juliet');
    const put = (content: string): Promise<string> =>
      iq(
        other,
        'set',
        `<pubsub xmlns='${NS_PUBSUB}'><publish node='${NODE_VCARD4}'><item id='current'><vcard xmlns='${NS_VCARD4}'>${content}</vcard></item></publish></pubsub>`,
      );
    const photo = `<photo><uri>data:image/png;base64,${Buffer.from(picture).toString('base64')}</uri></photo>`;
    await put(`<fn><text>Juliet</text></fn>${photo}<lang><language-tag>it</language-tag></lang>`);
    await setPicture(true);
    expect(await read()).toMatchObject({ picture: { inChosenCard: { state: 'set', picture: { width: 96 } } } });
    await expect(save('chosen', (fields) => ({ ...fields, nickname: 'Jule' }))).resolves.toMatchObject({
      ...{ outcome: 'saved', differing: [], lostHidden: 0 },
    });
    expect(await itemsOf(other, NODE_VCARD4)).toContain('data:image/png');
    const none = {
      failed: [],
      now: { avatar: { state: 'none' }, photo: { state: 'none' }, inChosenCard: { state: 'none' } },
    };
    await expect(candor.features.handlers['profile.removePicture']({ account: JULIET })).resolves.toMatchObject(none);
    const left = await itemsOf(other, NODE_VCARD4);
    for (const part of ['Juliet', 'Jule<', '>it<']) expect(left).toContain(part);
    expect(left).not.toContain('photo');
    await put(photo);
    await expect(candor.features.handlers['profile.removePicture']({ account: JULIET })).resolves.toMatchObject(none);
    expect(await itemsOf(other, NODE_VCARD4)).not.toContain('photo');
  });

  it('what contacts are told of the picture follows another client', async () => {
    const [romeo, other] = [await peer('romeo'), await peer('juliet')];
    await setPicture(true);
    /** By Candor's own presence. */
    const hears = (told: string): Promise<unknown> =>
      romeo.wait('photo', ({ frm, hash: heard }) => {
        const from = String(frm);
        return from.startsWith(`${JULIET}/`) && from !== other.jid && (heard ?? '') === told;
      });
    await hears(hash);
    const [second, third] = [pngBytes(48, 48), pngBytes(24, 24)];
    const cardWith = (bytes: Uint8Array): string =>
      `<vCard xmlns='${NS_VCARD_TEMP}'><PHOTO><TYPE>image/png</TYPE><BINVAL>${Buffer.from(bytes).toString('base64')}</BINVAL></PHOTO></vCard>`;
    const says = (photo: string): Promise<unknown> =>
      other.do('raw', { xml: `<presence><x xmlns='${NS_VCARD_UPDATE}'><photo>${photo}</photo></x></presence>` });
    await iq(other, 'set', cardWith(second));
    await says(sha1Of(second));
    await hears(sha1Of(second));
    // One that tells of its picture by its node alone.
    await iq(other, 'set', cardWith(third));
    const info = `<info id='${sha1Of(third)}' bytes='${String(third.length)}' type='image/png'/>`;
    await iq(
      other,
      'set',
      `<pubsub xmlns='${NS_PUBSUB}'><publish node='${NS_AVATAR_METADATA}'><item id='${sha1Of(third)}'><metadata xmlns='${NS_AVATAR_METADATA}'>${info}</metadata></item></publish></pubsub>`,
    );
    await hears(sha1Of(third));
    await iq(other, 'set', `<vCard xmlns='${NS_VCARD_TEMP}'/>`);
    await says('');
    await hears('');
  });

  it('a picture for contacts leaves the public card without one', async () => {
    const [romeo, tybalt] = [await peer('romeo'), await peer('tybalt')];
    await expect(setPicture(false)).resolves.toMatchObject({ failed: [], now: { photo: { state: 'none' } } });
    expect(await itemsOf(romeo, NS_AVATAR_METADATA, JULIET)).toContain(hash);
    expect(await itemsOf(tybalt, NS_AVATAR_METADATA, JULIET)).toMatch(/^error/u);
  });

  it('bytes that are no such picture are not sent', async () => {
    const lie = candor.features.handlers['profile.setPicture']({
      ...{ account: JULIET, publicToo: true },
      picture: {
        type: 'image/png',
        width: 96,
        height: 96,
        bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      },
    });
    await expect(lie).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(await vcardOf(await peer('romeo'), JULIET)).toMatch(/^error/u);
  });
});

describe('on a service that makes one card of both', () => {
  server('one', {});

  it('that is measured, and what the card would lose is told before it is saved', async () => {
    const other = await peer('juliet');
    await iq(other, 'set', THEIRS);
    const before = await read();
    expect(before.oneCard).toEqual({ verdict: 'yes', by: 'measured', announced: true });
    const { answer, revision } = before.public;
    if (answer.outcome !== 'card') throw new Error('no card');
    // Another client puts into the other form what the conversion does not know.
    await iq(
      other,
      'set',
      `<pubsub xmlns='${NS_PUBSUB}'><publish node='${NODE_VCARD4}'><item id='current'><vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Juliet</text></fn><email><parameters><type><text>home</text></type></parameters><text>juliet@capulet.example</text></email><lang><language-tag>it</language-tag></lang></vcard></item></publish></pubsub>`,
    );
    const preview = await candor.features.handlers['profile.previewSave']({
      ...{
        account: JULIET,
        which: 'chosen',
        basedOn: revision,
        fields: asArgs({ ...answer.card.fields, phones: [{ value: 'ask the nurse', kinds: [] }] }),
      },
    });
    expect(preview).toMatchObject({ oneCard: { verdict: 'yes' }, losses: ['lang', 'tel/text'] });
  });

  it('one picture is published once and seen by both ways, also after the card is saved', async () => {
    const romeo = await peer('romeo');
    await expect(setPicture(true)).resolves.toMatchObject({
      ...{ failed: [], now: { converts: true, same: true, avatar: { hash }, photo: { hash } } },
    });
    await expect(save('public', (fields) => ({ ...fields, fullName: 'Juliet' }))).resolves.toMatchObject({
      differing: [],
    });
    expect(await vcardOf(romeo, JULIET)).toContain(Buffer.from(picture).toString('base64'));
    expect(await itemsOf(romeo, NS_AVATAR_METADATA, JULIET)).toContain(hash);
    const gone = await candor.features.handlers['profile.removePicture']({ account: JULIET });
    expect(gone).toMatchObject({ failed: [], now: { avatar: { state: 'none' }, photo: { state: 'none' } } });
    await expect(
      candor.features.handlers['profile.deleteCard']({ account: JULIET, which: 'public' }),
    ).resolves.toMatchObject({
      ...{ gone: true, now: { chosen: { answer: { outcome: 'none' } } } },
    });
  });
});

describe('as a stranger sees it', () => {
  const look = (by: Parameters<SignedIn['features']['handlers']['profile.strangerView']>[0]['by']) =>
    candor.features.handlers['profile.strangerView']({ account: JULIET, by });
  let nobodys: CertificateFolder;
  beforeAll(async () => {
    nobodys = await makeCertificates(await mkdtemp(path.join(tmpdir(), 'candor-nobody-')), 'nobody.localhost');
  });
  afterAll(() => rm(path.dirname(nobodys.caFile), { recursive: true, force: true }));
  server('stranger', {
    modules: ['vcard'],
    without: ['vcard_legacy'],
    get extraConfig() {
      const [certificate, key] = [nobodys.certificateFile('good'), nobodys.keyFile('good')];
      return `VirtualHost "nobody.localhost"\n authentication = "anonymous"\n ssl = { certificate = "${certificate}", key = "${key}" }`;
    },
    get trusts() {
      return [nobodys.caFile];
    },
  });

  it('another account and nobody in particular get the public card, and not what is for contacts', async () => {
    await iq(await peer('juliet'), 'set', THEIRS);
    await save('chosen', (fields) => ({ ...fields, fullName: 'Juliet', phones: [{ value: '112', kinds: [] }] }));
    await setPicture(false);
    await expect(look({ kind: 'account', jid: 'tybalt@localhost' })).resolves.toEqual({
      ...{ outcome: 'not-checkable', why: 'account-offline' },
    });
    const seen = {
      ...{ outcome: 'seen', isContact: false, picture: { state: 'none' } },
      public: { outcome: 'card', card: { fields: { fullName: 'Juliet' } } },
      chosen: { outcome: 'refused' },
      fields: { public: ['fullName', 'emails'], chosen: [] },
    };
    const lent = { kind: 'lent', jid: 'Tybalt@localhost' } as const;
    await expect(look({ ...lent, password: PASSWORD })).resolves.toMatchObject({
      ...{ ...seen, by: 'account', as: 'tybalt@localhost' },
    });
    await expect(look({ ...lent, password: 'a plague o' })).resolves.toEqual({
      ...{ outcome: 'not-checkable', why: 'wrong-password' },
    });
    await expect(look({ ...lent, jid: JULIET, password: PASSWORD })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    await candor.add('tybalt@localhost', PASSWORD);
    await expect(look({ kind: 'account', jid: 'tybalt@localhost' })).resolves.toMatchObject({
      ...{ ...seen, by: 'account', as: 'tybalt@localhost' },
    });
    await expect(look({ kind: 'anonymous', service: 'nobody.localhost' })).resolves.toMatchObject({
      ...{ ...seen, by: 'anonymous', as: expect.stringMatching(/^.+@nobody\.localhost$/u) },
    });
    await candor.features.handlers['profile.setAudience']({
      ...{ account: JULIET, of: 'picture', audience: { kind: 'everybody', groups: [], people: [] } },
    });
    await expect(look({ kind: 'anonymous', service: 'nobody.localhost' })).resolves.toMatchObject({
      picture: { state: 'set', hash },
    });
  });

  it('is not checkable where nobody is let in without a name', async () => {
    await expect(look({ kind: 'anonymous' })).resolves.toEqual({ outcome: 'not-checkable', why: 'no-anonymous' });
    await expect(look({ kind: 'anonymous', service: 'gone.invalid' })).resolves.toMatchObject({
      ...{ outcome: 'not-checkable', why: 'failed' },
    });
  });
});
