import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KEYCHAIN_TIMEOUT, KeychainSecretStore, type Keytar } from '../../../electron/desktop/keychain';
import { FakeClock } from '../../support/fake-clock';
import { RecordingLog } from '../../support/recording-log';

/** A keychain as libsecret behaves: locked without a display, it answers null and loses what is written. */
class FakeKeytar implements Keytar {
  readonly entries = new Map<string, string>();
  locked = false;
  failure: Error | undefined;
  /** A prompt is open that nobody answers. */
  silent = false;
  writes = 0;

  async getPassword(service: string, account: string): Promise<string | null> {
    await this.#reach();
    return this.locked ? null : (this.entries.get(`${service}/${account}`) ?? null);
  }

  async setPassword(service: string, account: string, password: string): Promise<void> {
    await this.#reach();
    this.writes += 1;
    if (!this.locked) this.entries.set(`${service}/${account}`, password);
  }

  async deletePassword(service: string, account: string): Promise<boolean> {
    await this.#reach();
    return !this.locked && this.entries.delete(`${service}/${account}`);
  }

  async #reach(): Promise<void> {
    if (this.silent) await new Promise(() => undefined);
    if (this.failure !== undefined) throw this.failure;
  }
}

describe('KeychainSecretStore', () => {
  let keytar: FakeKeytar;
  let clock: FakeClock;
  let log: RecordingLog;
  const make = (service = 'Candor 1'): KeychainSecretStore =>
    new KeychainSecretStore({ service, loadKeytar: () => keytar, clock, log });
  beforeEach(() => {
    keytar = new FakeKeytar();
    clock = new FakeClock();
    log = new RecordingLog();
  });

  it('keeps secrets in the keychain across starts', async () => {
    const first = make();
    expect(await first.open(false)).toEqual({ kind: 'keychain' });
    await first.set('password', 'hunter2');
    const second = make();
    expect(await second.open(true)).toEqual({ kind: 'keychain' });
    expect(await second.get('password')).toBe('hunter2');
    expect(await second.remove('password')).toBe(true);
    expect(await second.get('password')).toBeUndefined();
    expect(await second.remove('password')).toBe(false);
  });

  it('keeps profiles apart', async () => {
    const one = make('Candor 1');
    const two = make('Candor 2');
    await one.open(false);
    await two.open(false);
    await one.set('password', 'hunter2');
    expect(await two.get('password')).toBeUndefined();
  });

  it('goes without where the module does not load', async () => {
    const store = new KeychainSecretStore({
      service: 'Candor',
      loadKeytar: () => {
        throw new Error('libsecret-1.so.0: cannot open shared object file');
      },
      clock,
      log,
    });
    expect(await store.open(false)).toEqual({ kind: 'memory', why: 'no-keychain' });
    await store.set('password', 'hunter2');
    expect(await store.get('password')).toBe('hunter2');
    expect(await store.remove('password')).toBe(true);
    expect(await store.get('password')).toBeUndefined();
  });

  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'no-keychain'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'no-keychain'],
    ['Could not connect: No such file or directory', 'no-keychain'],
    ['User interaction is not allowed.', 'locked'],
    ['Something else', 'failed'],
  ] as const)('says why it goes without: %s', async (message, why) => {
    keytar.failure = new Error(message);
    expect(await make().open(false)).toEqual({ kind: 'memory', why });
  });

  it('does not wait longer than its limit for a prompt', async () => {
    keytar.silent = true;
    const opened = make().open(false);
    let done = false;
    void opened.then(() => {
      done = true;
    });
    await clock.advance(KEYCHAIN_TIMEOUT - 1);
    expect(done).toBe(false);
    await clock.advance(1);
    expect(await opened).toEqual({ kind: 'memory', why: 'timed-out' });
  });

  it('takes a missing canary for a locked keychain, and writes nothing into it', async () => {
    const first = make();
    await first.open(false);
    await first.set('password', 'hunter2');
    keytar.locked = true;
    keytar.writes = 0;
    const second = make();
    expect(await second.open(true)).toEqual({ kind: 'memory', why: 'locked' });
    await second.set('password', 'another');
    expect(keytar.writes).toBe(0);
    keytar.locked = false;
    const third = make();
    await third.open(true);
    expect(await third.get('password')).toBe('hunter2');
  });

  it('finds out at the first start that a locked keychain lost the canary', async () => {
    keytar.locked = true;
    expect(await make().open(false)).toEqual({ kind: 'memory', why: 'locked' });
  });

  it('does not say "not there" when the keychain was locked meanwhile', async () => {
    const store = make();
    await store.open(false);
    await store.set('password', 'hunter2');
    keytar.locked = true;
    keytar.writes = 0;
    const unavailable = expect.objectContaining({ code: 'keychain-unavailable', detail: 'locked' });
    await expect(store.get('password')).rejects.toEqual(unavailable);
    await expect(store.set('password', 'another')).rejects.toEqual(unavailable);
    await expect(store.remove('password')).rejects.toEqual(unavailable);
    expect(keytar.writes).toBe(0);
  });

  it('gives up on a keychain that stops answering', async () => {
    const store = make();
    await store.open(false);
    keytar.silent = true;
    const asked = expect(store.get('password')).rejects.toMatchObject({
      code: 'keychain-unavailable',
      detail: 'timed-out',
    });
    await clock.advance(KEYCHAIN_TIMEOUT);
    await asked;
  });

  it('refuses a secret that not every system could hold', async () => {
    const store = make();
    await store.open(false);
    await expect(store.set('password', 'x'.repeat(1281))).rejects.toMatchObject({ code: 'keychain-unavailable' });
  });

  it('never writes a secret into the log', async () => {
    const store = make();
    await store.open(false);
    keytar.failure = new Error('The collection is broken');
    await expect(store.set('password', 'hunter2')).rejects.toThrow();
    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.lines.join()).not.toContain('hunter2');
  });

  it('waits for a module that is loaded later', async () => {
    const load = vi.fn(() => Promise.resolve(keytar));
    const store = new KeychainSecretStore({ service: 'Candor', loadKeytar: load, clock, log });
    expect(await store.open(false)).toEqual({ kind: 'keychain' });
    expect(load).toHaveBeenCalledOnce();
  });
});
