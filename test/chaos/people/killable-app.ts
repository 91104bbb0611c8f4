/** Someone whose Candor is the built app, window and all, which can be killed at any moment and started again. */
import type { CommandArgs, CommandName, CommandResult } from '../../../electron/contract/commands';
import type { Outcome } from '../../../electron/contract/errors';
import type { SequencedEvent } from '../../../electron/contract/events';
import type { Message } from '../../../electron/contract/messages';
import { resolveElectron } from '../../../build/electron/resolve-electron';
import { rootDir } from '../../../build/shared/paths';
import type { PageSession } from '../../bench/debugging-pipe';
import { startElectron, type RunningElectron } from '../../bench/electron-run';
import type { Run } from '../scenario';
import { PASSWORD, type Verona } from '../verona';
import { Killed, type Mortal } from './killable';
import { connectionOf, type Connection } from './killable-protocol';
import { wholeConversation } from './whole-conversation';

/**
 * Keeps the page's events until they are asked for; resolves once the page is there. The empty document that it
 * begins with may have the bridge too, and is gone a moment later.
 */
const listening = `(async () => {
  while (window.candor === undefined || location.protocol === 'about:') await new Promise((resolve) => setTimeout(resolve, 20));
  const kept = [];
  let wake = () => undefined;
  window.candor.onEvents((batch) => { kept.push(batch); wake(); });
  globalThis.candorHeard = async () => {
    if (kept.length === 0) await new Promise((resolve) => (wake = resolve));
    return kept.splice(0);
  };
})()`;
/** The first document is replaced by the page, and takes what was asked of it with it. */
const ASK_AGAIN = 3;

interface Window {
  readonly app: RunningElectron;
  readonly session: PageSession;
}

export class KillableApp implements Mortal {
  readonly #jid: string;
  online = false;
  isAllHere = false;
  readonly received = new Set<string>();
  readonly #executable: string;
  readonly #profile: string;
  readonly #verona: Verona;
  readonly #listeners = new Set<() => void>();
  #app: RunningElectron | undefined;
  #window: Window | undefined;
  #errors = '';

  private constructor(
    jid: string,
    { executable, profile, verona }: { executable: string; profile: string; verona: Verona },
  ) {
    this.#jid = jid;
    this.#executable = executable;
    this.#profile = profile;
    this.#verona = verona;
  }

  /** With a fresh profile; nothing runs yet. The app must have been built. */
  static async make(run: Run, verona: Verona, user: string): Promise<KillableApp> {
    const { executable } = await resolveElectron('develop', run.progress);
    const app = new KillableApp(`${user}@localhost`, { executable, profile: await run.folder(user), verona });
    run.atEnd(() => app.kill());
    return app;
  }

  get running(): boolean {
    return this.#window !== undefined;
  }

  get errors(): string {
    return this.#errors;
  }

  start(): void {
    const app = startElectron({
      executable: this.#executable,
      args: [rootDir, `--profile=${this.#profile}`],
      environment: { NODE_EXTRA_CA_CERTS: this.#verona.prosody.caFile },
    });
    this.#app = app;
    this.#live(app).catch((error: unknown) => {
      if (this.#app === app) this.#errors = `${this.#errors}${String(error)}\n`.slice(-4000);
    });
  }

  async kill(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    this.#window = undefined;
    this.#isAt({ online: false, isAllHere: false });
    app?.signal('SIGKILL');
    await app?.end();
  }

  async send(to: string, body: string): Promise<void> {
    await this.#call('messages.send', { account: this.#jid, with: to, body });
  }

  conversation(peer: string): Promise<readonly Message[]> {
    const pages = {
      'messages.latest': (args: CommandArgs<'messages.latest'>) => this.#call('messages.latest', args),
      'messages.older': (args: CommandArgs<'messages.older'>) => this.#call('messages.older', args),
    };
    return wholeConversation(pages, this.#jid, peer);
  }

  onAny(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From the first page to the end of the program. */
  async #live(app: RunningElectron): Promise<void> {
    const session = await app.pipe.page();
    await listen(app, session);
    if (this.#app !== app) return;
    this.#window = { app, session };
    const snapshot = await this.#call('app.snapshot', undefined);
    const [known] = snapshot.accounts;
    if (known === undefined) await this.#signIn();
    else this.#isAt(connectionOf(known.account));
    while (this.#app === app) {
      const batches = (await app.pipe.evaluate(session, 'candorHeard()')) as string[];
      for (const batch of batches) for (const event of JSON.parse(batch) as SequencedEvent[]) this.#heard(event);
    }
  }

  async #signIn(): Promise<void> {
    await this.#call('accounts.signIn', {
      jid: this.#jid,
      password: PASSWORD,
      remember: true,
      connection: { host: '127.0.0.1', port: this.#verona.prosody.port, encryption: 'starttls' },
      allowPlain: false,
    });
  }

  #heard(event: SequencedEvent): void {
    if (event.name === 'accountChanged') this.#isAt(connectionOf(event.payload.account));
    if (event.name !== 'messagesAdded') return;
    for (const { direction, body } of event.payload.messages) if (direction === 'in') this.received.add(body);
    this.#tell();
  }

  #isGone(app: RunningElectron): boolean {
    return this.#app !== app;
  }

  #isAt({ online, isAllHere }: Connection): void {
    this.online = online;
    this.isAllHere = isAllHere;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  async #call<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<CommandResult<N>> {
    if (this.#window === undefined) throw new Killed();
    const { app, session } = this.#window;
    const asked = `window.candor.invoke(${JSON.stringify(name)}, ${args === undefined ? 'undefined' : JSON.stringify(args)})`;
    let answer: unknown;
    try {
      answer = await app.pipe.evaluate(session, asked);
    } catch (error) {
      if (this.#isGone(app)) throw new Killed();
      throw error;
    }
    const outcome = JSON.parse(String(answer)) as Outcome<CommandResult<N>>;
    if (!outcome.ok) throw new Error(`${name}: ${outcome.error.code}`);
    return outcome.value;
  }
}

async function listen(app: RunningElectron, session: PageSession): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await app.pipe.evaluate(session, listening);
      return;
    } catch (error) {
      if (attempt === ASK_AGAIN) throw error;
    }
  }
}
