/**
 * A tray for tests: owns `org.kde.StatusNotifierWatcher` on the session bus, as a desktop's panel does,
 * and reads and clicks what an application puts there (StatusNotifierItem, com.canonical.dbusmenu).
 */
import { EventEmitter, once } from 'node:events';
import { interface as service, Message, sessionBus, Variant, type MessageBus } from 'dbus-next';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

/** What panels speak with applications; the bus library finds the members by their names. */
class Watcher extends service.Interface {
  readonly registered = new EventEmitter<{ item: [{ address: string; path: string }] }>();
  readonly items: string[] = [];

  constructor() {
    super(WATCHER);
  }

  RegisterStatusNotifierItem(name: string): void {
    this.items.push(name);
    this.StatusNotifierItemRegistered(name);
    const slash = name.indexOf('/');
    this.registered.emit('item', {
      address: slash < 0 ? name : name.slice(0, slash),
      path: slash < 0 ? '/StatusNotifierItem' : name.slice(slash),
    });
  }

  // The host is this test: nothing to do when another one comes.
  RegisterStatusNotifierHost(name: string): string {
    return name;
  }

  get RegisteredStatusNotifierItems(): string[] {
    return this.items;
  }

  readonly IsStatusNotifierHostRegistered = true;
  readonly ProtocolVersion = 0;

  StatusNotifierItemRegistered(name: string): string {
    return name;
  }
}

Watcher.configureMembers({
  methods: {
    RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' },
    RegisterStatusNotifierHost: { inSignature: 's', outSignature: '' },
  },
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: service.ACCESS_READ },
    IsStatusNotifierHostRegistered: { signature: 'b', access: service.ACCESS_READ },
    ProtocolVersion: { signature: 'i', access: service.ACCESS_READ },
  },
  signals: { StatusNotifierItemRegistered: { signature: 's' } },
});

export interface TrayEntry {
  readonly id: number;
  /** Without the mark of the access key. Empty for a separator. */
  readonly label: string;
  readonly separator: boolean;
  readonly enabled: boolean;
  readonly toggle: 'none' | 'radio' | 'checkmark';
  readonly checked: boolean;
  readonly entries: readonly TrayEntry[];
}

/** An application's icon in the tray. */
export class TrayItem {
  readonly #bus: MessageBus;
  readonly #address: string;
  readonly #path: string;

  constructor(bus: MessageBus, address: string, path: string) {
    this.#bus = bus;
    this.#address = address;
    this.#path = path;
  }

  /** The text of the tool tip. */
  async tooltip(): Promise<string> {
    const [, , title] = (await this.#property('ToolTip')) as [string, unknown, string, string];
    return title;
  }

  /** The largest picture, as width and raw ARGB bytes: to compare, not to look at. */
  async picture(): Promise<string> {
    const pictures = (await this.#property('IconPixmap')) as [number, number, Buffer][];
    const largest = pictures.sort(([a], [b]) => b - a)[0];
    return largest === undefined ? '' : `${String(largest[0])} ${Buffer.from(largest[2]).toString('base64')}`;
  }

  async menu(): Promise<readonly TrayEntry[]> {
    const [, root] = await this.#call(await this.#menuPath(), MENU, 'GetLayout', 'iias', [0, -1, []]);
    return entryOf(root as RawEntry).entries;
  }

  /** Clicks an entry by its label, or by the labels that lead to it. */
  async click(...labels: readonly string[]): Promise<void> {
    let entries = await this.menu();
    let found: TrayEntry | undefined;
    for (const label of labels) {
      found = entries.find((entry) => entry.label === label);
      if (found === undefined) {
        throw new Error(`no "${label}" among ${entries.map((entry) => `"${entry.label}"`).join(', ')}`);
      }
      entries = found.entries;
    }
    if (found === undefined) throw new Error('which entry?');
    await this.#call(await this.#menuPath(), MENU, 'Event', 'isvu', [found.id, 'clicked', new Variant('s', ''), 0]);
  }

  /** A click on the icon itself. */
  async activate(): Promise<void> {
    await this.#call(this.#path, ITEM, 'Activate', 'ii', [1, 1]);
  }

  async #menuPath(): Promise<string> {
    return (await this.#property('Menu')) as string;
  }

  async #property(name: string): Promise<unknown> {
    const [value] = await this.#call(this.#path, PROPERTIES, 'Get', 'ss', [ITEM, name]);
    return (value as Variant<unknown>).value;
  }

  async #call(path: string, face: string, member: string, signature: string, body: unknown[]): Promise<unknown[]> {
    const message = new Message({ destination: this.#address, path, interface: face, member, signature, body });
    const reply = await this.#bus.call(message);
    return (reply?.body ?? []) as unknown[];
  }
}

type RawEntry = [id: number, properties: Record<string, Variant<unknown>>, children: Variant<RawEntry>[]];

function entryOf([id, properties, children]: RawEntry): TrayEntry {
  const text = (name: string): string => {
    const value = properties[name]?.value;
    return typeof value === 'string' ? value : '';
  };
  const toggle = text('toggle-type');
  return {
    id,
    label: text('label').replaceAll('_', ''),
    separator: text('type') === 'separator',
    enabled: properties['enabled']?.value !== false,
    toggle: toggle === 'radio' || toggle === 'checkmark' ? toggle : 'none',
    checked: properties['toggle-state']?.value === 1,
    entries: children.map((child) => entryOf(child.value)),
  };
}

export class FakeTray {
  readonly #bus: MessageBus;
  readonly #watcher: Watcher;
  readonly #registered: TrayItem[] = [];

  private constructor(bus: MessageBus, watcher: Watcher) {
    this.#bus = bus;
    this.#watcher = watcher;
    watcher.registered.on('item', ({ address, path }) => this.#registered.push(new TrayItem(bus, address, path)));
  }

  /** Only one can be on a bus at a time. */
  static async start(): Promise<FakeTray> {
    const bus = sessionBus();
    const watcher = new Watcher();
    bus.export('/StatusNotifierWatcher', watcher);
    await bus.requestName(WATCHER, 0);
    return new FakeTray(bus, watcher);
  }

  /** The icon that was registered last; waits for the first one. */
  async item(): Promise<TrayItem> {
    if (this.#registered.length === 0) await once(this.#watcher.registered, 'item');
    const item = this.#registered.at(-1);
    if (item === undefined) throw new Error('nothing was registered');
    return item;
  }

  get registrations(): number {
    return this.#registered.length;
  }

  /** The panel ends: its name is free again. */
  async stop(): Promise<void> {
    await this.#bus.releaseName(WATCHER);
    this.#bus.disconnect();
  }
}
