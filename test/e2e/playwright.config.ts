import { defineConfig } from '@playwright/test';

// One worker: the tests share a display, a session bus and a keyring.
export default defineConfig({
  testDir: '.',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  outputDir: '../../artifacts/e2e',
  reporter: [['list'], ['json', { outputFile: '../../artifacts/e2e/results.json' }]],
});
