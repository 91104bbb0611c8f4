import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { onTestFinished } from 'vitest';
import type { Account } from '../../../electron/contract/account';
import type { Message } from '../../../electron/contract/messages';
import type { Settings } from '../../../electron/contract/settings';
import type { Snapshot } from '../../../electron/contract/snapshot';
import type { Features } from '../../../electron/features/features';
import { openStore } from '../../../electron/store/open';
import type { Store } from '../../../electron/store/store';
import { currentStoreFile } from '../../../electron/store/store-files';
import { NS_RECEIPTS } from '../../../electron/xmpp/ns';
import { attr, type Element } from '../../../electron/xmpp/xml';
import { FakeClock, settle } from '../../support/fake-clock';
import { FeatureSession, PASSWORD } from '../../support/features-session';
import { FakePlayers } from '../../support/fake-players';
import { FakeSecrets, RecordedHub } from '../../support/features-world';
import { RecordingLog } from '../../support/recording-log';
import { makeTestFeatures } from '../../support/test-features';

export const JULIET = 'juliet@capulet.lit';
export const ROMEO = 'romeo@montague.lit';
export const NURSE = 'nurse@capulet.lit';
/** Where the keychain has Juliet's password. */
export const PASSWORD_ENTRY = `password:${JULIET}`;

export interface Kept {
  readonly profileDir?: string;
  readonly secrets?: FakeSecrets;
  readonly clock?: FakeClock;
  /** Prepares each session before it is used. */
  readonly prepare?: (session: FeatureSession) => void;
}

export class World {
  readonly hub = new RecordedHub();
  readonly log = new RecordingLog();
  readonly profileDir: string;
  readonly secrets: FakeSecrets;
  readonly clock: FakeClock;
  readonly players = new FakePlayers();
  readonly sessions: FeatureSession[] = [];
  readonly features: Features;
  #stopped = false;

  constructor({ profileDir, secrets, clock, prepare }: Kept = {}) {
    this.profileDir = profileDir ?? temporaryFolder();
    this.secrets = secrets ?? new FakeSecrets();
    this.clock = clock ?? new FakeClock();
    this.features = makeTestFeatures(
      {
        profileDir: this.profileDir,
        secrets: this.secrets,
        hub: this.hub,
        log: this.log,
        clock: this.clock,
        players: this.players,
      },
      {
        makeSession: (options) => {
          const session = new FeatureSession(options);
          session.roster = `<item jid="${ROMEO}" name="Romeo" subscription="both"/><item jid="stranger@verona.lit" subscription="to"/>`;
          prepare?.(session);
          this.sessions.push(session);
          return session;
        },
      },
    );
    onTestFinished(() => this.stop());
  }

  /** What the next run of the same profile finds. */
  get kept(): Kept {
    return { profileDir: this.profileDir, secrets: this.secrets, clock: this.clock };
  }

  get session(): FeatureSession {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error('no session was made');
    return session;
  }

  get handlers(): Features['handlers'] {
    return this.features.handlers;
  }

  async signIn(
    change: { jid?: string; password?: string; remember?: boolean; allowPlain?: boolean } = {},
  ): Promise<void> {
    await this.handlers['accounts.signIn']({
      jid: JULIET,
      password: PASSWORD,
      remember: true,
      connection: { host: '', port: 0, encryption: 'automatic' },
      allowPlain: false,
      ...change,
    });
    await this.quiet();
  }

  /** Everything that is due soon has happened: batches, events, writes of the ledger. */
  async quiet(): Promise<void> {
    await this.clock.advance(1000);
    await settle();
  }

  async snapshot(): Promise<Snapshot> {
    return this.handlers['app.snapshot'](undefined);
  }

  async messages(peer = ROMEO): Promise<readonly Message[]> {
    const page = await this.handlers['messages.latest']({ account: JULIET, with: peer });
    return page.messages;
  }

  async send(body: string, peer = ROMEO): Promise<Message> {
    const message = await this.handlers['messages.send']({ account: JULIET, with: peer, body });
    await this.quiet();
    return message;
  }

  async receive(...stanzas: (string | Element)[]): Promise<void> {
    for (const stanza of stanzas) await this.session.receive(stanza);
    await this.quiet();
  }

  async switches(sending: Partial<Settings['sending']>): Promise<void> {
    await this.handlers['settings.change']({ sending: { ...this.features.settings.sending, ...sending } });
    await this.quiet();
  }

  /** Message stanzas that went out since the last call. */
  takeMessages(): Element[] {
    return this.session.takeSent().filter((stanza) => stanza.is('message'));
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.features.stop();
  }

  /** Nothing can be written, as when another program holds the file. Returns how to let go. */
  blockStore(): () => void {
    const options: Libsql.Options & { encryptionCipher: string; encryptionKey: string } = {
      encryptionCipher: 'aes256cbc',
      encryptionKey: this.#key,
    };
    const other = new Libsql(this.#storeFile, options);
    other.exec('begin immediate');
    return () => {
      other.exec('commit');
      other.close();
    };
  }

  /** The store as it is on disk; only after `stop`. */
  openFile(): Store {
    const store = openStore({ file: this.#storeFile, key: this.#key });
    onTestFinished(() => store.close());
    return store;
  }

  get #key(): string {
    return this.secrets.entries.get('history-key') ?? '';
  }

  get #storeFile(): string {
    const { profileId } = JSON.parse(readFileSync(join(this.profileDir, 'profile.json'), 'utf8')) as {
      profileId: string;
    };
    return join(this.profileDir, currentStoreFile(this.profileDir, profileId));
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-features-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function started(kept: Kept = {}): Promise<World> {
  const world = new World(kept);
  await world.features.start();
  await world.quiet();
  return world;
}

/** Signed in as Juliet; Romeo is a contact who sees her, and what the sign-in sent is taken away. */
export async function online(kept: Kept = {}): Promise<World> {
  const world = await started(kept);
  await world.signIn();
  world.session.takeSent();
  world.hub.forget();
  return world;
}

let count = 0;
/** A message from Romeo's garden with this text and further payloads. */
export function chat(
  body: string,
  more: { from?: string; id?: string; type?: string; payload?: string; to?: string } = {},
): string {
  count += 1;
  const { from = `${ROMEO}/garden`, id = `r${String(count)}`, type = 'chat', payload = '', to = JULIET } = more;
  const text = body === '' ? '' : `<body>${body}</body>`;
  return `<message xmlns="jabber:client" from="${from}" to="${to}" type="${type}" id="${id}">${text}${payload}</message>`;
}

/** A carbon by the own server. */
export function carbon(kind: 'sent' | 'received', inner: string): string {
  return (
    `<message xmlns="jabber:client" from="${JULIET}" to="${JULIET}/here" type="chat">` +
    `<${kind} xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${inner}</forwarded></${kind}></message>`
  );
}

/** Asks for a delivery receipt (XEP-0184). */
export const receiptRequest = `<request xmlns="${NS_RECEIPTS}"/>`;

export function idOf(element: Element | undefined): string | undefined {
  return element && attr(element, 'id');
}

/** The texts of the newest messages, oldest first. */
export async function bodies(world: World, peer = ROMEO): Promise<string[]> {
  return (await world.messages(peer)).map((one) => one.body);
}

/** The first account, as the window is told. */
export async function account(world: World): Promise<Account | undefined> {
  return (await world.snapshot()).accounts[0]?.account;
}

/** Names of the files of the profile that hold a text. */
export function filesHolding(world: World, text: string): string[] {
  return readdirSync(world.profileDir).filter((name) => readFileSync(join(world.profileDir, name)).includes(text));
}
