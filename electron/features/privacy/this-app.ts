/** What this app keeps on this computer, and what it sends without being told to. */
import type { Settings } from '../../contract/settings';
import type { SecretStorage } from '../../contract/storage';
import type { ThisApp, WindowRequests } from '../../contract/privacy';
import { LEDGER_KEEPS } from '../../store/ledger-table';
import type { ProfileFile } from '../../store/profile-file';
import type { LiveAccount } from '../accounts/live-account';
import { nothingSent } from '../settings/nothing-sent';
import type { SettingsRoom } from '../settings/settings';
import { sentCounts } from './sent';

export function thisApp(
  account: LiveAccount,
  around: {
    readonly profile: ProfileFile;
    readonly settings: SettingsRoom;
    readonly secretStorage: SecretStorage;
    readonly requests: WindowRequests;
  },
): ThisApp {
  const { jid, services, record } = account;
  account.flush();
  const now = services.clock.now();
  const { ledger, messages } = services.store.history(jid);
  const { sending } = around.settings.current;
  return {
    at: now,
    secretStorage: around.secretStorage,
    passwordRemembered: record.passwordRemembered,
    historyKey: services.store.kind === 'file' ? 'keychain' : 'memory',
    historyPolicy: record.historyPolicy,
    storedMessages: messages.count(jid),
    sending,
    sendsNothing: !Object.values(sending).includes(true),
    canSendAgain: around.profile.profile.sendingBefore !== undefined,
    sent: sentCounts(ledger, jid, now),
    hosts: ledger.hosts(jid, now - LEDGER_KEEPS),
    requests: around.requests,
  };
}

/** Everything off that is sent without being typed; what was on before is remembered, also over a restart. */
export function sendNothing(on: boolean, profile: ProfileFile, settings: SettingsRoom): Settings {
  const { sending } = settings.current;
  if (on) {
    if (Object.values(sending).includes(true)) profile.update({ sendingBefore: sending });
    return settings.change({ sending: nothingSent });
  }
  const before = profile.profile.sendingBefore;
  if (before === undefined) return settings.current;
  profile.update({ sendingBefore: undefined });
  return settings.change({ sending: before });
}
