/** What every package says of the application. Names that the running application needs too come from it. */
import { APP_NAME, APP_USER_MODEL_ID, DESKTOP_ENTRY } from '../../electron/desktop/identity';

export const product = {
  name: APP_NAME,
  id: APP_USER_MODEL_ID,
  /** Executable, icon, desktop file and Debian package on Linux. */
  linuxName: DESKTOP_ENTRY,
  genericName: 'Jabber Client',
  summary: 'Jabber client that tells you what your chat service knows',
  description:
    'Candor is a desktop client for Jabber (XMPP). It is pleasant to use every day, and says in plain words what ' +
    'your chat service keeps about you, who can see it and how to change it.',
  copyright: 'Copyright © 2026 The Candor authors. GPL-3.0-or-later.',
  linkScheme: 'xmpp',
  /** Main and additional categories of the Desktop Menu Specification. */
  categories: ['Network', 'InstantMessaging', 'Chat'],
  keywords: ['XMPP', 'Jabber', 'chat', 'messages', 'IM'],
} as const;
