/** What stands around the features in tests: a keychain that can be broken, recorded events. */
import { EventHub } from '../../electron/contract/event-hub';
import type { EventMap, EventName, SequencedEvent } from '../../electron/contract/events';
import type { Surroundings } from '../../electron/contract/snapshot';
import type { SecretStorage } from '../../electron/contract/storage';
import type { RequestCounter, SecretStore } from '../../electron/contract/ports';

/** A keychain in memory that outlives the features, as the real one does. */
export class FakeSecrets implements SecretStore {
  storage: SecretStorage = { kind: 'memory', why: 'no-keychain' };
  /** What `open` finds. */
  found: SecretStorage = { kind: 'keychain' };
  readonly entries = new Map<string, string>();
  /** Set: every call fails with it. */
  failure: Error | undefined;
  hadCanary: boolean | undefined;

  open(hadCanary: boolean): Promise<SecretStorage> {
    this.hadCanary = hadCanary;
    this.storage = this.found;
    return Promise.resolve(this.storage);
  }

  get(name: string): Promise<string | undefined> {
    return this.#answer(() => (this.storage.kind === 'keychain' ? this.entries.get(name) : undefined));
  }

  set(name: string, secret: string): Promise<void> {
    return this.#answer(() => {
      this.entries.set(name, secret);
    });
  }

  remove(name: string): Promise<boolean> {
    return this.#answer(() => this.entries.delete(name));
  }

  #answer<R>(answer: () => R): Promise<R> {
    return this.failure === undefined ? Promise.resolve(answer()) : Promise.reject(this.failure);
  }
}

/** A hub whose events can be looked at and waited for. */
export class RecordedHub extends EventHub {
  readonly events: SequencedEvent[] = [];

  constructor() {
    super();
    this.onAny((event) => this.events.push(event));
  }

  /** Payloads of one kind so far. */
  all<N extends EventName>(name: N): EventMap[N][] {
    return this.events.filter((event) => event.name === name).map((event) => event.payload as EventMap[N]);
  }

  /** The first payload, past or coming, that matches. */
  async wait<N extends EventName>(
    name: N,
    matches: (payload: EventMap[N]) => boolean = () => true,
  ): Promise<EventMap[N]> {
    const past = this.all(name).find(matches);
    if (past !== undefined) return past;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        const names = this.events.map((event) => event.name).join(' ');
        reject(new Error(`no such ${name}; events: ${names}`));
      }, 20_000);
      const stop = this.on(name, (payload) => {
        if (!matches(payload)) return;
        clearTimeout(timer);
        stop();
        resolve(payload);
      });
    });
  }

  forget(): void {
    this.events.length = 0;
  }
}

export const surroundings: Surroundings = {
  platform: 'linux',
  appVersion: '0.1.0',
  trayAvailable: true,
  spellCheckingLanguagesAvailable: [],
  spellCheckingDownloads: false,
  locale: 'en',
};

/** A window that loaded nothing but its own page. */
export const windowRequests: RequestCounter = { count: () => Promise.resolve({ allowed: 12, blocked: 0, cookies: 0 }) };
