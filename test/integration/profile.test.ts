/** Cards and pictures between Candor's features, a real Prosody that stores cards whole or converts them, and slixmpp. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CardFields } from '../../electron/contract/profile';
import {
  NODE_VCARD4,
  NS_AVATAR_DATA,
  NS_AVATAR_METADATA,
  NS_VCARD4,
  NS_VCARD_TEMP,
  NS_VCARD_UPDATE,
} from '../../electron/xmpp/ns';
import type { Element } from '../../electron/xmpp/xml';
import { canonicalText } from '../../electron/xmpp/xml-copy';
import { sha1Of } from '../../electron/xmpp/sha1';
import { parseXml } from '../support/parse-xml';
import { ask, cardOf, itemsOf, publish } from '../support/peer-asks';
import { pngBytes } from '../support/picture-bytes';
import {
  asArgs,
  hash,
  JULIET,
  NONE,
  peer,
  picture,
  profileServer,
  read,
  save,
  setPicture,
  THEIRS,
  world,
} from '../support/profile-world';

describe('on a service that stores cards whole', () => {
  profileServer('whole', { modules: ['vcard'], without: ['vcard_legacy'] });

  it('a field is changed in a card of another client, and nothing else', async () => {
    const other = await peer('juliet');
    await ask(other, 'set', THEIRS);
    const before = await read();
    expect(before).toMatchObject({
      public: { answer: { outcome: 'card', card: { hidden: 3, hiddenNames: ['N', 'GEO', 'CATEGORIES'] } } },
      chosen: { answer: { outcome: 'none' } },
      oneCard: { verdict: 'no', by: 'measured', announced: false },
    });
    const answer = await save('public', (fields) => ({ ...fields, fullName: 'Juliet Montague' }), before);
    expect(answer).toMatchObject({ outcome: 'saved', differing: [], lostHidden: 0 });
    const seen = await cardOf(await peer('tybalt'), JULIET);
    for (const part of ['Juliet Montague', '45.4', 'love', 'juliet@capulet.example']) expect(seen).toContain(part);
    expect(seen).not.toContain('>Juliet<');
  });

  it.each(['psi-plus', 'pidgin', 'slixmpp'])('a card of %s survives the edit of one field', async (program) => {
    const other = await peer('juliet');
    const theirs = await readFile(path.join(import.meta.dirname, `../cards/${program}.xml`), 'utf8');
    await ask(other, 'set', theirs);
    const before = parseXml(await cardOf(other)).getChildElements()[0];
    await expect(save('public', (fields) => ({ ...fields, nickname: 'Changed' }))).resolves.toMatchObject({
      ...{ outcome: 'saved', differing: [], lostHidden: 0 },
    });
    const after = parseXml(await cardOf(other)).getChildElements()[0];
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
    await ask(other, 'set', THEIRS);
    const before = await read();
    await ask(other, 'set', THEIRS.replace('>Juliet<', '>Giulietta<'));
    const mine = (fields: CardFields): CardFields => ({ ...fields, nickname: 'Jule' });
    const preview = await world.candor.features.handlers['profile.previewSave']({
      ...{ account: JULIET, which: 'public', basedOn: before.public.revision, fields: asArgs(NONE) },
    });
    expect(preview).toMatchObject({
      conflict: { answer: { card: { fields: { fullName: 'Giulietta' } } } },
      losses: [],
    });
    const conflict = await save('public', mine, before);
    expect(conflict).toMatchObject({ outcome: 'conflict', theirs: { answer: { card: { fields: { nickname: '' } } } } });
    expect(await cardOf(other)).not.toContain('Jule<');
    await expect(save('public', mine)).resolves.toMatchObject({ outcome: 'saved', differing: [] });
    expect(await cardOf(other)).toMatch(/Giulietta.*Jule</su);
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
    expect(await cardOf(tybalt, JULIET)).toMatch(/^error/u);
    const nobody = { kind: 'nobody' as const, groups: [], people: [] };
    const narrowed = await world.candor.features.handlers['profile.setAudience']({
      account: JULIET,
      of: 'chosenCard',
      audience: nobody,
    });
    expect(narrowed).toMatchObject({
      chosenAudience: { access: 'whitelist' },
      chosen: { answer: { outcome: 'card' } },
    });
    expect(await itemsOf(romeo, NODE_VCARD4, JULIET)).toMatch(/^error/u);
    const widened = await world.candor.features.handlers['profile.setAudience']({
      ...{ account: JULIET, of: 'chosenCard' },
      audience: { kind: 'everybody', groups: [], people: [] },
    });
    expect(widened).toMatchObject({ chosenAudience: { access: 'open' }, chosen: { answer: { outcome: 'card' } } });
    expect(await itemsOf(tybalt, NODE_VCARD4, JULIET)).toContain('tel:112');
  });

  it('what is deleted is seen to be gone', async () => {
    await ask(await peer('juliet'), 'set', THEIRS);
    await save('chosen', (fields) => ({ ...fields, fullName: 'Juliet' }));
    await expect(save('public', (fields) => ({ ...fields, emails: [] }))).resolves.toMatchObject({ differing: [] });
    expect(await cardOf(await peer('tybalt'), JULIET)).not.toContain('capulet.example');
    for (const which of ['public', 'chosen'] as const) {
      const gone = await world.candor.features.handlers['profile.deleteCard']({ account: JULIET, which });
      expect(gone).toMatchObject({ gone: true, now: { [which]: { answer: { outcome: 'none' } } } });
    }
    const romeo = await peer('romeo');
    expect(await cardOf(romeo, JULIET)).not.toContain('FN');
    expect(await itemsOf(romeo, NODE_VCARD4, JULIET)).toMatch(/^error/u);
  });

  it('a picture is the same by both ways, in presence too, and is gone from everywhere', async () => {
    const romeo = await peer('romeo');
    await ask(await peer('juliet'), 'set', THEIRS);
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
    const card = await cardOf(await peer('tybalt'), JULIET);
    expect(card).toContain(Buffer.from(picture).toString('base64'));
    expect(card).toContain('45.4');
    await romeo.wait('photo', (event) => String(event['frm']).startsWith(JULIET) && event['hash'] === hash);
    const removed = await world.candor.features.handlers['profile.removePicture']({ account: JULIET });
    expect(removed).toMatchObject({
      failed: [],
      now: { avatar: { state: 'none' }, photo: { state: 'none' }, same: true },
    });
    expect(await cardOf(romeo, JULIET)).not.toContain('PHOTO');
    expect(await itemsOf(romeo, NS_AVATAR_DATA, JULIET)).toMatch(/^error/u);
  });

  it('a picture that another program put into the chosen card is told, and removed with the others', async () => {
    const other = await peer('juliet');
    const put = (content: string): Promise<string> =>
      publish(other, NODE_VCARD4, `<vcard xmlns='${NS_VCARD4}'>${content}</vcard>`);
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
    await expect(world.candor.features.handlers['profile.removePicture']({ account: JULIET })).resolves.toMatchObject(
      none,
    );
    const left = await itemsOf(other, NODE_VCARD4);
    for (const part of ['Juliet', 'Jule<', '>it<']) expect(left).toContain(part);
    expect(left).not.toContain('photo');
    await put(photo);
    await expect(world.candor.features.handlers['profile.removePicture']({ account: JULIET })).resolves.toMatchObject(
      none,
    );
    expect(await itemsOf(other, NODE_VCARD4)).not.toContain('photo');
  });

  it('what contacts are told of the picture follows another client', async () => {
    const [romeo, other] = [await peer('romeo'), await peer('juliet')];
    await setPicture(true);
    /** By Candor's own presence, and as the last word so far: it says at its sign-in already that there is none. */
    const hears = (told: string): Promise<unknown> =>
      romeo.wait('photo', () => {
        const last = romeo.heard.findLast(
          ({ event, frm }) => event === 'photo' && String(frm).startsWith(`${JULIET}/`) && frm !== other.jid,
        );
        return last !== undefined && (last['hash'] ?? '') === told;
      });
    await hears(hash);
    const [second, third] = [pngBytes(48, 48), pngBytes(24, 24)];
    const cardWith = (bytes: Uint8Array): string =>
      `<vCard xmlns='${NS_VCARD_TEMP}'><PHOTO><TYPE>image/png</TYPE><BINVAL>${Buffer.from(bytes).toString('base64')}</BINVAL></PHOTO></vCard>`;
    const says = (photo: string): Promise<unknown> =>
      other.do('raw', { xml: `<presence><x xmlns='${NS_VCARD_UPDATE}'><photo>${photo}</photo></x></presence>` });
    await ask(other, 'set', cardWith(second));
    await says(sha1Of(second));
    await hears(sha1Of(second));
    // One that tells of its picture by its node alone.
    await ask(other, 'set', cardWith(third));
    const info = `<info id='${sha1Of(third)}' bytes='${String(third.length)}' type='image/png'/>`;
    const metadata = `<metadata xmlns='${NS_AVATAR_METADATA}'>${info}</metadata>`;
    await publish(other, NS_AVATAR_METADATA, metadata, { id: sha1Of(third) });
    await hears(sha1Of(third));
    await ask(other, 'set', `<vCard xmlns='${NS_VCARD_TEMP}'/>`);
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
    const lie = world.candor.features.handlers['profile.setPicture']({
      ...{ account: JULIET, publicToo: true },
      picture: {
        type: 'image/png',
        width: 96,
        height: 96,
        bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      },
    });
    await expect(lie).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(await cardOf(await peer('romeo'), JULIET)).toMatch(/^error/u);
  });
});

describe('on a service that makes one card of both', () => {
  profileServer('one', {});

  it('that is measured, and what the card would lose is told before it is saved', async () => {
    const other = await peer('juliet');
    await ask(other, 'set', THEIRS);
    const before = await read();
    expect(before.oneCard).toEqual({ verdict: 'yes', by: 'measured', announced: true });
    const { answer, revision } = before.public;
    if (answer.outcome !== 'card') throw new Error('no card');
    // Another client puts into the other form what the conversion does not know.
    await publish(
      other,
      NODE_VCARD4,
      `<vcard xmlns='${NS_VCARD4}'><fn><text>Juliet</text></fn><email><parameters><type><text>home</text></type></parameters><text>juliet@capulet.example</text></email><lang><language-tag>it</language-tag></lang></vcard>`,
    );
    const preview = await world.candor.features.handlers['profile.previewSave']({
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
    expect(await cardOf(romeo, JULIET)).toContain(Buffer.from(picture).toString('base64'));
    expect(await itemsOf(romeo, NS_AVATAR_METADATA, JULIET)).toContain(hash);
    const gone = await world.candor.features.handlers['profile.removePicture']({ account: JULIET });
    expect(gone).toMatchObject({ failed: [], now: { avatar: { state: 'none' }, photo: { state: 'none' } } });
    await expect(
      world.candor.features.handlers['profile.deleteCard']({ account: JULIET, which: 'public' }),
    ).resolves.toMatchObject({
      ...{ gone: true, now: { chosen: { answer: { outcome: 'none' } } } },
    });
  });
});
