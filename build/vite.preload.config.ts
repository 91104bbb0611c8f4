import path from 'node:path';
import { defineConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '..');

/** A sandboxed preload is one CommonJS file that may require Electron alone. */
export default defineConfig({
  root,
  build: {
    ssr: path.join(root, 'electron/preload.ts'),
    outDir: path.join(root, 'out/preload'),
    emptyOutDir: true,
    target: 'chrome114',
    minify: false,
    rolldownOptions: {
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
});
