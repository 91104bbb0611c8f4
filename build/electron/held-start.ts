import path from 'node:path';

/** Arguments for Playwright's `_electron.launch`, in front of the application's folder; see hold-ready.cjs. */
export const heldStart: readonly string[] = ['-r', path.join(import.meta.dirname, 'hold-ready.cjs')];
