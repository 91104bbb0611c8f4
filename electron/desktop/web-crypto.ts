/**
 * Gives main a global `crypto` where the runtime has none (Node 18, Electron before 28). The first
 * import of `main.ts`: libraries read it while they load.
 */
import { webcrypto } from 'node:crypto';

// Declared by the types, but not there in Node 18.
if (!Reflect.has(globalThis, 'crypto')) {
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true, writable: true });
}
