import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { methods } from './scripts/lint/layers.js';
import advtrain from './scripts/lint/plugin.js';

const typescript = [
  'packages/*/src/**/*.ts',
  'packages/*/test/**/*.ts',
  'examples/**/*.ts',
  'bench/**/*.ts',
  'docs/playground/**/*.ts',
  'vitest.config.ts',
];

/** One program of types for nearly all: with one for each package everything that lies below is read again for each, which takes six times as long. */
const project = ['tsconfig.lint.json', 'docs/playground/tsconfig.json'];

/** A closed vocabulary of language, too: values and factories instead of hierarchies. */
const language = [
  { selector: 'TSEnumDeclaration', message: 'No enums: a union of string literals says the same.' },
  { selector: 'ClassDeclaration[superClass][superClass.name!="Error"]', message: 'No inheritance: pass a value in.' },
  { selector: 'TSInterfaceDeclaration[id.name=/^I[A-Z]/]', message: 'No I… prefix: name the thing.' },
  {
    selector: ':matches(ClassDeclaration, TSInterfaceDeclaration)[id.name=/^Base/]',
    message: 'No Base…: no inheritance.',
  },
];

/** Rules of this project that hold everywhere. */
const ours = {
  'advtrain/circles': 'error',
  'advtrain/headers': 'error',
  'advtrain/names': 'error',
  'advtrain/packing': 'error',
  'advtrain/rooms': 'error',
  'advtrain/tuples': 'error',
  'advtrain/yields': 'error',
};

const asynchronous = 'A step is synchronous (docs/architecture.md): do this in data loading or the command line.';

/** TensorFlow.js only logs when `tf.tidy` gets a promise, and then leaks: nothing inside a step may wait. */
const synchronous = [
  { selector: 'AwaitExpression', message: asynchronous },
  { selector: ':function[async=true]', message: asynchronous },
  { selector: 'ForOfStatement[await=true]', message: asynchronous },
];

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/node_modules/',
    'packages/*/native/',
    'docs/api/',
    'docs/.vitepress/',
    '.nx/',
    '**/test-results/',
    '**/advtrain-results/',
  ]),
  {
    files: ['**/*.js'],
    plugins: { advtrain },
    rules: { ...js.configs.recommended.rules, ...ours },
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  { files: ['docs/playground/*.js'], languageOptions: { globals: { document: 'readonly', localStorage: 'readonly' } } },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { advtrain },
    languageOptions: { parserOptions: { project, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...ours,
      'advtrain/imports': 'error',
      'no-restricted-syntax': ['error', ...language],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'vitest', importNames: ['it'], message: 'Write test(…): one name for one thing.' }] },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Indices into arrays of known length need `!` under noUncheckedIndexedAccess; a guard that cannot fail would be noise.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Numbers in messages are the rule here: `radius is -0.1, but must be at least 0.`
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `for (let k = 1; k <= steps; k++)` is how the papers count.
      '@typescript-eslint/prefer-for-of': 'off',
      // Objects here are closures of a factory, without `this`: taking a function out of one is safe.
      '@typescript-eslint/unbound-method': 'off',
      // `() => void count++` says that a hook returns nothing.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // `(x) => void f(x)` one-liners are fine; a value returned from a void function by mistake still is not.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A loop that a break or a yield ends is written `for (;;)`, or `while (true)`.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // An interface and a type alias mean different things here: a record, and everything else.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Hugging Face's tensors go by string keys in records; `delete` and dot access on them are checked by the compiler.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: [
      `packages/{${['core', ...methods()].join(',')}}/src/**/*.ts`,
      'packages/attacks/src/balls/**/*.ts',
      'packages/engine/src/{native,random,recording,adam,gradients,ops}/**/*.ts',
    ],
    ignores: ['**/*.node.ts'],
    rules: { 'no-restricted-syntax': ['error', ...language, ...synchronous] },
  },
  {
    // The command line, the golden runner, the bench and the examples talk to a person, and a Trainer warns one once.
    files: [
      'packages/{compare,advtrain}/src/**/*.ts',
      'packages/core/src/recording/{step-runner,xla}.ts',
      'packages/golden/src/**/*.ts',
      'bench/**/*.ts',
      'examples/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['packages/*/test/**/*.ts', 'examples/**/*.ts'],
    rules: {
      // Tests plant wrong values on purpose, and read JSON that they wrote themselves.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
);
