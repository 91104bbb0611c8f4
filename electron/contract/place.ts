/** Where in the window somebody is, so that a window that was let go in the tray returns there. */

export const privacyTabs = ['service', 'policy', 'server', 'app', 'leaving'] as const;
export type PrivacyTab = (typeof privacyTabs)[number];

export const settingsPages = ['general', 'sending', 'now-playing', 'blocked'] as const;
export type SettingsPage = (typeof settingsPages)[number];

export const profileTabs = ['public', 'chosen', 'stranger'] as const;
export type ProfileTab = (typeof profileTabs)[number];

export type Place =
  /** `reading`: key of the first message in view; absent: the end of the conversation is, or none is open. */
  | { readonly view: 'chats'; readonly reading?: number | undefined }
  | { readonly view: 'privacy'; readonly page: PrivacyTab }
  | { readonly view: 'profile'; readonly page: ProfileTab }
  | { readonly view: 'settings'; readonly page: SettingsPage }
  | { readonly view: 'console' };
export type View = Place['view'];
