import { builtinModules } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '..');

/**
 * What a start needs is bundled, because each file that is read from the archive costs time; what is
 * imported when it is first asked for stands in files of its own. What stays outside: Electron, modules
 * with native parts, and two that dbus-next only asks for on buses that Candor never uses.
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
    rolldownOptions: { external, output: { format: 'cjs', entryFileNames: 'main.cjs', chunkFileNames: '[name].cjs' } },
  },
  ssr: { noExternal: true, target: 'node' },
});
