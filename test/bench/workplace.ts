/** What every measurement needs: a server with people, profiles that remember them, the app and the bare window. */
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { manyContacts, startProsody, type Prosody } from '../../build/demo/prosody';
import { launchCandor } from '../support/candor';
import { signIn } from '../support/screens';
import { FakeTray } from '../support/status-notifier-watcher';
import { startBareWindow, type BareWindow } from './bare-window';
import { startElectron, type RunningElectron } from './electron-run';
import { waitForFreeMachine } from './machine';
import { closeWindow } from './page';
import { startRelay, type Relay } from './relay';

const PASSWORD = 'measured, not guessed';

export const MANY = 10_000;
export const SOME = 1000;

/** A remembered account as it is found at a start. */
export type ProfileName =
  /** 1,000 contacts, all in the store. */
  | 'some'
  /** 10,000 contacts, all in the store. */
  | 'many'
  /** 10,000 contacts on the server, none of them in the store yet. */
  | 'many-unseen'
  /** 1,000 contacts, all in the store; messages wait for it on the server. */
  | 'awaited';

export interface WorkplaceOptions {
  /** Electron to measure with. */
  readonly executable: string;
  /** Folder of the built application. */
  readonly appDir: string;
  /** Whether a run waits until nothing else keeps the machine busy. */
  readonly waitForFreeMachine: boolean;
  /** An existing, empty folder for everything that is written. */
  readonly scratch: string;
  /** Told what is being done. */
  readonly progress: (text: string) => void;
}

export class Workplace {
  readonly relay: Relay;
  readonly #options: WorkplaceOptions;
  readonly #prosody: Prosody;
  readonly #tray: FakeTray;
  readonly #prepared = new Map<ProfileName, Promise<string>>();
  #copies = 0;
  /** Process start → ready-to-show of every bare window so far, in milliseconds. */
  readonly bareStarts: number[] = [];
  /** Runs that began while something else may have kept the machine busy. */
  disturbed = 0;

  private constructor(options: WorkplaceOptions, prosody: Prosody, relay: Relay, tray: FakeTray) {
    this.#options = options;
    this.#prosody = prosody;
    this.relay = relay;
    this.#tray = tray;
  }

  static async open(options: WorkplaceOptions): Promise<Workplace> {
    const prosody = await startProsody({
      dir: path.join(options.scratch, 'prosody'),
      accounts: [
        { user: 'some', password: PASSWORD, roster: manyContacts(SOME) },
        { user: 'many', password: PASSWORD, roster: manyContacts(MANY) },
        { user: 'many-unseen', password: PASSWORD, roster: [] },
        { user: 'awaited', password: PASSWORD, roster: manyContacts(SOME) },
      ],
    });
    return new Workplace(options, prosody, await startRelay(prosody.port), await FakeTray.start());
  }

  async close(): Promise<void> {
    await this.relay.stop();
    await this.#prosody.stop();
    await this.#tray.stop();
  }

  /** Starts the app with a fresh copy of a remembered profile, once the machine is free. */
  async startApp(name: ProfileName): Promise<RunningElectron> {
    const template = await this.#profile(name);
    this.#copies += 1;
    const profile = path.join(this.#options.scratch, `run-${String(this.#copies)}`);
    await cp(template, profile, { recursive: true });
    await this.#free();
    return startElectron({
      executable: this.#options.executable,
      args: [this.#options.appDir, `--profile=${profile}`],
      environment: { NODE_EXTRA_CA_CERTS: this.#prosody.caFile },
    });
  }

  /** Makes the profile now, so that what follows finds it signed out. */
  async prepare(name: ProfileName): Promise<void> {
    await this.#profile(name);
  }

  /** Lets so many messages by one contact wait on the server for the account "awaited", which is not signed in. */
  async leaveMessages(count: number): Promise<void> {
    const from = `${manyContacts(1)[0]?.jid ?? ''}/desk`;
    const begun = Date.now() - count * 1000;
    const offline = Array.from({ length: count }, (_, nth) => ({
      from,
      body: `Message number ${String(nth)}, as long as people write them`,
      at: new Date(begun + nth * 1000),
    }));
    await this.#prosody.seed([{ user: 'awaited', password: PASSWORD, roster: manyContacts(SOME), offline }]);
  }

  async startBareWindow(): Promise<BareWindow> {
    await this.#free();
    const bare = await startBareWindow(this.#options.executable, this.#options.scratch);
    this.bareStarts.push(bare.readyToShow);
    return bare;
  }

  get progress(): WorkplaceOptions['progress'] {
    return this.#options.progress;
  }

  /** Ends a run and takes its profile away. */
  async endApp(app: RunningElectron): Promise<void> {
    await app.end();
    await rm(path.join(this.#options.scratch, `run-${String(this.#copies)}`), { recursive: true, force: true });
  }

  async #free(): Promise<void> {
    if (!this.#options.waitForFreeMachine || !(await waitForFreeMachine())) this.disturbed += 1;
  }

  #profile(name: ProfileName): Promise<string> {
    const known = this.#prepared.get(name);
    if (known !== undefined) return known;
    const prepared = this.#prepare(name);
    this.#prepared.set(name, prepared);
    return prepared;
  }

  /** Signs in once as a person does, and lets the first close be explained. */
  async #prepare(name: ProfileName): Promise<string> {
    this.progress(`signing in as ${name} for the first time`);
    const profile = path.join(this.#options.scratch, `profile-${name}`);
    await mkdir(profile);
    const candor = await launchCandor({ appDir: this.#options.appDir, profile, caFile: this.#prosody.caFile });
    try {
      const window = await candor.window();
      await signIn(window, { jid: `${name}@localhost`, password: PASSWORD, port: this.relay.port });
      if (name !== 'many-unseen') {
        await window.getByRole('list', { name: 'Contacts' }).getByRole('listitem').first().waitFor();
      }
      await closeWindow(candor.app.process().pid ?? 0);
      await window.getByRole('dialog').getByRole('button', { name: 'Keep running' }).click();
    } finally {
      await candor.quit();
    }
    if (name === 'many-unseen') {
      await this.#prosody.seed([{ user: name, password: PASSWORD, roster: manyContacts(MANY), rosterVersion: 2 }]);
    }
    return profile;
  }
}
