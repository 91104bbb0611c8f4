import { builtinModules } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Everything is bundled, because each file that is read from the archive at start costs time. What
 * stays outside: Electron, modules with native parts, and two that dbus-next only asks for on
 * buses that Candor never uses.
 */
const external = [
  'electron',
  'keytar',
  'libsql',
  'usocket',
  'x11',
  /\.node$/,
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
];

export default defineConfig({
  root,
  build: {
    ssr: path.join(root, 'electron/main.ts'),
    outDir: path.join(root, 'out/main'),
    emptyOutDir: true,
    target: 'node18',
    minify: false,
    sourcemap: true,
    rolldownOptions: { external, output: { format: 'cjs', entryFileNames: 'main.cjs', codeSplitting: false } },
  },
  ssr: { noExternal: true, target: 'node' },
});
