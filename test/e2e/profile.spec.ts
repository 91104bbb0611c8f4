/** The user's card and picture in the real app, read by another program at a real server. */
import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { NS_AVATAR_DATA, NS_AVATAR_METADATA, NS_VCARD_TEMP } from '../../electron/xmpp/ns';
import type { Peer } from '../support/peer';
import { ask, cardOf, itemsOf } from '../support/peer-asks';
import { movingGif, pngBytes, withPlace } from '../support/picture-bytes';
import { signIn } from '../support/screens';
import { expect, password, test } from './fixtures';
import { JULIET, openProfile, save, whole } from './profile-steps';

/** A JPEG that the page's own encoder makes of noise. */
async function noise(window: Page, width: number, height: number, quality: number): Promise<Buffer> {
  const url = await window.evaluate(
    ([wide, high, good]) => {
      const canvas = document.createElement('canvas');
      canvas.width = wide;
      canvas.height = high;
      const context = canvas.getContext('2d');
      const data = context?.createImageData(wide, high);
      if (data === undefined) return '';
      for (let at = 0; at < data.data.length; at += 65_536)
        crypto.getRandomValues(data.data.subarray(at, Math.min(at + 65_536, data.data.length)));
      for (let at = 3; at < data.data.length; at += 4) data.data[at] = 255;
      context?.putImageData(data, 0, 0);
      return canvas.toDataURL('image/jpeg', good);
    },
    [width, height, quality] as const,
  );
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
}

async function choose(window: Page, buffer: Uint8Array, name = 'picture'): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(buffer) };
  await window.locator('input[type=file]').setInputFiles(file);
}

async function setPicture(window: Page): Promise<string> {
  const dialog = window.getByRole('dialog', { name: 'Cut the picture' });
  await expect(dialog.getByText(/^Sent will be/u)).toBeVisible({ timeout: 20_000 });
  const words = await dialog.innerText();
  await dialog.getByRole('button', { name: 'Set picture' }).click();
  await expect(dialog).toBeHidden();
  await expect(window.getByText('The picture is set. A fresh fetch shows it in every place.')).toBeVisible();
  return words;
}

interface Held {
  readonly hash: string;
  readonly bytes: Buffer;
}

/** What the server holds, by both ways: the bytes of the data node, which the card and both hashes agree with. */
async function heldPicture(peer: Peer): Promise<Held> {
  const data = await itemsOf(peer, NS_AVATAR_DATA, JULIET);
  const bytes = Buffer.from(/:data>([^<]*)</u.exec(data)?.[1] ?? '', 'base64');
  expect(bytes.length).toBeGreaterThan(0);
  const hash = createHash('sha1').update(bytes).digest('hex');
  expect(await itemsOf(peer, NS_AVATAR_METADATA, JULIET)).toContain(`id="${hash}"`);
  const photo = /BINVAL>([^<]*)</u.exec(await cardOf(peer, JULIET))?.[1] ?? '';
  expect(Buffer.from(photo, 'base64').equals(bytes)).toBe(true);
  return { hash, bytes };
}

test('a card is edited here and there; what another program wrote is never lost', async ({
  launch,
  ownServer,
  peer,
}) => {
  const server = await ownServer(whole);
  const [romeo, other] = [await peer('romeo', 'slix', server), await peer('juliet', 'slix', server)];
  await ask(
    other,
    'set',
    `<vCard xmlns='${NS_VCARD_TEMP}'><FN>Juliet</FN><TZ>+01:00</TZ><X-PHRASE kind='vow'>Wherefore</X-PHRASE></vCard>`,
  );
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: JULIET, password, port: server.port });
  await openProfile(window);
  await expect(window.getByRole('textbox', { name: 'Full name' })).toHaveValue('Juliet');
  await window.getByRole('textbox', { name: 'Email' }).fill('juliet@capulet.example');
  await save(window);
  await expect(window.getByText(/^Saved\. Fetched again at/u)).toBeVisible();
  const seen = await cardOf(romeo, JULIET);
  for (const part of ['>Juliet<', 'juliet@capulet.example', '+01:00', 'Wherefore', 'vow']) expect(seen).toContain(part);

  // The other program writes while somebody types here: side by side, and the user chooses.
  await window.getByRole('textbox', { name: 'Nickname' }).fill('Jule');
  await ask(other, 'set', `<vCard xmlns='${NS_VCARD_TEMP}'><FN>Juliet Montague</FN><TZ>+02:00</TZ></vCard>`);
  await save(window);
  const dialog = window.getByRole('dialog', { name: 'Another program changed this card meanwhile' });
  await expect(dialog.getByRole('radio', { name: /Juliet Montague/u })).toBeChecked();
  await dialog.getByRole('button', { name: 'Save this' }).click();
  await expect(window.getByText(/^Saved\. Fetched again at/u)).toBeVisible();
  await expect(window.getByRole('textbox', { name: 'Full name' })).toHaveValue('Juliet Montague');
  const merged = await cardOf(romeo, JULIET);
  for (const part of ['Juliet Montague', 'Jule', '+02:00']) expect(merged).toContain(part);

  // Its edit is seen here, and deleting is proved.
  await ask(other, 'set', `<vCard xmlns='${NS_VCARD_TEMP}'><FN>Juliet of Verona</FN></vCard>`);
  await window.getByRole('button', { name: 'Read again' }).click();
  await expect(window.getByRole('textbox', { name: 'Full name' })).toHaveValue('Juliet of Verona');
  await window.getByRole('button', { name: 'Delete my vCard' }).click();
  await window.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await window.getByRole('button', { name: 'Delete now' }).click();
  await expect(window.getByText(/there is no such card any more/u)).toBeVisible();
  expect(await cardOf(romeo, JULIET)).not.toContain('Verona');
});

test('a picture is the same by both ways, without what its file told beside it', async ({
  launch,
  ownServer,
  peer,
}) => {
  test.setTimeout(180_000);
  const server = await ownServer(whole);
  const romeo = await peer('romeo', 'slix', server);
  const candor = await launch({ caFile: server.caFile });
  const window = await candor.window();
  await signIn(window, { jid: JULIET, password, port: server.port });
  await openProfile(window);

  const alert = window.getByRole('alert');
  const refused: readonly (readonly [Uint8Array, RegExp])[] = [
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /SVG drawing/u],
    [pngBytes(20_000, 20_000), /20,000 × 20,000 pixels/u],
    [pngBytes(64, 64), /broken/u],
    [Buffer.from('but soft'), /no PNG, JPEG, WebP or GIF/u],
  ];
  for (const [bytes, words] of refused) {
    await choose(window, bytes, 'me.png');
    await expect(alert).toContainText(words);
  }
  expect(await itemsOf(romeo, NS_AVATAR_METADATA, JULIET)).not.toContain('<info');
  expect(await cardOf(romeo, JULIET)).not.toContain('BINVAL');

  const photo = withPlace(await noise(window, 640, 480, 0.9));
  expect(Buffer.from(photo).includes('Verona Cameras')).toBe(true);
  await choose(window, photo);
  expect(await setPicture(window)).toContain('Removed: place and camera.');
  const first = await heldPicture(romeo);
  expect(first.bytes.subarray(1, 4).toString()).toBe('PNG');
  for (const trace of ['Exif', 'eXIf', 'Verona Cameras', 'GPS']) expect(first.bytes.includes(trace)).toBe(false);
  await romeo.wait('photo', { hash: first.hash });

  const large = await noise(window, 2800, 2100, 1);
  expect(large.length).toBeGreaterThan(8 * 1024 * 1024);
  await choose(window, large);
  await setPicture(window);
  const second = await heldPicture(romeo);
  expect(second.hash).not.toBe(first.hash);
  expect(second.bytes.length).toBeLessThanOrEqual(64 * 1024);

  await choose(window, movingGif(120, 3));
  expect(await setPicture(window)).toContain('only its first image is sent');
  const third = await heldPicture(romeo);
  expect(third.bytes.includes('acTL')).toBe(false);

  await window.getByRole('button', { name: 'Remove picture' }).click();
  await expect(window.getByText('The picture is gone. A fresh fetch finds it in no place.')).toBeVisible();
  expect(await cardOf(romeo, JULIET)).not.toContain('BINVAL');
});
