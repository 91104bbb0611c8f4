/** All rows of the inventory, in the order in which they are shown. */
import { archiveRow } from './archive-row';
import { blockListRow } from './block-list-row';
import { bookmarksRow } from './bookmarks-row';
import { nicknamesRow } from './nicknames-row';
import { offlineRow } from './offline-row';
import { pepListRow } from './pep-rows';
import { privateXmlRows } from './private-xml-rows';
import { rosterRow } from './roster-row';
import { sessionsRow } from './sessions-row';
import type { RowSource } from './source';
import { vcardRows } from './vcard-rows';

export const sources: readonly RowSource[] = [
  rosterRow,
  ...vcardRows,
  bookmarksRow,
  blockListRow,
  archiveRow,
  offlineRow,
  sessionsRow,
  nicknamesRow,
  pepListRow,
  ...privateXmlRows,
];
