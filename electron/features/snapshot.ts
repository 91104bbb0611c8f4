/** All that the window shows first. */
import type { AccountSnapshot, Snapshot } from '../contract/snapshot';
import type { LiveAccount } from './accounts/live-account';
import type { LastView } from './last-view';
import type { Rooms } from './rooms';
import type { FeatureDependencies } from './types';

/** `view` is what was open in this run, if anything was. */
export function takeSnapshot(
  rooms: Rooms,
  { hub, secrets, surroundings }: Pick<FeatureDependencies, 'hub' | 'secrets' | 'surroundings'>,
  view: Pick<LastView, 'current' | 'place'>,
): Snapshot {
  for (const account of rooms.accounts.all) account.messages.flush();
  const lastView = view.current ?? rooms.store.lastView;
  const notices = rooms.notices.all;
  return {
    seq: hub.seq,
    settings: rooms.settings.current,
    surroundings: surroundings(),
    secretStorage: secrets.storage,
    storage: rooms.storage.state,
    nowPlaying: rooms.tunes.nowPlaying,
    accounts: rooms.accounts.all.map(accountSnapshot),
    ...(lastView === undefined ? {} : { lastView }),
    ...(view.place === undefined ? {} : { place: view.place }),
    ...(notices.length === 0 ? {} : { notices }),
  };
}

function accountSnapshot(account: LiveAccount): AccountSnapshot {
  const unreadNotices = account.services.store.history(account.jid).notices.unread(account.jid);
  return {
    ...(unreadNotices > 0 && { unreadNotices }),
    ...(account.console.watches && { consoleWatches: true }),
    account: account.record,
    contacts: account.contacts.list(),
    conversations: account.messages.conversations(),
    subscriptionRequests: account.contacts.requests,
    blocked: account.contacts.blockList.list,
    personal: account.personal.state,
    tunes: account.personal.contactTunes.list(),
  };
}
