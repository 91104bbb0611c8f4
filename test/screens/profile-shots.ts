/** Pictures of cards and pictures. */
import type { Page } from '@playwright/test';
import { ACCOUNT } from './cast';
import type { Shot } from './shots';
import { press, said, settle, tab, then } from './steps';

const small = { width: 900, height: 640 };

const openPage = async (page: Page): Promise<void> => {
  await press('Profile')(page);
  await page.getByRole('heading', { name: said(page, 'Profile'), level: 1 }).waitFor();
};
const open = async (page: Page): Promise<void> => {
  await openPage(page);
  await page.getByRole('button', { name: said(page, 'Choose picture') }).waitFor();
};
const type = (name: string, text: string) => async (page: Page) => {
  await page.getByRole('textbox', { name, exact: true }).fill(text);
};
const toEnd = async (page: Page): Promise<void> => {
  await page.locator('.page').evaluate((element) => (element.scrollTop = element.scrollHeight));
};
/** The address is that of the account itself, and so refused. */
const lend = async (page: Page): Promise<void> => {
  await page.getByRole('combobox', { name: 'Who looks' }).selectOption({ label: 'Another account of mine' });
  await page.getByRole('textbox', { name: 'Jabber ID of the other account' }).fill(ACCOUNT);
  await page.getByLabel('Password of the other account').fill('prince of cats');
  await page.getByRole('button', { name: 'Look', exact: true }).click();
};
/** Chooses a picture that the page itself has drawn. */
const choosePicture = async (page: Page): Promise<void> => {
  const data = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 900;
    canvas.height = 600;
    const context = canvas.getContext('2d');
    for (let at = 0; at < 600 && context !== null; at += 1) {
      context.fillStyle = `hsl(${(at * 37) % 360} 60% ${30 + (at % 50)}%)`;
      context.fillRect((at * 53) % 900, (at * 29) % 600, 90, 60);
    }
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  await page.locator('input[type=file]').setInputFiles({
    name: 'me.png',
    mimeType: 'image/png',
    buffer: Buffer.from(data, 'base64'),
  });
  await page.getByText(/^Sent will be/u).waitFor();
};
const chooseSvg = async (page: Page): Promise<void> => {
  const buffer = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
  await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
  await page.getByRole('alert').waitFor();
};

export const profileShots: readonly Shot[] = [
  { name: 'profile-empty', scene: 'profile-empty', prepare: open },
  { name: 'profile-full', scene: 'profile-full', prepare: open },
  { name: 'profile-full-end', scene: 'profile-full', prepare: then(open, type('Nickname', 'J'), toEnd) },
  {
    name: 'profile-chosen',
    scene: 'profile-full',
    prepare: then(open, tab('The card for whom you choose'), toEnd),
  },
  { name: 'profile-one-card', scene: 'profile-one-card', prepare: then(open, type('Nickname', 'J'), press('Save')) },
  { name: 'profile-one-card-lead', scene: 'profile-one-card', prepare: open },
  { name: 'profile-in-card', scene: 'profile-in-card', prepare: open },
  {
    name: 'profile-conflict',
    scene: 'profile-conflict',
    prepare: then(open, type('Nickname', 'J'), type('About', 'Mine'), press('Save'), async (page) =>
      page.getByRole('dialog').waitFor(),
    ),
  },
  { name: 'profile-refused', scene: 'profile-refused', prepare: open },
  {
    name: 'profile-failed',
    scene: 'profile-failed',
    prepare: then(open, type('About', 'Mine'), press('Save'), async (page) => page.getByRole('alert').waitFor(), toEnd),
  },
  {
    name: 'profile-seen',
    scene: 'profile-seen',
    prepare: then(open, tab('As a stranger sees it'), press('Look'), toEnd),
  },
  {
    name: 'profile-lent',
    scene: 'profile-seen',
    prepare: then(open, tab('As a stranger sees it'), lend, toEnd),
  },
  {
    name: 'profile-not-checkable',
    scene: 'profile-full',
    prepare: then(open, tab('As a stranger sees it'), press('Look'), toEnd),
  },
  {
    name: 'profile-delete-pending',
    scene: 'profile-full',
    prepare: then(
      open,
      press('Delete my vCard'),
      async (page) => page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click(),
      toEnd,
    ),
  },
  { name: 'profile-delete', scene: 'profile-full', prepare: then(open, press('Delete my vCard')) },
  { name: 'profile-crop', scene: 'profile-full', prepare: then(open, choosePicture) },
  { name: 'profile-svg', scene: 'profile-empty', prepare: then(open, chooseSvg) },
  { name: 'profile-long', scene: 'profile-long', prepare: open },
  { name: 'profile-offline', scene: 'waiting', prepare: openPage },
  { name: 'faces', scene: 'faces', prepare: then(settle, press('Details')) },
];

export const profileVariants: readonly Shot[] = profileShots.flatMap((shot) => [
  { ...shot, name: `${shot.name}-900`, size: small },
  ...(shot.name === 'profile-full' || shot.name === 'profile-crop' || shot.name === 'faces'
    ? [
        { ...shot, name: `${shot.name}-zoomed`, size: { width: 450, height: 380 } },
        { ...shot, name: `${shot.name}-contrast`, theme: 'high-contrast' as const },
      ]
    : []),
]);
