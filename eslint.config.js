import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import { importRules } from './build/import-rules.mjs'
import svelteConfig from './svelte.config.js'

/** A list or a record that is spread where it stands says nothing that its entries do not. */
const idleSpread = {
  selector: 'SpreadElement > :matches(ArrayExpression, ObjectExpression)',
  message: 'Write the entries out; the formatter breaks the lines.'
}
const typed = ['**/*.ts', '**/*.svelte']

/** Bars and dialogs of the window, which may ask for its state as views do. */
const bars = [
  'export/ExportDialog',
  'inspector/Inspector',
  'opening/Queue',
  'shell/ContextMenus',
  'shell/Notices',
  'shell/TaskBar',
  'shell/Toolbar',
  'shell/TransportBar',
  'stems/StemList',
  'stems/StemsBar'
].map((bar) => `src-renderer/components/${bar}.svelte`)

export default ts.config(
  {
    // The kernels are AssemblyScript, which only looks like TypeScript.
    ignores: [
      'out/',
      'dist/',
      '.tsbuild/',
      'test-results/',
      'playwright-report/',
      'src-main/engine/kernels/'
    ]
  },
  js.configs.recommended,
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], languageOptions: { globals: globals.node } },
  {
    files: typed,
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte']
      }
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off', // typed-array reads inside bounded loops
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
      ],
      '@typescript-eslint/no-invalid-void-type': 'off', // `void` is the reply type of many requests
      '@typescript-eslint/prefer-for-of': 'off', // `for of` over typed arrays is slower
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // `?? ''` and dotted names are matters of taste; the compiler guards the rest.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
      'no-undef': 'off', // the compiler's task
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        idleSpread
      ]
    }
  },
  { files: ['**/*.svelte'], extends: [svelte.configs.recommended, svelte.configs.prettier] },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    plugins: { svelte },
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' } // it knows the runes
  },
  {
    files: ['shared/**/*.ts', 'src-main/**/*.ts', 'src-renderer/**/*.{ts,svelte}'],
    plugins: { house: importRules },
    rules: { 'house/wall': 'error', 'house/circle': 'error' }
  },
  {
    files: ['src-renderer/components/**'],
    ignores: bars,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/state/app.svelte'],
              message: 'Only views and bars know the window; the rest gets what it shows as props.'
            }
          ]
        }
      ]
    }
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-empty-pattern': 'off' // Playwright wants `{}` where a fixture needs nothing
    }
  },
  {
    files: ['*.config.ts', 'test/e2e/global-setup.ts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': ['error', idleSpread] }
  }
)
