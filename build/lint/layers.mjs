/**
 * ESLint rule: who may import whom. The house has layers; a layer sees only the ones named in its row.
 * A rule of our own because it must tell type imports from others, and know `.svelte` files.
 */
import { isBuiltin } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * @typedef {object} Layer
 * @property {string} path folder or file below the repository
 * @property {string[]} imports layers that it may import
 * @property {string[]} [typesOnly] layers of which it may import types alone
 * @property {boolean} [electron] it may import Electron
 * @property {boolean} [pure] it may import no part of Node
 */

/** The first row whose path holds a file is the file's layer. @type {Record<string, Layer>} */
const layers = {
  commands: { path: 'electron/contract/commands.ts', imports: ['contract'], pure: true },
  contract: { path: 'electron/contract', imports: [], typesOnly: ['commands'], pure: true },
  xmpp: { path: 'electron/xmpp', imports: [], typesOnly: ['contract'] },
  store: { path: 'electron/store', imports: ['contract'] },
  features: { path: 'electron/features', imports: ['xmpp', 'store', 'contract', 'commands'] },
  desktop: { path: 'electron/desktop', imports: ['contract', 'commands'], electron: true },
  ipc: { path: 'electron/ipc', imports: ['contract', 'commands'], electron: true },
  preload: { path: 'electron/preload.ts', imports: ['contract'], typesOnly: ['commands'], electron: true, pure: true },
  compose: {
    path: 'electron/compose.ts',
    imports: ['contract', 'commands', 'xmpp', 'store', 'features', 'desktop', 'ipc', 'composed'],
  },
  composed: {
    path: 'electron/compose',
    imports: ['contract', 'commands', 'xmpp', 'store', 'features', 'desktop', 'ipc'],
  },
  main: { path: 'electron/main.ts', imports: ['contract', 'desktop', 'ipc', 'compose'], electron: true },
  components: { path: 'renderer/components', imports: ['contract', 'text'], pure: true },
  text: { path: 'renderer/text', imports: ['contract'], pure: true },
  messageText: { path: 'renderer/message-text', imports: ['contract'], pure: true },
  pictures: { path: 'renderer/pictures', imports: ['contract'], pure: true },
  state: {
    path: 'renderer/state',
    imports: ['contract', 'text', 'messageText', 'pictures', 'bridge'],
    typesOnly: ['commands'],
    pure: true,
  },
  bridge: { path: 'renderer/bridge.ts', imports: ['contract'], typesOnly: ['commands'], pure: true },
  renderer: {
    path: 'renderer',
    imports: ['contract', 'components', 'text', 'messageText', 'pictures', 'state', 'bridge'],
    typesOnly: ['commands'],
    pure: true,
  },
};

/**
 * @param {string} file absolute path, with or without its extension
 * @returns {string | undefined} name of its layer; undefined outside the product
 */
export function layerOf(file) {
  const place = path.relative(root, file).split(path.sep).join('/');
  const found = Object.entries(layers).find(
    ([, layer]) => place === layer.path || `${place}.ts` === layer.path || place.startsWith(`${layer.path}/`),
  );
  return found?.[0];
}

/**
 * What is wrong with an import; undefined when nothing is.
 * @param {string} file absolute path of the importing file
 * @param {string} source as written in the import
 * @param {boolean} typeOnly
 * @returns {string | undefined}
 */
export function faultOf(file, source, typeOnly) {
  const from = layerOf(file);
  if (from === undefined) return undefined;
  const layer = /** @type {Layer} */ (layers[from]);
  if (!source.startsWith('.')) return faultOfPackage(from, layer, source);
  const target = path.resolve(path.dirname(file), source);
  const to = layerOf(target);
  if (to === undefined) return `"${from}" may not import ${path.relative(root, target)}: it is no part of the product.`;
  if (to === from || layer.imports.includes(to)) return undefined;
  if (layer.typesOnly?.includes(to) === true) {
    return typeOnly ? undefined : `"${from}" may import only types from "${to}": write "import type".`;
  }
  return `"${from}" may not import "${to}". It may import: ${[...layer.imports, from].join(', ')}.`;
}

/**
 * @param {string} from
 * @param {Layer} layer
 * @param {string} source
 */
function faultOfPackage(from, layer, source) {
  if (source === 'electron' && layer.electron !== true) return `"${from}" may not import Electron.`;
  if (isBuiltin(source) && layer.pure === true) return `"${from}" may not import Node's "${source}".`;
  return undefined;
}

/** @type {import('eslint').Rule.RuleModule} */
export const layersRule = {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'Keeps each layer from importing what it must not know.' },
  },
  create(context) {
    /**
     * @param {import('eslint').Rule.Node} node
     * @param {unknown} source
     * @param {boolean} typeOnly
     */
    function check(node, source, typeOnly) {
      if (typeof source !== 'string') return;
      const message = faultOf(context.filename, source, typeOnly);
      if (message !== undefined) context.report({ node, message });
    }

    return {
      ImportDeclaration(node) {
        check(node, node.source.value, Reflect.get(node, 'importKind') === 'type');
      },
      ExportAllDeclaration(node) {
        check(node, node.source.value, Reflect.get(node, 'exportKind') === 'type');
      },
      ExportNamedDeclaration(node) {
        if (node.source) check(node, node.source.value, Reflect.get(node, 'exportKind') === 'type');
      },
      ImportExpression(node) {
        if (node.source.type === 'Literal') check(node, node.source.value, false);
      },
      /** `import('./x').Y` in a type. @param {any} node as typescript-eslint shapes it */
      TSImportType(node) {
        check(node, node.source?.value ?? node.argument?.literal?.value, true);
      },
    };
  },
};
