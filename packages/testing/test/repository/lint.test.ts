import { ESLint } from 'eslint';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../root.ts';

const eslint = new ESLint({ cwd: root });

/** The rules that a text breaks when it stands in place of an existing file (types need a file that the project has). */
async function broken(path: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(root, path) });
  return result!.messages.map((message) => message.ruleId ?? message.message);
}

describe('lint', () => {
  test.each([
    ['packages/core/src/index.ts', '@advtrain/attacks', 'a lower layer importing a higher one'],
    ['packages/attacks/src/index.ts', '@advtrain/models', 'a sibling of layer 2'],
    ['packages/freelb/src/index.ts', '@advtrain/pgd', 'a sibling of layer 3'],
    ['packages/freelb/src/index.ts', 'advtrain', 'the command'],
    ['packages/compare/src/index.ts', '@advtrain/testing', 'what is for tests'],
    ['packages/compare/src/index.ts', 'advtrain', 'the command, which is made of it'],
    ['packages/evaluate/src/index.ts', '@advtrain/pgd', 'a method'],
    ['packages/freelb/src/index.ts', '@advtrain/core/src/trainer.ts', 'the inside of another package'],
    ['packages/freelb/src/index.ts', '../../core/src/trainer.ts', 'a file of another package'],
    ['packages/core/src/index.ts', 'node:fs', 'Node in a file that runs in browsers'],
    ['packages/engine/src/index.ts', '@advtrain/engine/fetch', 'a Node-only export in a file that runs in browsers'],
    ['packages/core/src/index.ts', 'left-pad', 'a module that is no dependency'],
    ['packages/core/src/index.ts', '@tensorflow/tfjs', 'all of TensorFlow.js'],
  ])('refuses in %s an import of %s: %s', async (path, specifier) => {
    for (const text of [
      `import { x } from '${specifier}';\nx();\n`,
      `export { x } from '${specifier}';\n`,
      `export * from '${specifier}';\n`,
      `export type X = import('${specifier}').X;\n`,
      `export const x = import('${specifier}');\n`,
    ])
      expect(await broken(path, text)).toContain('advtrain/imports');
  });

  test('lets a method import attacks, core and engine', async () => {
    const text = ['attacks', 'core', 'engine'].map((name) => `export * from '@advtrain/${name}';\n`).join('');
    expect(await broken('packages/freelb/src/index.ts', text)).not.toContain('advtrain/imports');
  });

  test.each([
    [
      'await in a step',
      'export async function f(): Promise<void> { await g(); }\ndeclare function g(): Promise<void>;',
    ],
    ['an enum', 'export enum E { A }'],
    ['inheritance', 'declare class A {}\nexport class B extends A {}'],
    ['an I… interface', 'export interface IThing { readonly a: 1 }'],
    ['a Base… interface', 'export interface BaseThing { readonly a: 1 }'],
  ])('refuses %s in core and in methods', async (_, text) => {
    expect(await broken('packages/core/src/index.ts', `${text}\n`)).toContain('no-restricted-syntax');
    expect(await broken('packages/freelb/src/index.ts', `${text}\n`)).toContain('no-restricted-syntax');
  });

  test.each([
    ['any', 'export const a: any = 1;', '@typescript-eslint/no-explicit-any'],
    ['a floating promise', 'declare function f(): Promise<void>;\nf();', '@typescript-eslint/no-floating-promises'],
    ['console output', 'console.log(1);', 'no-console'],
    [
      'a switch with a hole',
      "declare const a: 'b' | 'c';\nswitch (a) { case 'b': break; }",
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    ['a file that imports itself', "export type * from './index.ts';", 'advtrain/circles'],
    ['a literal packed in a literal', 'export const a = { ...{ b: 1 } };', 'advtrain/packing'],
    ['a tuple that is taken apart at once', 'const [a, b] = [1, 2];\nexport { a, b };', 'advtrain/tuples'],
    [
      'a yield in an argument',
      'declare function f(a: number): void;\nexport function* g(): Generator<1, void, number> { f(yield 1); }',
      'advtrain/yields',
    ],
    [
      'a for header that drives a generator',
      'declare const g: Generator<number, void>;\nfor (let r = g.next(); !r.done; r = g.next()) r.value;',
      'advtrain/headers',
    ],
    ['it for test', "import { it } from 'vitest';\nit('is', () => undefined);", 'no-restricted-imports'],
  ])('refuses %s', async (_, text, rule) => {
    expect(await broken('packages/core/src/index.ts', `${text}\n`)).toContain(rule);
  });

  test.each(['utils.ts', 'helpers.ts', 'common.ts', 'manager.ts'])('refuses a file named %s', async (name) => {
    const results = await eslint.lintText('export {};\n', {
      filePath: join(root, 'scripts/planted', name.replace('.ts', '.js')),
    });
    expect(results[0]!.messages.map(({ ruleId }) => ruleId)).toContain('advtrain/names');
  });

  test('holds the sources and tests of every package, the bench, examples and scripts to the same rules', async () => {
    const packages = readdirSync(join(root, 'packages')).flatMap((name) => [
      `packages/${name}/src/index.ts`,
      `packages/${name}/test/planted.test.ts`,
    ]);
    for (const path of [...packages, 'bench/main.ts', 'scripts/start.js', 'examples/text/train.js']) {
      const { rules } = await eslint.calculateConfigForFile(join(root, path));
      for (const name of ['circles', 'headers', 'names', 'packing', 'rooms', 'tuples', 'yields'])
        expect(rules[`advtrain/${name}`], `${name} in ${path}`).toEqual([2]);
    }
  });

  test('treats warnings as errors in every package', () => {
    for (const name of readdirSync(join(root, 'packages'))) {
      const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
      expect(manifest.scripts.lint, name).toBe('eslint --max-warnings 0 . && tsc -p test');
    }
  });
});
