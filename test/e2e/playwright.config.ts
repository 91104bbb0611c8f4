import { defineConfig } from '@playwright/test';

// One worker: the tests share a display, a session bus and a keyring.
export default defineConfig({
  testDir: '.',
  // A start of the app or two, a server and other clients, on a machine that has more to do.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  outputDir: '../../artifacts/e2e',
  reporter: [['list'], ['json', { outputFile: '../../artifacts/e2e/results.json' }]],
});
