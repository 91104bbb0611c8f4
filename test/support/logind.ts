/**
 * A logind for tests: owns its name on a bus and has one session, whose lock the desktop tells of by `LockedHint`
 * (org.freedesktop.login1(5)). As the real one does, it knows the caller's session as "auto" but speaks of it
 * under its own path.
 */
import { DBusError, interface as service, sessionBus, type MessageBus } from 'dbus-next';

const NAME = 'org.freedesktop.login1';
const SESSION = '/org/freedesktop/login1/session/_32';

class Manager extends service.Interface {
  readonly #knowsCaller: boolean;

  constructor(knowsCaller: boolean) {
    super(`${NAME}.Manager`);
    this.#knowsCaller = knowsCaller;
  }

  GetSession(id: string): string {
    if (id === 'auto' && this.#knowsCaller) return SESSION;
    throw new DBusError(`${NAME}.NoSessionForPID`, 'Caller does not belong to any known session.');
  }
}

Manager.configureMembers({ methods: { GetSession: { inSignature: 's', outSignature: 'o' } } });

class Session extends service.Interface {
  LockedHint = false;
  IdleHint = false;

  constructor() {
    super(`${NAME}.Session`);
  }
}

Session.configureMembers({
  properties: {
    LockedHint: { signature: 'b', access: service.ACCESS_READ },
    IdleHint: { signature: 'b', access: service.ACCESS_READ },
  },
});

export interface LogindOptions {
  /** Of the bus that it comes onto. */
  readonly address: string;
  /** Whether the screen is locked when it begins. */
  readonly locked?: boolean;
  /** False: it says that whoever asks has no session, as for a service or in a container. */
  readonly knowsCaller?: boolean;
}

export class FakeLogind {
  readonly #bus: MessageBus;
  readonly #session = new Session();
  readonly #another = new Session();

  private constructor(bus: MessageBus) {
    this.#bus = bus;
  }

  static async start({ address, locked = false, knowsCaller = true }: LogindOptions): Promise<FakeLogind> {
    const bus = sessionBus({ busAddress: address });
    const logind = new FakeLogind(bus);
    logind.#session.LockedHint = locked;
    bus.export('/org/freedesktop/login1', new Manager(knowsCaller));
    bus.export(SESSION, logind.#session);
    bus.export('/org/freedesktop/login1/session/_33', logind.#another);
    await bus.requestName(NAME, 0);
    return logind;
  }

  tellLocked(locked: boolean): void {
    this.#session.LockedHint = locked;
    service.Interface.emitPropertiesChanged(this.#session, { LockedHint: locked }, []);
  }

  tellIdle(idle: boolean): void {
    this.#session.IdleHint = idle;
    service.Interface.emitPropertiesChanged(this.#session, { IdleHint: idle }, []);
  }

  /** Of somebody else's session. */
  tellAnotherLocked(locked: boolean): void {
    this.#another.LockedHint = locked;
    service.Interface.emitPropertiesChanged(this.#another, { LockedHint: locked }, []);
  }

  stop(): void {
    this.#bus.disconnect();
  }
}
