import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const composition = ['./src/extension.ts', './src/connections.ts'];

/**
 * Imports point one way: ui → core, aws → core, kubernetes → core, demo → core. Only `extension.ts` and `connections.ts` know more than one
 * of them, and put the parts together.
 */
const oneWay = {
  basePath: import.meta.dirname,
  zones: [
    { target: './src/core', from: ['./src/aws', './src/kubernetes', './src/demo', './src/ui', ...composition] },
    { target: './src/aws', from: ['./src/kubernetes', './src/demo', './src/ui', ...composition] },
    { target: './src/kubernetes', from: ['./src/aws', './src/demo', './src/ui', ...composition] },
    { target: './src/demo', from: ['./src/aws', './src/kubernetes', './src/ui', ...composition] },
    { target: './src/ui', from: ['./src/aws', './src/kubernetes', './src/demo', ...composition] },
    { target: './src', from: ['./test', './tools'] },
  ],
};
const vscodeOnlyInUi = { name: 'vscode', message: 'Only src/ui and src/extension.ts know VS Code.' };
const sdkOnlyInAws = { group: ['@aws-sdk/*', '@smithy/*'], message: 'Only src/aws imports the SDK.' };
const clientOnlyInKubernetes = {
  group: ['@kubernetes/*'],
  message: 'Only src/kubernetes imports the Kubernetes client.',
};

export default defineConfig(
  { ignores: ['dist/**', '.vscode-test/**', 'coverage/**', 'node_modules/**', 'test-results/**'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': ['error', oneWay],
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': 'error',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'complexity': ['error', 15],
      'eqeqeq': 'error',
    },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mjs', '.js'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/extensions': ['.ts', '.mjs'],
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [vscodeOnlyInUi], patterns: [sdkOnlyInAws, clientOnlyInKubernetes] }],
    },
  },
  {
    files: ['src/ui/**', 'src/extension.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [sdkOnlyInAws, clientOnlyInKubernetes] }] },
  },
  {
    files: ['src/aws/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [vscodeOnlyInUi], patterns: [clientOnlyInKubernetes] }] },
  },
  {
    files: ['src/kubernetes/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [vscodeOnlyInUi], patterns: [sdkOnlyInAws] }] },
  },
  {
    // The demo account speaks the wire protocols itself; the SDK's types only keep its field names true.
    files: ['src/demo/**'],
    rules: {
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [vscodeOnlyInUi],
          patterns: [{ ...sdkOnlyInAws, allowTypeImports: true }, clientOnlyInKubernetes],
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**', 'tools/**', '*.mjs'],
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'import-x/no-restricted-paths': 'off',
    },
  },
  { files: ['*.mjs'], rules: { 'import-x/no-default-export': 'off' } },
  {
    // The type checker reads their JSDoc types and knows Node's globals.
    files: ['**/*.js', '**/*.mjs'],
    rules: { 'no-undef': 'off', '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
);
