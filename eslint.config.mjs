import electronSecurity from 'eslint-plugin-electron-security';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { layersRule } from './build/lint/layers.mjs';

const typeScript = ['**/*.ts', '**/*.svelte'];

export default tseslint.config(
  { ignores: ['out/', 'dist/', 'artifacts/', '.cache/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: typeScript,
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // What the compiler does not see for itself.
      'no-control-regex': 'error',
      'no-empty-pattern': 'error',
      'no-fallthrough': 'error',
      'no-self-assign': 'error',
      'no-self-compare': 'error',
      'no-sparse-arrays': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
        { selector: 'TSNonNullExpression', message: 'Say what happens when it is missing.' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Numbers and booleans read well in a template, and nothing else slips through.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Text is taken apart by code points on purpose.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A name that begins so says that the value is passed over.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A parameter of a type may say what a caller gets, though it stands there once.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Would ask for `!`, which is not used here.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // `() => doIt()` for a function whose result is unused is how handlers are written here.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: tseslint.parser, projectService: true, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      // Properties are taken apart with `let` where some can be bound; the rule of the plugin knows.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // State classes replace whole collections, which is what makes them reactive.
      'svelte/prefer-svelte-reactivity': 'off',
      // `void x` is how an effect says that it depends on x.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // The compiler's warnings are judged by svelte-check, which sees more of them than this rule.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  {
    // Types that come from another component are unknown to ESLint; svelte-check checks them.
    files: ['**/*.svelte'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    // The same for what imports components.
    files: ['renderer/**/*.ts', 'test/unit/renderer/**/*.ts', 'test/screens/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['electron/**/*.ts', 'renderer/**/*.ts', 'renderer/**/*.svelte'],
    plugins: { candor: { rules: { layers: layersRule } } },
    rules: { 'candor/layers': 'error' },
  },
  { ...electronSecurity.configs.recommended, files: ['electron/**/*.ts'] },
  {
    // Electron's types also declare what a sandboxed preload has not: main's half, and Node's globals.
    files: ['electron/preload.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'electron', allowImportNames: ['contextBridge', 'ipcRenderer'] }] },
      ],
      'no-restricted-globals': ['error', ...Object.keys(globals.node).filter((name) => !(name in globals.browser))],
    },
  },
  {
    // Opens what `links.ts` has let through, and nothing else calls it.
    files: ['electron/desktop/runtime.ts'],
    rules: { 'electron-security/no-open-external-with-dynamic-url': 'off' },
  },
  {
    // Refuses every navigation through one function, which the rule can't follow; a test asks the running app.
    files: ['electron/desktop/safe-session.ts'],
    rules: { 'electron-security/require-navigation-allowlist': 'off' },
  },
  {
    // `expect(service.method)` compares, and `expect.anything()` is any: neither is called or kept.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  // People read what these print.
  { files: ['build/**/*.ts', 'test/bench/**/*.ts', 'test/truth/**/*.ts'], rules: { 'no-console': 'off' } },
);
