import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { output, run } from '../process.ts';
import { results, root } from '../root.ts';

interface Packed {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

const folders = readdirSync(join(root, 'packages'));
const manifests = folders
  .map((name) => [name, read(join(root, 'packages', name, 'package.json'))] as const)
  .filter(([, { private: kept }]) => kept !== true);

function read(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>;
}

describe('what would be published', () => {
  const packed = new Map<string, readonly string[]>();

  beforeAll(async () => {
    const args = ['pack', '--workspaces', '--dry-run', '--json', '--ignore-scripts'];
    const all = JSON.parse(await output('npm', args, root)) as readonly Packed[];
    for (const { name, files } of all)
      packed.set(
        name,
        files.map(({ path }) => path),
      );
  });

  test.each(manifests)(
    '%s holds licence, notice, README, sources and what was built of them, and no more',
    (_, manifest) => {
      const files = packed.get(String(manifest['name']))!;
      expect(files).toEqual(
        expect.arrayContaining([
          'LICENSE',
          'NOTICE',
          'README.md',
          'dist/bundle/index.js',
          'dist/index.d.ts',
          'src/index.ts',
        ]),
      );
      const strange = files.filter(
        (file) =>
          !/^(LICENSE|NOTICE|README\.md|package\.json|(bin|dist|native|src)\/.*|results\.schema\.json)$/.test(file),
      );
      expect(strange).toEqual([]);
      expect(files.filter((file) => file.endsWith('.tsbuildinfo'))).toEqual([]);
    },
  );

  test.each(manifests)('%s says where it is from, with the licence of the repository', (name, manifest) => {
    const url = 'https://github.com/advtrain/advtrain';
    expect(manifest).toMatchObject({
      homepage: `${url}/tree/main/packages/${name}#readme`,
      bugs: `${url}/issues`,
      repository: { type: 'git', url: `git+${url}.git`, directory: `packages/${name}` },
      author: 'The advtrain authors',
      license: 'Apache-2.0',
      // Those whose require takes modules of ECMAScript, which is all that packages have.
      engines: { node: '^20.19 || ^22.12 || >=24' },
    });
    expect(manifest['keywords']).toContain('adversarial-training');
    for (const file of ['LICENSE', 'NOTICE'])
      expect(readFileSync(join(root, 'packages', name, file), 'utf8')).toBe(readFileSync(join(root, file), 'utf8'));
  });
});

test.each(manifests)('%s is on the page of packages, in the list and among the sizes', (name, manifest) => {
  const [list, sizes] = readFileSync(join(root, 'docs', 'packages.md'), 'utf8').split('## Sizes');
  expect(list).toContain(`(../packages/${name}/README.md)`);
  expect(sizes).toMatch(new RegExp(`^\\| \`${String(manifest['name'])}\` +\\|( +[\\d.]+( [kM]B)? \\|){4}$`, 'm'));
});

test('a type checker that resolves as bundlers do sees what runs on Node', async () => {
  const folder = join(results, 'bundler');
  mkdirSync(folder, { recursive: true });
  const imports = [
    "import { engine, installEngine } from '@advtrain/engine';",
    "import { load, save } from '@advtrain/models';",
    "import { textFile } from '@advtrain/datasets';",
    "import { readTensorFile } from '@advtrain/core';",
    'export const all = [installEngine, load, save, textFile, readTensorFile];',
    "export const engines = [engine({ backend: 'native' }), engine({ backend: 'webgpu' })];",
  ];
  writeFileSync(join(folder, 'program.ts'), imports.join('\n'));
  const compilerOptions = {
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: ['node'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['program.ts'] }));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  expect((await run(process.execPath, [tsc, '-p', folder], root)).stdout).toBe('');
});
