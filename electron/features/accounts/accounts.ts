/** Signing in and out, and what belongs to the accounts as a whole. */
import { randomBytes } from 'node:crypto';
import type { CommandArgs } from '../../contract/commands';
import type { EventHub } from '../../contract/event-hub';
import type { HistoryPolicy } from '../../contract/account';
import type { ChosenAvailability } from '../../contract/presence';
import type { Clock, Log, SecretStore } from '../../contract/ports';
import type { PasswordState } from '../../contract/privacy';
import type { ProfileFile, StoredAccount } from '../../store/profile-file';
import type { Store } from '../../store/store';
import { userJid, type BareJid } from '../../xmpp/jid';
import { FeatureError, reasonOf } from '../errors';
import type { LiveAccount } from './live-account';
import { raisePin, strongestOffered } from './mechanism-pin';
import { Passwords, type Trial, type Which } from './passwords';

/** What `Accounts` needs to bring an account to life; `allowPlain` is asked at each attempt. */
export interface LiveAccountRequest {
  readonly account: BareJid;
  readonly stored: () => StoredAccount;
  /** On disk when it returns; an account that is not kept yet is left as it is. */
  readonly changeStored: (change: Partial<Omit<StoredAccount, 'jid'>>) => void;
  readonly allowPlain: () => boolean;
  readonly password: () => Promise<string | undefined>;
  readonly onOnline: (account: LiveAccount) => void;
}

export interface AccountsOptions {
  readonly profile: ProfileFile;
  readonly secrets: SecretStore;
  readonly store: Store;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly log: Log;
  readonly makeLive: (request: LiveAccountRequest) => LiveAccount;
  /** Something was deleted, and goes from here on. */
  readonly sweep: () => void;
}

type SignInArgs = CommandArgs<'accounts.signIn'>;

export class Accounts {
  readonly #options: AccountsOptions;
  readonly #passwords: Passwords;
  readonly #live = new Map<BareJid, LiveAccount>();
  #signingIn: LiveAccount | undefined;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#passwords = new Passwords(options.secrets, options.log);
    for (const { jid } of options.profile.profile.accounts) this.#revive(jid);
  }

  /** In the order of sign-in. */
  get all(): readonly LiveAccount[] {
    return [...this.#live.values()];
  }

  /** Throws `FeatureError` 'no-account'. */
  get(jid: string): LiveAccount {
    const account = this.#live.get(jid as BareJid);
    if (account === undefined) throw new FeatureError('no-account');
    return account;
  }

  /** Those who want to be online and whose password can be had connect. */
  connectAll(): void {
    const keychain = this.#options.secrets.storage.kind === 'keychain';
    for (const account of this.#live.values()) {
      const { availability, passwordRemembered } = this.#stored(account.jid);
      if (availability === 'offline') continue;
      if (passwordRemembered && keychain) account.connect();
      else account.needPassword();
    }
  }

  /** Resolves once online; on failure nothing of it is kept. */
  async signIn(args: SignInArgs): Promise<void> {
    const jid = userJid(args.jid.trim());
    if (jid === undefined) throw new FeatureError('invalid-argument', 'jid');
    const known = this.#live.get(jid);
    if (known !== undefined) {
      this.#options.profile.updateAccount(jid, { connection: args.connection });
      await this.#tryPassword(known, args);
      return;
    }
    await this.cancelSignIn();
    let stored = newAccount(jid, args, this.#options.store.policy(jid));
    let kept = false;
    const live = this.#makeLive(jid, {
      stored: () => (kept ? this.#stored(jid) : stored),
      onFirstOnline: (account) => {
        stored = { ...stored, allowPlain: args.allowPlain };
        this.#keep(account, stored);
        kept = true;
      },
    });
    try {
      await this.#tryToSignIn(live, args, args.remember);
    } catch (error) {
      await live.session.disconnect('signed-out');
      throw error;
    }
  }

  async cancelSignIn(): Promise<void> {
    const live = this.#signingIn;
    this.#signingIn = undefined;
    await live?.session.disconnect(this.#live.has(live.jid) ? 'chosen' : 'signed-out');
  }

  async signOut(jid: string): Promise<void> {
    const account = this.get(jid);
    const { profile, store, hub } = this.#options;
    // The keychain first, and then the history: if one fails, the user can try again, and the account is still there.
    await this.forgetPassword(jid);
    await account.disconnect('signed-out');
    account.end();
    store.removeAccount(account.jid);
    account.announced = false;
    this.#live.delete(account.jid);
    profile.update({ accounts: profile.profile.accounts.filter((one) => one.jid !== jid) });
    this.#options.sweep();
    hub.emit('accountRemoved', { jid });
  }

  async forgetPassword(jid: string): Promise<void> {
    const account = this.get(jid);
    await this.#passwords.forget(account.jid);
    this.#options.profile.updateAccount(jid, { passwordRemembered: false });
    account.tell();
  }

  async supplyPassword(args: CommandArgs<'accounts.supplyPassword'>): Promise<void> {
    await this.#tryPassword(this.get(args.account), args);
  }

  async setAvailability(jid: string, availability: ChosenAvailability, statusText: string): Promise<void> {
    const account = this.get(jid);
    this.#options.profile.updateAccount(jid, { availability, statusText });
    await account.availabilityChosen(availability);
  }

  async setPriority(jid: string, priority: number): Promise<void> {
    const account = this.get(jid);
    this.#options.profile.updateAccount(jid, { priority });
    account.tell();
    await account.presence.announceChange();
  }

  reconnect(jid: string): void {
    const account = this.get(jid);
    // Asking to connect is choosing to be online.
    if (this.#stored(account.jid).availability === 'offline')
      this.#options.profile.updateAccount(jid, { availability: 'available' });
    account.connect();
  }

  acceptWeakerMechanism(jid: string): void {
    const account = this.get(jid);
    const { connection } = account;
    if (connection.state !== 'stopped' || connection.why.code !== 'mechanism-downgraded') return;
    // A consent of earlier was for a service that offered nothing else; now something is lost by it.
    this.#options.profile.updateAccount(jid, {
      pinnedMechanism: strongestOffered(connection.why.detail),
      allowPlain: false,
    });
    account.session.forgetMechanism();
    account.connect();
  }

  setHistoryPolicy(jid: string, policy: HistoryPolicy): void {
    const account = this.get(jid);
    account.flush();
    this.#options.store.setPolicy(account.jid, policy, this.#options.clock.now());
    this.#options.sweep();
    this.#options.profile.updateAccount(jid, { historyPolicy: policy, historyExplained: true });
    account.messages.tellAll();
    account.tell();
  }

  /** The store goes on in another file, in which something may be missing. */
  storeMoved(): void {
    const { store, clock } = this.#options;
    for (const account of this.#live.values()) {
      store.setPolicy(account.jid, this.#stored(account.jid).historyPolicy, clock.now());
      account.personal.storeMoved();
      account.messages.tellAll();
      void account.archive.storeMoved();
    }
  }

  /** Messages wait while nothing can be noted of them. */
  storeHasRoom(): void {
    for (const { messages } of this.#live.values()) void messages.outbound.sendWaiting();
  }

  /** A password of an account that exists: tried first, kept only if it works. */
  async #tryPassword(
    account: LiveAccount,
    args: Pick<SignInArgs, 'password' | 'remember' | 'allowPlain'>,
  ): Promise<void> {
    const { profile } = this.#options;
    if (this.#stored(account.jid).availability === 'offline')
      profile.updateAccount(account.jid, { availability: 'available' });
    // A stream that is there was opened with the password before.
    await account.session.disconnect('chosen');
    await this.#tryToSignIn(account, args, args.remember);
    if (args.allowPlain) profile.updateAccount(account.jid, { allowPlain: true });
  }

  async #tryToSignIn(account: LiveAccount, { password, allowPlain }: Trial, remember: boolean): Promise<void> {
    const trial: Trial = { password, allowPlain };
    this.#signingIn = account;
    this.#passwords.begin(account.jid, trial);
    try {
      await account.connectOnce();
    } catch (error) {
      this.#passwords.end(account.jid, trial);
      throw error;
    } finally {
      if (this.#signingIn === account) this.#signingIn = undefined;
    }
    const kept = await this.#passwords.keep(account.jid, trial, remember);
    if (!this.#live.has(account.jid)) return;
    // What the user typed holds, whichever of the two it was.
    const { profile, hub } = this.#options;
    profile.updateAccount(account.jid, {
      // Where the keychain failed, it has what it had.
      ...(kept !== 'keychain-failed' && { passwordRemembered: kept === 'in-keychain' }),
      passwordInDoubtSince: undefined,
    });
    account.tell();
    if (kept === 'keychain-failed')
      hub.emit('passwordNotKeptAsChosen', { account: account.jid, wanted: remember ? 'remember' : 'forget' });
  }

  /** The first sign-in succeeded: from here on the account exists. */
  #keep(account: LiveAccount, stored: StoredAccount): void {
    const { profile, store, clock } = this.#options;
    store.setPolicy(account.jid, stored.historyPolicy, clock.now());
    profile.update({ accounts: [...profile.profile.accounts, stored] });
    account.contacts.loadStored();
    account.announced = true;
    this.#live.set(account.jid, account);
  }

  /** An account of the profile at start. */
  #revive(text: string): void {
    const jid = userJid(text);
    if (jid === undefined || jid !== text) return;
    if (this.#stored(jid).passwordInDoubtSince !== undefined) this.#passwords.stillInDoubt(jid);
    const { store, clock } = this.#options;
    // Also enforces what the policy says before anything of it is shown.
    store.setPolicy(jid, this.#stored(jid).historyPolicy, clock.now());
    const live = this.#makeLive(jid, { stored: () => this.#stored(jid), onFirstOnline: () => undefined });
    live.contacts.loadStored();
    live.announced = true;
    this.#live.set(jid, live);
  }

  #makeLive(
    account: BareJid,
    { stored, onFirstOnline }: { stored: () => StoredAccount; onFirstOnline: (account: LiveAccount) => void },
  ): LiveAccount {
    let first = true;
    const live = this.#options.makeLive({
      account,
      stored,
      changeStored: (change) => this.#options.profile.updateAccount(account, change),
      allowPlain: () => this.#passwords.consented(account) || stored().allowPlain,
      password: () => this.#passwords.get(account),
      onOnline: (live) => {
        if (first) onFirstOnline(live);
        first = false;
        this.#raisePin(live);
      },
    });
    live.session.onState((state) => {
      if (!this.#passwords.isInDoubt(account) || !this.#live.has(account)) return;
      if (state.state === 'online') this.#run(this.passwordProven(account, this.#passwords.givenLast(account)));
      const refused = state.state === 'stopped' && state.why.code === 'wrong-password';
      // Whoever asks is told first that it stopped; then it goes on.
      if (refused && this.#passwords.tryOther(account)) queueMicrotask(() => live.connect());
    });
    return live;
  }

  /** A new password is about to be sent; from here on both are kept, also when Candor is killed. */
  async passwordDoubted(account: BareJid, password: string): Promise<void> {
    const { passwordRemembered } = this.#stored(account);
    await this.#passwords.doubt(account, password, passwordRemembered);
    this.#options.profile.updateAccount(account, { passwordInDoubtSince: this.#options.clock.now() });
    this.#tellPassword(account);
  }

  /** Which of the two holds is known. Rejects when the keychain fails; both are then kept. */
  async passwordProven(account: BareJid, holds: Which): Promise<void> {
    if (!this.#passwords.isInDoubt(account)) return;
    await this.#passwords.settle(account, holds, this.#stored(account).passwordRemembered);
    this.#options.profile.updateAccount(account, { passwordInDoubtSince: undefined });
    this.#tellPassword(account);
  }

  /** One of two, for a sign-in that is to prove it. */
  eitherPassword(account: BareJid, which: Which): Promise<string | undefined> {
    return this.#passwords.either(account, which);
  }

  passwordState(jid: string): PasswordState {
    const since = this.#stored(this.get(jid).jid).passwordInDoubtSince;
    return since === undefined ? { state: 'settled' } : { state: 'in-doubt', since };
  }

  #tellPassword(account: BareJid): void {
    this.#options.hub.emit('passwordStateChanged', { account, password: this.passwordState(account) });
  }

  #run(work: Promise<void>): void {
    work.catch((error: unknown) => this.#options.log.warn('accounts', `password: ${reasonOf(error)}`));
  }

  #raisePin(live: LiveAccount): void {
    const used = live.session.negotiated?.mechanism;
    const before = this.#stored(live.jid).pinnedMechanism;
    const pinned = used === undefined ? before : raisePin(before, used);
    if (pinned !== undefined && pinned !== before)
      this.#options.profile.updateAccount(live.jid, { pinnedMechanism: pinned });
  }

  #stored(jid: BareJid): StoredAccount {
    const stored = this.#options.profile.profile.accounts.find((one) => one.jid === jid);
    if (stored === undefined) throw new FeatureError('no-account');
    return stored;
  }
}

function newAccount(jid: BareJid, args: SignInArgs, known: HistoryPolicy | undefined): StoredAccount {
  return {
    jid,
    connection: args.connection,
    allowPlain: false,
    passwordRemembered: false,
    // A history that is still here keeps the choice that was made for it.
    historyPolicy: known ?? 'keep-30-days',
    historyExplained: false,
    availability: 'available',
    statusText: '',
    priority: 0,
    // Stable a profile, and told apart from other profiles and computers (RFC 6120 §7.7.2.2).
    resource: `Candor.${randomBytes(4).toString('hex')}`,
    tuneMayStand: false,
  };
}
