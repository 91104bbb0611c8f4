/** The privacy screens' room; loaded when one of them is first opened. */
import type { CommandArgs } from '../../contract/commands';
import type { Settings } from '../../contract/settings';
import type {
  Finding,
  MessagePath,
  PackSummary,
  PasswordChanged,
  PasswordState,
  PasswordStrength,
  PolicyPage,
  ProbeReport,
  SentPage,
  ServiceNotice,
  ThisApp,
  WaitingNote,
} from '../../contract/privacy';
import { domainOf } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';
import { requireJid } from '../arguments';
import { FeatureError } from '../errors';
import { strangerView } from '../profile/stranger';
import type { Rooms } from '../rooms';
import type { FeatureDependencies } from '../types';
import { findingsOf, probesOf } from './findings';
import { Looking } from './looking';
import { serviceNotice } from './notices';
import { changePassword, settlePassword } from './password-change';
import { pathOf, waitingNote } from './path';
import { Policies } from './policies/policies';
import { sentPage } from './sent';
import { sendNothing, thisApp } from './this-app';

export class Privacy {
  readonly #rooms: Rooms;
  readonly #dependencies: FeatureDependencies;
  readonly #policies: Policies;
  readonly #looking = new Map<string, { readonly live: LiveAccount; readonly looking: Looking }>();

  constructor(rooms: Rooms, dependencies: FeatureDependencies) {
    this.#rooms = rooms;
    this.#dependencies = dependencies;
    this.#policies = new Policies(dependencies.profileDir, dependencies.clock, dependencies.log);
    const { hub } = dependencies;
    hub.on('accountRemoved', ({ jid }) => this.#forget(jid));
    hub.on('inventoryChanged', ({ account, changed }) => {
      for (const { lastChange } of changed)
        if (lastChange !== undefined) this.#looking.get(account)?.looking.changed(lastChange.at);
    });
  }

  look({ account, probes, refresh }: CommandArgs<'privacy.look'>): Promise<readonly ProbeReport[]> {
    return this.#lookingOf(account).look(probes, refresh);
  }

  stopLooking(account: string): void {
    this.#lookingOf(account).stop();
  }

  providerFile(account: string): Promise<ProbeReport> {
    return this.#lookingOf(account).askProviderFile(this.#dependencies.extraCertificates);
  }

  policy({ account, pack }: CommandArgs<'privacy.policy'>): Promise<PolicyPage> {
    return this.#policies.page(this.#serviceOf(account), pack);
  }

  markPolicyRead({ account, pack }: CommandArgs<'privacy.markPolicyRead'>): Promise<void> {
    return this.#policies.markRead(this.#serviceOf(account), pack);
  }

  addPack(file: string): PackSummary {
    const summary = this.#policies.add(file);
    this.#dependencies.hub.emit('packsChanged', {});
    return summary;
  }

  removePack(id: string): void {
    this.#policies.remove(id);
    this.#dependencies.hub.emit('packsChanged', {});
  }

  async findings({ account, pack: id, refresh }: CommandArgs<'privacy.findings'>): Promise<readonly Finding[]> {
    const { pack } = await this.#policies.packFor(this.#serviceOf(account), id);
    return findingsOf(pack, await this.#lookingOf(account).look(probesOf(pack), refresh));
  }

  async thisApp(account: string): Promise<ThisApp> {
    const { profile, settings, accounts } = this.#rooms;
    const { secrets, windowRequests } = this.#dependencies;
    const requests = await windowRequests.count();
    return thisApp(accounts.get(account), { profile, settings, secretStorage: secrets.storage, requests });
  }

  ledger({ account, kinds, before }: CommandArgs<'privacy.ledger'>): SentPage {
    const live = this.#rooms.accounts.get(account);
    live.flush();
    const { store, clock } = live.services;
    return sentPage(store.history(live.jid).ledger, live.jid, { kinds, before, now: clock.now() });
  }

  sendNothing(on: boolean): Settings {
    return sendNothing(on, this.#rooms.profile, this.#rooms.settings);
  }

  async path({ account, with: to, key }: CommandArgs<'privacy.path'>): Promise<MessagePath> {
    const live = this.#rooms.accounts.get(account);
    const peer = requireJid(to, 'with');
    live.flush();
    const message = key === undefined ? undefined : live.services.store.history(live.jid).messages.get(live.jid, key);
    if (key !== undefined && message?.with !== peer) throw new FeatureError('invalid-argument', 'key');
    const { pack } = await this.#policies.packFor(this.#serviceOf(account));
    const [archive] = await this.#lookingOf(account).look(['archive'], false);
    if (archive === undefined) throw new FeatureError('unexpected');
    return pathOf({ account: live, peer, message, pack, archive });
  }

  async beforeSending({ account, with: to }: CommandArgs<'privacy.beforeSending'>): Promise<WaitingNote | null> {
    const { pack } = await this.#policies.packFor(this.#serviceOf(account));
    return waitingNote(this.#rooms.accounts.get(account), requireJid(to, 'with'), pack);
  }

  async notices(account: string): Promise<readonly ServiceNotice[]> {
    const live = this.#rooms.accounts.get(account);
    live.flush();
    const service = this.#serviceOf(account);
    const { pack, summary } = await this.#policies.packFor(service);
    const known = summary.origin === 'neutral' ? undefined : { id: summary.id, pack };
    const { notices } = live.services.store.history(live.jid);
    return notices.list(live.jid).map((notice) => serviceNotice(notice, service, known));
  }

  markNoticesRead({ account, upTo }: CommandArgs<'privacy.markNoticesRead'>): void {
    const { jid, services } = this.#rooms.accounts.get(account);
    const { notices } = services.store.history(jid);
    if (notices.markRead(jid, upTo) === 0) return;
    services.hub.emit('serviceNoticesChanged', { account: jid, unread: notices.unread(jid) });
  }

  async judgePassword({ account, password }: CommandArgs<'password.judge'>): Promise<PasswordStrength> {
    const { judgePassword } = await import('./password-strength');
    return judgePassword(password, this.#rooms.accounts.get(account).jid);
  }

  async generatePassword(kind: 'words' | 'characters'): Promise<string> {
    const { generatePassword } = await import('./password-strength');
    return generatePassword(kind);
  }

  changePassword({ account, password }: CommandArgs<'password.change'>): Promise<PasswordChanged> {
    return changePassword(this.#rooms.accounts, this.#rooms.accounts.get(account), password);
  }

  passwordState(account: string): PasswordState {
    return this.#rooms.accounts.passwordState(account);
  }

  settlePassword(account: string): Promise<PasswordState> {
    return settlePassword(this.#rooms.accounts, this.#rooms.accounts.get(account));
  }

  #serviceOf(account: string): string {
    return domainOf(this.#rooms.accounts.get(account).jid);
  }

  #lookingOf(account: string): Looking {
    const live = this.#rooms.accounts.get(account);
    const known = this.#looking.get(live.jid);
    if (known?.live === live) return known.looking;
    const looking = new Looking(live, {
      accounts: () => this.#rooms.accounts.all,
      windowRequests: () => this.#dependencies.windowRequests.count(),
      seenByNobody: (one) => strangerView(one, { account: one.jid, by: { kind: 'anonymous' } }, this.#rooms),
    });
    this.#looking.set(live.jid, { live, looking });
    return looking;
  }

  #forget(account: string): void {
    this.#looking.get(account)?.looking.stop();
    this.#looking.delete(account);
  }
}
