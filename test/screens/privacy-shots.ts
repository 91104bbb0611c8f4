/** Pictures of the privacy screens: every tab, in every state. */
import type { Page } from '@playwright/test';
import type { Shot } from './shots';
import { dialog, openDetailsOf, press, said, settle, type Step, tab, then, write } from './steps';

const TABS = {
  service: 'Service',
  policy: 'Policy',
  server: 'On the server',
  app: 'This app',
  leaving: 'Leaving',
} as const;

const openTab = (name: string): Step =>
  then(press('Privacy'), tab(name), async (page) => {
    await page.getByRole('tabpanel').getByText(said(page, 'Looking…')).first().waitFor({ state: 'detached' });
  });

const inRow =
  (row: string, button: string): Step =>
  async (page: Page) => {
    await page.getByRole('row', { name: row }).first().getByRole('button', { name: button }).click();
  };
const toBottom: Step = async (page) => {
  await page.locator('.page').evaluate((element) => (element.scrollTop = element.scrollHeight));
};
const tall = { width: 1200, height: 2600 };

const large = { width: 1200, height: 1400 };

const tabs = Object.entries(TABS).map(([key, name]) => ({ name: `privacy-${key}`, prepare: openTab(name) }));

export const privacyVariants: readonly Shot[] = tabs.flatMap(({ name, prepare }) => [
  { name: `${name}-900`, scene: 'privacy', size: { width: 900, height: 1400 }, prepare },
  { name: `${name}-smallest`, scene: 'privacy-long', size: { width: 640, height: 1000 }, prepare },
  { name: `${name}-zoomed`, scene: 'privacy', size: { width: 450, height: 900 }, prepare },
  { name: `${name}-contrast`, scene: 'privacy', theme: 'high-contrast' as const, prepare },
  { name: `${name}-long`, scene: 'privacy-long', size: large, prepare },
]);

export const privacyShots: readonly Shot[] = [
  ...tabs.flatMap(({ name, prepare }) => [
    { name, scene: 'privacy', size: large, prepare },
    { name: `${name}-failing`, scene: 'privacy-failing', size: large, prepare },
  ]),
  { name: 'privacy-policy-whole', scene: 'privacy', size: { width: 1200, height: 5200 }, prepare: openTab('Policy') },
  { name: 'privacy-policy-neutral', scene: 'privacy-neutral', size: tall, prepare: openTab('Policy') },
  { name: 'privacy-service-neutral', scene: 'privacy-neutral', size: tall, prepare: openTab('Service') },
  { name: 'privacy-server-neutral', scene: 'privacy-neutral', size: tall, prepare: openTab('On the server') },
  { name: 'privacy-offline', scene: 'privacy-offline', size: large, prepare: openTab('Service') },
  { name: 'privacy-view', scene: 'privacy', prepare: then(openTab('On the server'), inRow('Roster', 'View'), dialog) },
  {
    name: 'privacy-audience',
    scene: 'privacy',
    prepare: then(openTab('On the server'), inRow('PEP: http://jabber.org/protocol/geoloc', 'Change audience'), dialog),
  },
  {
    name: 'privacy-archiving',
    scene: 'privacy',
    prepare: then(openTab('On the server'), inRow('Message archive', 'Change what is kept'), dialog),
  },
  {
    name: 'privacy-typed-word',
    scene: 'privacy',
    prepare: then(openTab('On the server'), inRow('Roster', 'Delete'), dialog),
  },
  {
    name: 'privacy-deleting',
    scene: 'privacy',
    size: { width: 1200, height: 1000 },
    prepare: then(openTab('On the server'), inRow('vCard', 'Delete'), async (page) => {
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    }),
  },
  { name: 'privacy-import', scene: 'privacy', prepare: then(openTab('Leaving'), press('Choose a copy…'), dialog) },
  {
    name: 'privacy-password',
    scene: 'privacy',
    prepare: then(openTab('Service'), press('Make a new password'), dialog, async (page) => {
      await page.getByLabel('New password', { exact: true }).fill('secret1');
      await page.getByRole('meter').waitFor();
    }),
  },
  {
    name: 'path',
    scene: 'privacy',
    prepare: then(settle, press('Path of this message'), dialog, async (page) => {
      await page.getByRole('heading', { name: 'This computer' }).waitFor();
    }),
  },
  {
    name: 'waiting-line',
    scene: 'privacy',
    prepare: then(
      async (page) => page.getByRole('button', { name: /^Tybalt/u }).click(),
      write('Good night'),
      async (page) => page.getByText(/Tybalt is offline/u).waitFor(),
    ),
  },
  {
    name: 'privacy-details',
    scene: 'privacy',
    prepare: then(openTab('Service'), openDetailsOf('Technical details'), toBottom),
  },
];
