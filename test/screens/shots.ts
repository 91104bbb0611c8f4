/** Which pictures are taken, and what is done before each. */
import { PSEUDO_LOCALE, PSEUDO_LOCALE_RTL } from '../../renderer/text/catalogue';
import { ROMEO } from './cast';
import { deliveryShots } from './delivery-shots';
import { privacyShots, privacyVariants } from './privacy-shots';
import { profileShots, profileVariants } from './profile-shots';
import {
  alert,
  announce,
  choose,
  dialog,
  find,
  openHit,
  openMessageMenu,
  press,
  said,
  scrollUp,
  searchFor,
  settle,
  signInRefused,
  type Step,
  tab,
  then,
  unfold,
} from './steps';

export interface Shot {
  readonly name: string;
  readonly scene: string;
  readonly theme?: 'light' | 'dark' | 'high-contrast';
  readonly locale?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly prepare?: Step;
}

const settingsPage = (name: string): Step => then(press('Settings'), tab(name));
const signingOut: Step = then(press('Settings'), press('Sign out'), dialog);
const shortening: Step = then(
  press('Settings'),
  async (page) => page.getByRole('radio', { name: said(page, 'Keep nothing') }).click(),
  dialog,
);

const small = { width: 900, height: 640 };
/** A window of 900 pixels at 200 %. */
const zoomed = { width: 450, height: 380 };
/** The smallest window there is. */
const smallest = { width: 640, height: 420 };

/** Before there is anything else; the theme is the system's, as main sets it. */
export const starts: readonly Shot[] = [
  { name: 'start-waiting', scene: 'starting' },
  { name: 'start-failed', scene: 'start-failed' },
];

/** Every screen there is, in each of its states. */
export const screens: readonly Shot[] = [
  { name: 'signin', scene: 'signin' },
  { name: 'signin-error', scene: 'signin', prepare: then(signInRefused('wrong-password'), alert) },
  {
    name: 'signin-error-settings',
    scene: 'signin',
    prepare: then(signInRefused('service-unreachable'), alert, unfold),
  },
  { name: 'signin-plain', scene: 'signin', prepare: then(signInRefused('plain-needs-consent'), dialog) },
  { name: 'signin-settings', scene: 'signin', prepare: unfold },
  { name: 'signin-no-keychain', scene: 'signin-no-keychain' },
  { name: 'history', scene: 'history' },
  { name: 'chats', scene: 'chats', prepare: settle },
  { name: 'chats-unread', scene: 'unread', prepare: then(settle, unfold) },
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
  { name: 'chats-blocked', scene: 'blocked', prepare: then(settle, press('Details')) },
  { name: 'chats-none-found', scene: 'chats', prepare: then(settle, find('Petruchio')) },
  { name: 'search', scene: 'history5000', prepare: then(settle, searchFor('word word')) },
  { name: 'search-opened', scene: 'history5000', prepare: then(settle, searchFor('word word'), openHit) },
  { name: 'search-none', scene: 'chats', prepare: then(settle, searchFor('nightingales')) },
  { name: 'chats-actions', scene: 'chats', prepare: then(settle, press('More for this conversation')) },
  {
    name: 'chats-delete',
    scene: 'chats',
    prepare: then(settle, press('More for this conversation'), choose('Delete conversation…')),
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
  { name: 'settings', scene: 'chats', prepare: settingsPage('General') },
  { name: 'sign-out', scene: 'chats', prepare: signingOut },
  { name: 'history-shorter', scene: 'chats', prepare: shortening },
  {
    name: 'settings-sending',
    scene: 'chats',
    prepare: settingsPage('What this app sends'),
  },
  {
    name: 'settings-blocked',
    scene: 'chats',
    prepare: then(
      announce('blockListChanged', {
        account: 'juliet@jabber.example',
        blocked: [ROMEO, 'spam.example', 'tybalt@capulet.example/Phone'],
      }),
      settingsPage('Blocked people'),
    ),
  },
  { name: 'now-playing', scene: 'tunes', prepare: settingsPage('Now playing') },
  { name: 'now-playing-not-offered', scene: 'tunes-none', prepare: settingsPage('Now playing') },
  {
    name: 'sharing-question',
    scene: 'chats',
    prepare: then(announce('sharingRequested', {}), dialog),
  },
  { name: 'tunes', scene: 'tunes', prepare: settle },
  { name: 'notes', scene: 'tunes', prepare: press('Account status') },
  {
    name: 'console',
    scene: 'console',
    prepare: then(
      press('XML console'),
      async (page) => page.getByRole('checkbox', { name: said(page, 'Watch') }).check(),
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
  { name: 'close', scene: 'chats', prepare: then(announce('closeQuestionRaised', { reason: 'first-close' }), dialog) },
  {
    name: 'close-no-tray',
    scene: 'no-tray',
    prepare: then(announce('closeQuestionRaised', { reason: 'no-tray' }), dialog),
  },
  {
    name: 'uri',
    scene: 'chats',
    prepare: then(announce('xmppUriReceived', { uri: { action: 'remove', jid: ROMEO, body: '', name: '' } }), dialog),
  },
  ...deliveryShots,
  ...privacyShots,
  ...profileShots,
];

function named(name: string): Shot {
  const shot = [...starts, ...screens].find((one) => one.name === name);
  if (shot === undefined) throw new Error(`There is no screen ${name}.`);
  return shot;
}

/** The same in every size, and in high contrast. */
function inEverySize(name: string): readonly Shot[] {
  const shot = named(name);
  return [
    { ...shot, name: `${name}-900`, size: small },
    { ...shot, name: `${name}-smallest`, size: smallest },
    { ...shot, name: `${name}-zoomed`, size: zoomed },
    { ...shot, name: `${name}-contrast`, theme: 'high-contrast' },
  ];
}

/** In the locale whose texts are longer, in a window that is narrow. */
export const longer: readonly Shot[] = [
  ...['signin', 'signin-error-settings', 'signin-plain', 'history', 'sign-out', 'history-shorter', 'chats-password'],
  ...['chats', 'chats-unread', 'chats-details', 'chats-blocked', 'chats-status', 'chats-add', 'chats-menu'],
  ...['chats-nothing', 'chats-waiting', 'chats-stopped', 'chats-disk-full', 'chats-delete', 'states', 'emojis'],
  ...['search-empty', 'settings', 'settings-sending', 'now-playing', 'sharing-question', 'console', 'close'],
  ...['close-no-tray', 'uri', 'privacy-service', 'privacy-policy', 'privacy-server', 'privacy-app'],
  ...['privacy-leaving', 'profile-full'],
].map((name) => ({ ...named(name), name: `pseudo-${name}`, locale: PSEUDO_LOCALE, size: small }));

const variants: readonly Shot[] = [
  ...[
    ...['signin', 'chats', 'chats-details', 'chats-long', 'settings', 'search-opened', 'chats-damaged'],
    ...['now-playing', 'sharing-question', 'tunes', 'notes'],
    ...['states', 'marks', 'long-messages', 'gap', 'reply', 'emojis', 'chats-delete', 'react', 'keep-nothing'],
    ...['export-progress', 'export-disk-full', 'export-folder-refused', 'signin-plain', 'chats-blocked'],
  ].flatMap(inEverySize),
  ...[
    ...['signin-error', 'signin-error-settings', 'history', 'chats-thousand', 'chats-nothing', 'chats-unread'],
    ...['chats-add', 'chats-password', 'chats-stopped', 'chats-waiting', 'settings-sending', 'console', 'sign-out'],
    ...['history-shorter', 'close', 'close-no-tray', 'uri', 'start-waiting', 'start-failed'],
  ].map((name) => ({ ...named(name), name: `${name}-900`, size: small })),
  ...longer,
  ...['chats', 'marks', 'signin'].map((name) => ({
    ...named(name),
    name: `rtl-${name}`,
    locale: PSEUDO_LOCALE_RTL,
  })),
  ...privacyVariants,
  ...profileVariants,
];

const light = [...starts, ...screens];

export const shots: readonly Shot[] = [
  ...light,
  ...light.map((shot) => ({ ...shot, name: `${shot.name}-dark`, theme: 'dark' as const })),
  ...variants,
];
