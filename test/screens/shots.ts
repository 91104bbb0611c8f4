/** Which pictures are taken, and what is done before each. */
import type { Page } from '@playwright/test';
import { deliveryShots } from './delivery-shots';
import { privacyShots } from './privacy-shots';
import { profileShots } from './profile-shots';
import {
  announce,
  find,
  openDetailsOf,
  openHit,
  openMessageMenu,
  press,
  scrollUp,
  searchFor,
  settle,
  type Step,
  then,
  typeWrongly,
} from './steps';

export interface Shot {
  readonly name: string;
  readonly scene: string;
  readonly theme?: 'light' | 'dark' | 'high-contrast';
  readonly locale?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly prepare?: Step;
}

const openNowPlaying = async (page: Page): Promise<void> => {
  await press('Settings')(page);
  await page.getByRole('tab', { name: 'Now playing' }).click();
};

const small = { width: 900, height: 640 };
/** A window of 900 pixels at 200 %. */
const zoomed = { width: 450, height: 380 };
/** The smallest window there is. */
const smallest = { width: 640, height: 420 };

const screens: readonly Shot[] = [
  { name: 'signin', scene: 'signin' },
  { name: 'signin-error', scene: 'signin', prepare: typeWrongly },
  { name: 'signin-settings', scene: 'signin', prepare: openDetailsOf('Connection settings') },
  { name: 'signin-no-keychain', scene: 'signin-no-keychain' },
  { name: 'history', scene: 'history' },
  { name: 'chats', scene: 'chats', prepare: settle },
  { name: 'chats-unread', scene: 'unread', prepare: then(settle, openDetailsOf('2 people ask')) },
  { name: 'chats-menu', scene: 'chats', prepare: then(settle, openMessageMenu) },
  { name: 'chats-details', scene: 'chats', prepare: then(settle, press('Details')) },
  { name: 'chats-status', scene: 'chats', prepare: then(settle, press('Account status')) },
  { name: 'chats-add', scene: 'chats', prepare: then(settle, press('Add contact')) },
  { name: 'chats-found', scene: 'thousand', prepare: find('emile 01') },
  { name: 'chats-scrolled', scene: 'history5000', prepare: then(settle, scrollUp) },
  { name: 'chats-hostile', scene: 'hostile', prepare: settle },
  { name: 'chats-waiting', scene: 'waiting', prepare: settle },
  { name: 'chats-stopped', scene: 'stopped', prepare: settle },
  { name: 'chats-password', scene: 'password' },
  { name: 'search', scene: 'history5000', prepare: then(settle, searchFor('word word')) },
  { name: 'search-opened', scene: 'history5000', prepare: then(settle, searchFor('word word'), openHit) },
  { name: 'search-none', scene: 'chats', prepare: then(settle, searchFor('nightingales')) },
  { name: 'chats-actions', scene: 'chats', prepare: then(settle, press('More for this conversation')) },
  {
    name: 'chats-delete',
    scene: 'chats',
    prepare: then(settle, press('More for this conversation'), async (page) =>
      page.getByRole('menuitem', { name: 'Delete conversation…' }).click(),
    ),
  },
  {
    name: 'chats-disk-full',
    scene: 'chats',
    prepare: then(settle, announce('storageStateChanged', { storage: { state: 'failing', why: 'disk-full' } })),
  },
  {
    name: 'chats-damaged',
    scene: 'chats',
    prepare: then(
      settle,
      announce('noticeRaised', {
        notice: {
          kind: 'history-damaged',
          file: 'history-0123456789abcdef.1.db',
          saved: { messages: 12_345, lost: 20 },
        },
      }),
    ),
  },
  { name: 'chats-nothing', scene: 'nothing' },
  { name: 'chats-thousand', scene: 'thousand', prepare: settle },
  { name: 'chats-long', scene: 'long', prepare: then(settle, press('Details')) },
  { name: 'settings', scene: 'chats', prepare: press('Settings') },
  {
    name: 'settings-sending',
    scene: 'chats',
    prepare: then(press('Settings'), async (page) => page.getByRole('tab', { name: 'What this app sends' }).click()),
  },
  {
    name: 'settings-blocked',
    scene: 'chats',
    prepare: then(
      announce('blockListChanged', {
        account: 'juliet@jabber.example',
        blocked: ['romeo@montague.example', 'spam.example', 'tybalt@capulet.example/Phone'],
      }),
      press('Settings'),
      async (page) => page.getByRole('tab', { name: 'Blocked people' }).click(),
    ),
  },
  { name: 'now-playing', scene: 'tunes', prepare: openNowPlaying },
  { name: 'now-playing-not-offered', scene: 'tunes-none', prepare: openNowPlaying },
  {
    name: 'sharing-question',
    scene: 'chats',
    prepare: then(announce('sharingRequested', {}), async (page) => page.getByRole('dialog').waitFor()),
  },
  { name: 'tunes', scene: 'tunes', prepare: settle },
  { name: 'notes', scene: 'tunes', prepare: press('Account status') },
  {
    name: 'console',
    scene: 'console',
    prepare: then(
      press('XML console'),
      async (page) => page.getByRole('checkbox', { name: 'Watch' }).check(),
      announce('stanzaSeen', {
        account: 'juliet@jabber.example',
        stanza: { at: 1_790_000_000_000, direction: 'out', xml: '<presence><priority>5</priority></presence>' },
      }),
      announce('stanzaSeen', {
        account: 'juliet@jabber.example',
        stanza: {
          at: 1_790_000_001_000,
          direction: 'in',
          xml: '<message from="romeo@montague.example/Phone" type="chat"><body>But soft</body></message>',
        },
      }),
    ),
  },
  { name: 'close', scene: 'chats', prepare: announce('closeQuestionRaised', { reason: 'first-close' }) },
  { name: 'close-no-tray', scene: 'no-tray', prepare: announce('closeQuestionRaised', { reason: 'no-tray' }) },
  {
    name: 'uri',
    scene: 'chats',
    prepare: announce('xmppUriReceived', {
      uri: { action: 'remove', jid: 'romeo@montague.example', body: '', name: '' },
    }),
  },
  ...deliveryShots,
  ...privacyShots,
  ...profileShots,
];

const variants: readonly Shot[] = [
  ...[
    ...['signin', 'chats', 'chats-details', 'chats-long', 'settings', 'search-opened', 'chats-damaged'],
    ...['now-playing', 'sharing-question', 'tunes', 'notes'],
    ...['states', 'marks', 'long-messages', 'gap', 'reply', 'emojis', 'chats-delete', 'react', 'keep-nothing'],
    ...['export-progress', 'export-disk-full', 'export-folder-refused'],
  ].flatMap((name) => {
    const shot = screens.find((one) => one.name === name);
    return shot === undefined
      ? []
      : [
          { ...shot, name: `${name}-900`, size: small },
          { ...shot, name: `${name}-smallest`, size: smallest },
          { ...shot, name: `${name}-zoomed`, size: zoomed },
          { ...shot, name: `${name}-contrast`, theme: 'high-contrast' as const },
        ];
  }),
  { name: 'pseudo-signin', scene: 'signin', locale: 'en-XA' },
  { name: 'pseudo-chats', scene: 'chats', locale: 'en-XA', prepare: settle },
  { name: 'pseudo-history', scene: 'history', locale: 'en-XA' },
  { name: 'pseudo-password', scene: 'password', locale: 'en-XA' },
  { name: 'pseudo-states', scene: 'states', locale: 'en-XA', prepare: settle },
  { name: 'rtl-chats', scene: 'chats', locale: 'en-XB', prepare: settle },
  { name: 'rtl-marks', scene: 'marks', locale: 'en-XB', prepare: settle },
  { name: 'rtl-signin', scene: 'signin', locale: 'en-XB' },
  ...([1, 2] as const).map((at) => ({
    name: at === 1 ? 'pseudo-privacy' : 'pseudo-settings',
    scene: 'chats',
    locale: 'en-XA',
    prepare: async (page: Page) => page.getByRole('navigation').getByRole('button').nth(at).click(),
  })),
];

export const shots: readonly Shot[] = [
  ...screens,
  ...screens.map((shot) => ({ ...shot, name: `${shot.name}-dark`, theme: 'dark' as const })),
  ...variants,
];
