/** Where something of a clause is changed. */
import type { ControlName } from '../../../../electron/contract/privacy';
import type { RowKind } from '../../../../electron/contract/inventory';
import type { PrivacyTab } from '../../../../electron/contract/place';
import type { PrivacyScreens } from '../../../state/privacy.svelte';

type Place = readonly [tab: PrivacyTab, row?: RowKind];

const places: Readonly<Record<Exclude<ControlName, 'password'>, Place>> = {
  'sending-switches': ['app'],
  'send-nothing': ['app'],
  'contacts-export': ['leaving'],
  'contact-list': ['server', 'roster'],
  vcard: ['server', 'vcard'],
  'private-storage': ['server', 'private-xml-rest'],
  'personal-nodes': ['server', 'pep-node'],
  'archive-preference': ['server', 'archive'],
  archive: ['server', 'archive'],
  'offline-messages': ['server', 'offline-messages'],
  rooms: ['server', 'bookmarks'],
  'room-nicknames': ['server', 'room-nicknames'],
  export: ['leaving'],
  'this-app': ['app'],
  notices: ['service'],
  'contact-addresses': ['service'],
  blocking: ['server', 'block-list'],
};

export function follow(control: ControlName, screens: PrivacyScreens): void {
  if (control === 'password') screens.askPassword(true);
  else screens.show(...places[control]);
}
