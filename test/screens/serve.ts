/** The window's page over the fake bridge, built and served as the app serves it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, preview } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
/** As the app serves its page, so that what a policy would refuse shows here as an error. */
const STRICT =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "form-action 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

export interface ServedPage {
  /** Ends with a slash; the page is `index.html` there. */
  readonly address: string;
  stop(): Promise<void>;
}

export async function servePage(): Promise<ServedPage> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'candor-screens-'));
  await build({
    root: here,
    configFile: false,
    plugins: [svelte()],
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, target: 'chrome114', assetsInlineLimit: 0 },
  });
  const server = await preview({
    configFile: false,
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1', headers: { 'Content-Security-Policy': STRICT } },
  });
  return {
    address: server.resolvedUrls?.local[0] ?? '',
    async stop() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
