/** What every measurement needs: a server with people, profiles that remember them, the app and the bare window. */
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { manyContacts, startProsody, type Prosody, type SeedMessage } from '../../build/demo/prosody';
import { freePorts } from '../../build/shared/free-ports';
import { launchCandor } from '../support/candor';
import { signIn } from '../support/screens';
import { FakeTray } from '../support/status-notifier-watcher';
import { startBareWindow, type BareWindow } from './bare-window';
import { Faces } from './faces';
import { startElectron, type RunningElectron } from './electron-run';
import { fillHistory } from './long-history';
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
  /** 10,000 contacts on the server, none of them in the store yet; nothing of the measurement's stands between. */
  | 'many-unseen'
  /** 1,000 contacts, all in the store; messages wait for it on the server. */
  | 'awaited'
  /** 1,000 contacts, and a million messages with them in the store. */
  | 'long'
  /** 1,000 contacts, all in the store; the server has an archive. */
  | 'archived'
  /** 1,000 contacts, all in the store, who have pictures. */
  | 'faces';

/** A server, and what stands between it and the app. */
interface Server {
  readonly prosody: Prosody;
  readonly relay: Relay;
}

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
  #archiving: Server | undefined;
  #facing: (Server & { readonly faces: Faces }) | undefined;
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
        { user: 'long', password: PASSWORD, roster: manyContacts(SOME) },
      ],
    });
    return new Workplace(options, prosody, await startRelay(prosody.port), await FakeTray.start());
  }

  async close(): Promise<void> {
    await this.#facing?.faces.stop();
    for (const server of [this.#usual, this.#archiving, this.#facing]) {
      await server?.relay.stop();
      await server?.prosody.stop();
    }
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
      environment: { NODE_EXTRA_CA_CERTS: (await this.#serverOf(name)).prosody.caFile },
    });
  }

  /** Makes the profile now, so that what follows finds it signed out. */
  async prepare(name: ProfileName): Promise<void> {
    await this.#profile(name);
  }

  /** Lets so many messages by one contact wait on the server for the account "awaited", which is not signed in. */
  async leaveMessages(count: number): Promise<void> {
    const offline = someMessages(count, 1);
    await this.#prosody.seed([{ user: 'awaited', password: PASSWORD, roster: manyContacts(SOME), offline }]);
  }

  /** The account "archived", which is not signed in, misses so many messages by a hundred contacts; tells the text of the last one. */
  async archiveMessages(count: number): Promise<{ readonly relay: Relay; readonly last: string }> {
    const { prosody, relay } = await this.#serverOf('archived');
    // The first one it has seen.
    const archive = someMessages(count + 1, 100);
    await prosody.seed([{ user: 'archived', password: PASSWORD, roster: manyContacts(SOME), archive }]);
    await prosody.restart();
    return { relay, last: archive.findLast(({ from }) => from === archive[0]?.from)?.body ?? '' };
  }

  /** The contacts of the account "faces". */
  async faces(): Promise<Faces> {
    return (await this.#facingServer()).faces;
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

  get #usual(): Server {
    return { prosody: this.#prosody, relay: this.relay };
  }

  async #serverOf(name: ProfileName): Promise<Server> {
    if (name === 'faces') return this.#facingServer();
    if (name !== 'archived') return this.#usual;
    if (this.#archiving === undefined) {
      const roster = manyContacts(SOME);
      const prosody = await startProsody({
        dir: path.join(this.#options.scratch, 'archiving-prosody'),
        modules: ['mam'],
        accounts: [{ user: 'archived', password: PASSWORD, roster, archive: someMessages(1, 1) }],
      });
      this.#archiving = { prosody, relay: await startRelay(prosody.port) };
    }
    return this.#archiving;
  }

  async #facingServer(): Promise<Server & { readonly faces: Faces }> {
    if (this.#facing === undefined) {
      const roster = manyContacts(SOME);
      const people = roster.map(({ jid }) => jid);
      const [port = 0] = await freePorts(1);
      const component = { domain: people[0]?.split('@')[1] ?? '', port, secret: PASSWORD };
      const prosody = await startProsody({
        dir: path.join(this.#options.scratch, 'facing-prosody'),
        accounts: [{ user: 'faces', password: PASSWORD, roster }],
        component,
      });
      const faces = await Faces.start(people, component);
      this.#facing = { prosody, relay: await startRelay(prosody.port), faces };
    }
    return this.#facing;
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
    const { prosody, relay } = await this.#serverOf(name);
    const candor = await launchCandor({ appDir: this.#options.appDir, profile, caFile: prosody.caFile });
    try {
      const window = await candor.window();
      const { port } = name === 'many-unseen' ? prosody : relay;
      await signIn(window, { jid: `${name}@localhost`, password: PASSWORD, port });
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
    if (name === 'long') {
      this.progress('filling its history');
      await fillHistory(profile, { account: `${name}@localhost`, contacts: manyContacts(SOME).map(({ jid }) => jid) });
    }
    return profile;
  }
}

/** By the first so many contacts in turn, a second apart, the last one now; oldest first. */
function someMessages(count: number, contacts: number): SeedMessage[] {
  const people = manyContacts(contacts);
  const begun = Date.now() - count * 1000;
  return Array.from({ length: count }, (_, nth) => ({
    from: `${people[nth % contacts]?.jid ?? ''}/desk`,
    body: `Message number ${String(nth)}, as long as people write them`,
    at: new Date(begun + nth * 1000),
  }));
}
