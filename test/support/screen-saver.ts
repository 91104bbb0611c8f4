/** A screen saver for tests: owns the name that desktops give theirs on the session bus, and locks the screen. */
import { interface as service, sessionBus, type MessageBus } from 'dbus-next';

const NAME = 'org.freedesktop.ScreenSaver';

class ScreenSaver extends service.Interface {
  constructor() {
    super(NAME);
  }

  ActiveChanged(active: boolean): boolean {
    return active;
  }
}

ScreenSaver.configureMembers({ signals: { ActiveChanged: { signature: 'b' } } });

export class FakeScreenSaver {
  readonly #bus: MessageBus;
  readonly #saver: ScreenSaver;

  private constructor(bus: MessageBus, saver: ScreenSaver) {
    this.#bus = bus;
    this.#saver = saver;
  }

  /** On the bus of the environment. */
  static async start(): Promise<FakeScreenSaver> {
    const bus = sessionBus();
    const saver = new ScreenSaver();
    bus.export('/org/freedesktop/ScreenSaver', saver);
    await bus.requestName(NAME, 0);
    return new FakeScreenSaver(bus, saver);
  }

  /** True: the screen is locked from here on. */
  tell(active: boolean): void {
    this.#saver.ActiveChanged(active);
  }

  stop(): void {
    this.#bus.disconnect();
  }
}
