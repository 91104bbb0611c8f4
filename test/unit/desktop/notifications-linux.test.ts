import { beforeEach, describe, expect, it } from 'vitest';
import { BusError, type Bus, type BusConnector, type BusSignal } from '../../../electron/desktop/dbus';
import type { Note, NoteAction } from '../../../electron/desktop/notifications';
import { actionsFor, bodyFor, LinuxPresenter } from '../../../electron/desktop/notifications-linux';
import { settle } from '../../support/fake-clock';
import { RecordingLog } from '../../support/recording-log';

const NAME = 'org.freedesktop.Notifications';
const note = (tag: string, body = 'Lady'): Note => ({ tag, title: 'Romeo', body, forConversation: true });

/** A session bus with a notification server on it, or without. */
class FakeBus implements BusConnector, Bus {
  hasBus = true;
  hasServer = true;
  capabilities: string[] = ['actions', 'body-markup'];
  readonly calls: [member: string, ...body: unknown[]][] = [];
  readonly #listeners: ((signal: BusSignal) => void)[] = [];
  readonly #lost: (() => void)[] = [];
  #lastId = 0;

  connect(): Promise<Bus> {
    return this.hasBus ? Promise.resolve(this) : Promise.reject(new BusError('no bus'));
  }

  onLost(listener: () => void): () => void {
    this.#lost.push(listener);
    return () => undefined;
  }

  close(): void {
    this.hasBus = false;
  }

  call(_target: unknown, member: string, _signature = '', body: readonly unknown[] = []): Promise<readonly unknown[]> {
    if (!this.hasServer || !this.hasBus) return Promise.reject(new BusError('not provided'));
    this.calls.push([member, ...body]);
    if (member === 'GetCapabilities') return Promise.resolve([this.capabilities]);
    if (member !== 'Notify') return Promise.resolve([]);
    if (body[1] === 0) this.#lastId += 1;
    return Promise.resolve([body[1] === 0 ? this.#lastId : body[1]]);
  }

  subscribe(_match: unknown, listener: (signal: BusSignal) => void): Promise<() => void> {
    this.#listeners.push(listener);
    return Promise.resolve(() => undefined);
  }

  variant(_signature: string, value: unknown): unknown {
    return value;
  }

  /** To the server's listener, or to the bus's own. */
  signal(member: string, ...body: unknown[]): void {
    const index = member === 'NameOwnerChanged' ? 1 : 0;
    this.#listeners[index]?.({ sender: ':1.1', path: '/', interface: NAME, member, body });
  }

  lose(): void {
    this.hasBus = false;
    for (const listener of this.#lost) listener();
  }

  notified(): { replaces: unknown; body: unknown; actions: unknown }[] {
    return this.calls
      .filter(([member]) => member === 'Notify')
      .map((call) => ({ replaces: call[2], body: call[5], actions: call[6] }));
  }
}

describe('LinuxPresenter', () => {
  let bus: FakeBus;
  let fellBack: string[];
  let acted: [string, NoteAction][];
  let presenter: LinuxPresenter;
  beforeEach(() => {
    bus = new FakeBus();
    fellBack = [];
    acted = [];
    presenter = new LinuxPresenter({
      bus,
      fallback: { show: ({ tag }) => fellBack.push(tag), close: () => undefined },
      log: new RecordingLog(),
      acted: (tag, action) => acted.push([tag, action]),
    });
  });

  it('renews the note of a tag in its place', async () => {
    presenter.show(note('a', 'one'));
    presenter.show(note('b', 'two'));
    presenter.show(note('a', 'three'));
    await settle();
    expect(bus.notified().map(({ replaces, body }) => [replaces, body])).toEqual([
      [0, 'one'],
      [0, 'two'],
      [1, 'three'],
    ]);
  });

  it('asks once what the server can do', async () => {
    presenter.show(note('a'));
    presenter.show(note('b'));
    await settle();
    expect(bus.calls.filter(([member]) => member === 'GetCapabilities')).toHaveLength(1);
  });

  it('tells what the user did, with the tag', async () => {
    presenter.show(note('a'));
    presenter.show(note('b'));
    await settle();
    bus.signal('ActionInvoked', 2, 'default');
    bus.signal('ActionInvoked', 1, 'mark-read');
    bus.signal('NotificationReplied', 1, 'Ay me');
    bus.signal('ActionInvoked', 99, 'default');
    bus.signal('ActionInvoked', 1, 'inline-reply');
    expect(acted).toEqual([
      ['b', { kind: 'open' }],
      ['a', { kind: 'mark-read' }],
      ['a', { kind: 'reply', text: 'Ay me' }],
    ]);
  });

  it('does not replace what the user has closed', async () => {
    presenter.show(note('a'));
    await settle();
    bus.signal('NotificationClosed', 1, 2);
    presenter.show(note('a'));
    await settle();
    expect(bus.notified().map(({ replaces }) => replaces)).toEqual([0, 0]);
  });

  it('closes after it has shown, never before', async () => {
    presenter.show(note('a'));
    presenter.close('a');
    presenter.close('a');
    await settle();
    expect(bus.calls.map(([member]) => member)).toEqual(['GetCapabilities', 'Notify', 'CloseNotification']);
  });

  it('leaves it to Electron where there is no bus or no server, and tries again the next time', async () => {
    bus.hasServer = false;
    presenter.show(note('a'));
    await settle();
    expect(fellBack).toEqual(['a']);
    bus.hasServer = true;
    presenter.show(note('b'));
    await settle();
    expect(bus.notified()).toHaveLength(1);
    bus.lose();
    presenter.show(note('c'));
    await settle();
    expect(fellBack).toEqual(['a', 'c']);
  });

  it('knows nothing of the last server’s notes when another one takes over', async () => {
    presenter.show(note('a'));
    await settle();
    bus.signal('NameOwnerChanged', NAME, ':1.1', '');
    bus.capabilities = [];
    presenter.show(note('a', 'a < b'));
    await settle();
    expect(bus.notified()[1]).toEqual({ replaces: 0, body: 'a < b', actions: [] });
  });

  it('is not disturbed by the server that its own call started', async () => {
    presenter.show(note('a'));
    await settle();
    bus.signal('NameOwnerChanged', NAME, '', ':1.1');
    presenter.show(note('a'));
    await settle();
    expect(bus.notified()[1]?.replaces).toBe(1);
  });
});

describe('what a server can show', () => {
  it('gets the actions it knows', () => {
    expect(actionsFor(note('a'), new Set())).toEqual([]);
    expect(actionsFor(note('a'), new Set(['actions']))).toEqual(['default', 'Open', 'mark-read', 'Mark read']);
    expect(actionsFor(note('a'), new Set(['actions', 'inline-reply']))).toContain('inline-reply');
    expect(actionsFor({ ...note('a'), forConversation: false }, new Set(['actions', 'inline-reply']))).toEqual([
      'default',
      'Open',
    ]);
  });

  it('gets markup escaped if it reads markup', () => {
    expect(bodyFor('<b>&</b>', new Set(['body-markup']))).toBe('&lt;b&gt;&amp;&lt;/b&gt;');
    expect(bodyFor('<b>&</b>', new Set())).toBe('<b>&</b>');
  });
});
