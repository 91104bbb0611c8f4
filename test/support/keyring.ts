/** The login keyring of the private session that tests run in: locked and opened again as its user would. */
import { Message, sessionBus, Variant } from 'dbus-next';
import { KEYRING_PASSWORD } from '../../build/shared/private-session';

const SERVICE = 'org.freedesktop.Secret.Service';
/** Opens a collection without a prompt, which would need a person. Of gnome-keyring alone. */
const UNPROMPTED = 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface';
const PATH = '/org/freedesktop/secrets';
const LOGIN = `${PATH}/collection/login`;

type Call = (face: string, member: string, signature: string, body: unknown[]) => Promise<unknown[]>;

/** What is opened over a connection ends with it. */
async function overOneConnection(work: (call: Call) => Promise<void>): Promise<void> {
  const bus = sessionBus();
  try {
    await work(async (face, member, signature, body) => {
      const to = { destination: 'org.freedesktop.secrets', path: PATH, interface: face };
      const reply = await bus.call(new Message({ ...to, member, signature, body }));
      return (reply?.body ?? []) as unknown[];
    });
  } finally {
    bus.disconnect();
  }
}

export async function lockKeyring(): Promise<void> {
  await overOneConnection(async (call) => {
    const [locked] = await call(SERVICE, 'Lock', 'ao', [[LOGIN]]);
    if (!(locked as string[]).includes(LOGIN)) throw new Error('the keyring was not locked');
  });
}

export async function unlockKeyring(): Promise<void> {
  await overOneConnection(async (call) => {
    const [, session] = await call(SERVICE, 'OpenSession', 'sv', ['plain', new Variant('s', '')]);
    const secret = [session, Buffer.alloc(0), Buffer.from(KEYRING_PASSWORD), 'text/plain'];
    await call(UNPROMPTED, 'UnlockWithMasterPassword', 'o(oayays)', [LOGIN, secret]);
  });
}
