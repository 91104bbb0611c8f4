/**
 * Gives main a global `crypto` where the runtime has none (Node 18, Electron before 28). The first
 * import of `main.ts`: libraries read it while they load.
 */
import { webcrypto } from 'node:crypto';

if (Reflect.get(globalThis, 'crypto') === undefined) {
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true, writable: true });
}
