/** The built app in a real Electron: its main process does everything, its window is asked over the bridge. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Transport } from '../../../electron/contract/bridge';
import type { CommandArgs, CommandName, CommandResult } from '../../../electron/contract/commands';
import type { Message } from '../../../electron/contract/messages';
import type { Snapshot } from '../../../electron/contract/snapshot';
import type { Outcome } from '../../../electron/contract/errors';
import type { ContactCards, ContactPicture, OwnProfile, StoredPicture } from '../../../electron/contract/profile';
import { launchCandor, removeTemporary, type Candor } from '../../support/candor';
import {
  eventually,
  type ClientState,
  type ClientUnderTest,
  type ShownMessage,
  type SignInAttempt,
  type SignInOutcome,
} from '../client-under-test';
import { leaveEarlierRun } from './earlier-run';

declare global {
  interface Window {
    readonly candor: Transport;
  }
}

export class AppClient implements ClientUnderTest {
  readonly name = 'the built app';
  readonly explains = true;
  readonly mayGoOn = true;
  readonly #caFile: string;
  #running: Promise<Candor> | undefined;
  #account: string | undefined;

  constructor(caFile: string) {
    this.#caFile = caFile;
  }

  /** The window's page, for what a person sees. */
  async page(): Promise<Page> {
    return (await this.#candor()).window();
  }

  async signIn(attempt: SignInAttempt): Promise<SignInOutcome> {
    if (attempt.earlier !== undefined) return this.#goOn(attempt);
    const { jid, password, allowPlain, host, port, encryption } = attempt;
    const connection = { host, port, encryption };
    const outcome = await this.#invoke('accounts.signIn', { jid, password, remember: false, allowPlain, connection });
    if (!outcome.ok) return { ok: false, code: outcome.error.code, detail: outcome.error.detail ?? '' };
    this.#account = jid;
    // Otherwise the question about it lies over the window.
    await this.#call('accounts.setHistoryPolicy', { account: jid, policy: 'keep' });
    return { ok: true };
  }

  async signOut(): Promise<void> {
    for (const { account } of (await this.snapshot()).accounts)
      await this.#call('accounts.signOut', { account: account.jid });
    this.#account = undefined;
  }

  async state(): Promise<ClientState> {
    return (await this.#connection())?.state ?? 'offline';
  }

  async failureCode(): Promise<string> {
    const connection = await this.#connection();
    return connection !== undefined && 'why' in connection && typeof connection.why === 'object'
      ? connection.why.code
      : '';
  }

  async messages(): Promise<readonly ShownMessage[]> {
    return (await this.stored()).map((message) => ({ from: message.with, body: message.body }));
  }

  /** Every message of every conversation, by position. */
  async stored(): Promise<readonly Message[]> {
    const snapshot = await this.snapshot();
    const found: Message[] = [];
    for (const { account, conversations } of snapshot.accounts) {
      for (const conversation of conversations) {
        const place = { account: account.jid, with: conversation.with };
        found.push(...(await this.#call('messages.latest', place)).messages);
      }
    }
    return found.sort((one, other) => one.key - other.key);
  }

  async contacts(): Promise<readonly string[]> {
    const snapshot = await this.snapshot();
    return snapshot.accounts.flatMap(({ contacts }) => contacts.map(({ jid }) => jid));
  }

  async memory(): Promise<number> {
    const { app } = await this.#candor();
    return app.evaluate(() => process.memoryUsage().rss);
  }

  /** What main caught and wrote down, and what the window's console says went wrong. */
  async faults(): Promise<readonly string[]> {
    const { profile } = await this.#candor();
    const log = await readFile(path.join(profile, 'logs', 'candor.log'), 'utf8').catch(() => '');
    return log.split('\n').filter((line) => /uncaught exception|unhandled rejection|helper process ended/u.test(line));
  }

  async snapshot(): Promise<Snapshot> {
    return this.#call('app.snapshot', undefined);
  }

  async send(to: string, body: string): Promise<Message> {
    return this.#call('messages.send', { account: this.#account ?? '', with: to, body });
  }

  async ownProfile(): Promise<OwnProfile> {
    return this.#call('profile.read', { account: this.#account ?? '' });
  }

  async contactCards(jid: string): Promise<ContactCards> {
    return this.#call('profile.contactCards', { account: this.#account ?? '', with: jid });
  }

  /** Which contacts have which picture. */
  async contactPictures(): Promise<readonly ContactPicture[]> {
    return this.#call('profile.contactPictures', { account: this.#account ?? '' });
  }

  /** Those of them that are kept. */
  async pictures(hashes: readonly string[]): Promise<readonly StoredPicture[]> {
    return this.#call('profile.pictures', { account: this.#account ?? '', hashes: [...hashes] });
  }

  /** Whether main agrees to open this link outside. */
  async opensLink(url: string): Promise<boolean> {
    return (await this.#invoke('desktop.openLink', { url })).ok;
  }

  /** Addresses handed to other programs since the start. */
  async openedOutside(): Promise<readonly string[]> {
    const { app } = await this.#candor();
    return app.evaluate(() => (globalThis as { openedOutside?: string[] }).openedOutside ?? []);
  }

  /** What happens when the system hands the app this link. */
  async receiveLink(link: string): Promise<void> {
    const { app } = await this.#candor();
    await app.evaluate(({ app: electronApp }, url) => {
      electronApp.emit('second-instance', {}, [], '', { hidden: false, link: url });
    }, link);
  }

  async close(): Promise<void> {
    if (this.#running === undefined) return;
    await (await this.#running).quit();
    await removeTemporary();
  }

  /** Ends the app, and starts it again with what an earlier run left. */
  async #goOn(attempt: SignInAttempt): Promise<SignInOutcome> {
    const { profile, quit } = await this.#candor();
    await quit();
    await leaveEarlierRun(profile, attempt);
    this.#account = attempt.jid;
    this.#running = this.#launch(profile);
    const state = await eventually(
      'the first attempt',
      () => this.state(),
      (now) => now !== 'offline' && now !== 'connecting',
    );
    return state === 'online' ? { ok: true } : { ok: false, code: await this.failureCode(), detail: '' };
  }

  #candor(): Promise<Candor> {
    this.#running ??= this.#launch();
    return this.#running;
  }

  /** `profile`: of somebody who is signed in; a fresh one if left out. */
  async #launch(profile?: string): Promise<Candor> {
    const candor = await launchCandor({ caFile: this.#caFile, ...(profile !== undefined && { profile }) });
    // A link that does leave is written down in place of starting a browser.
    await candor.app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { openedOutside: opened });
      shell.openExternal = (url) => {
        opened.push(url);
        return Promise.resolve();
      };
    });
    const page = await candor.window();
    const first = profile === undefined ? page.getByRole('heading', { name: 'Sign in' }) : page.getByRole('navigation');
    await first.waitFor();
    return candor;
  }

  async #connection() {
    const account = (await this.snapshot()).accounts.find(({ account: { jid } }) => jid === this.#account);
    return account?.account.connection;
  }

  async #invoke<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<Outcome<CommandResult<N>>> {
    const page = await this.page();
    const sent = { name, args } as { name: CommandName; args: unknown };
    const answer = await page.evaluate((request) => window.candor.invoke(request.name, request.args), sent);
    return JSON.parse(answer) as Outcome<CommandResult<N>>;
  }

  async #call<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<CommandResult<N>> {
    const outcome = await this.#invoke(name, args);
    if (!outcome.ok) throw new Error(`${name}: ${outcome.error.code} ${outcome.error.detail ?? ''}`);
    return outcome.value;
  }
}
