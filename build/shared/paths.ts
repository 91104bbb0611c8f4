import path from 'node:path';

/** Top of the repository. */
export const rootDir = path.resolve(import.meta.dirname, '../..');

/** What set-up and build keep between runs; ignored by git, safe to delete. */
export const cacheDir = path.join(rootDir, '.cache');

/** Screenshots and reports for people; ignored by git. */
export const artifactsDir = path.join(rootDir, 'artifacts');

/** What the test runners report there. */
export const resultsDir = path.join(artifactsDir, 'results');

/** What is built from source. */
export const outDir = path.join(rootDir, 'out');
