import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { output, registryAnswers, run } from '../process.ts';
import { compiled, examples } from '../repository/readme.ts';
import { type Registry, serveRegistry } from './registry.ts';
import { root } from '../root.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-pack-'));
const online = await registryAnswers(folder);

/** The folders of the packages that are published. */
const published = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name))
  .filter((path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).private !== true);

/** Everything that installing @advtrain/freelb puts onto a disk. A longer list wants a reason. */
const ALONG: readonly string[] = [
  // ours
  '@advtrain/attacks',
  '@advtrain/core',
  '@advtrain/engine',
  '@advtrain/freelb',
  // TensorFlow.js, and what it depends on
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-core',
  '@types/emscripten',
  '@types/long',
  '@types/offscreencanvas',
  '@types/seedrandom',
  '@webgpu/types',
  'long',
  'node-fetch',
  'seedrandom',
  'tr46',
  'webidl-conversions',
  'whatwg-url',
  // the options of an entry, as JSON Schema
  'typebox',
  // getting native TensorFlow: Node's headers, downloads through proxies, wheels, a progress bar
  'ansi-regex',
  'cli-progress',
  'emoji-regex',
  'is-fullwidth-code-point',
  'node-api-headers',
  'pend',
  'string-width',
  'strip-ansi',
  'undici',
  'yauzl',
];

interface Installed {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

describe.skipIf(!online)(
  online ? 'the packed packages' : 'the packed packages (skipped: npm reaches no registry)',
  () => {
    const project = join(folder, 'project');
    const command = join(folder, 'command');
    let registry: Registry;

    beforeAll(async () => {
      const packed = join(folder, 'packed');
      mkdirSync(packed);
      const others = (await output('npm', ['config', 'get', 'registry'], folder)).trim();
      registry = await serveRegistry(published, packed, others);
      for (const empty of [project, command]) {
        mkdirSync(empty);
        writeFileSync(
          join(empty, '.npmrc'),
          `registry=${registry.address}\nignore-scripts=true\nfund=false\naudit=false\nupdate-notifier=false\n`,
        );
        writeFileSync(join(empty, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
      }
      await output('npm', ['install', '@advtrain/freelb'], project);
    });

    afterAll(async () => {
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('hold what was built, without tests, and say so in a README', () => {
      for (const name of readdirSync(join(project, 'node_modules', '@advtrain'))) {
        const there = readdirSync(join(project, 'node_modules', '@advtrain', name));
        expect(there, name).toEqual(expect.arrayContaining(['README.md', 'dist', 'package.json', 'src']));
        expect(there, name).not.toContain('test');
      }
    });

    test('install with no more than is needed, and with no install script in the tree', async () => {
      const along = (JSON.parse(await output('npm', ['query', '*'], project)) as Installed[]).filter(
        ({ name }) => name !== 'empty',
      );
      expect([...new Set(along.map(({ name }) => name))].sort()).toEqual([...ALONG].sort());
      const scripted = along.filter(({ scripts = {} }) =>
        ['preinstall', 'install', 'postinstall'].some((name) => name in scripts),
      );
      expect(scripted.map(({ name }) => name)).toEqual([]);
    });

    test("run the README's example of FreeLB in an empty project", async () => {
      const [example] = examples(join(root, 'packages', 'freelb', 'README.md'));
      writeFileSync(join(project, 'example.mjs'), await compiled(example!));
      const { code, stdout, stderr } = await run(process.execPath, ['example.mjs'], project);
      expect(stderr).not.toMatch(/error/i);
      expect(code, stderr).toBe(0);
      expect(stdout.trim()).not.toBe('');
    });

    test("carry types that the README's example of FreeLB compiles against", async () => {
      const [example] = examples(join(root, 'packages', 'freelb', 'README.md'));
      writeFileSync(join(project, 'example.ts'), example!.source);
      const typescript = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
      const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck'];
      const { code, stdout } = await run(process.execPath, [typescript, ...flags, 'example.ts'], project);
      expect(stdout).toBe('');
      expect(code).toBe(0);
    });

    test('hold the command, which npx runs in an empty project and which builds nothing there', async () => {
      await output('npm', ['install', 'advtrain'], command);
      const help = await run('npx', ['advtrain', '--help'], command);
      expect(help.stderr).toBe('');
      expect(help.stdout).toContain('Usage: advtrain [options] [command]');
      expect(help.code).toBe(0);
      expect(await output('npx', ['advtrain', 'methods'], command)).toMatch(/^freelb: /m);
    });

    test("run the contract on a method of one's own, as the README of the testing package has it", async () => {
      const own = join(folder, 'own');
      mkdirSync(own);
      for (const file of ['.npmrc', 'package.json']) cpSync(join(command, file), join(own, file));
      await output(
        'npm',
        ['install', '@advtrain/testing', '@advtrain/attacks', '@advtrain/core', 'vitest@4.1.12'],
        own,
      );
      const readme = readFileSync(join(own, 'node_modules', '@advtrain', 'testing', 'README.md'), 'utf8');
      writeFileSync(join(own, 'one-move.test.js'), /^```js\n([\s\S]*?)^```$/m.exec(readme)![1]!);
      const { code, stdout } = await run('npx', ['vitest', 'run', '--reporter=json', '-t', 'wasm'], own);
      const { numPassedTests, numFailedTests } = JSON.parse(stdout) as Record<string, number>;
      expect([code, numFailedTests]).toEqual([0, 0]);
      expect(numPassedTests).toBeGreaterThan(15);
      expect(readdirSync(join(own, 'node_modules', '@advtrain'))).not.toContain('golden');
    });

    test('name only files that were packed', () => {
      const manifest = JSON.parse(
        readFileSync(join(project, 'node_modules', '@advtrain', 'freelb', 'package.json'), 'utf8'),
      );
      expect(manifest.license).toBe('Apache-2.0');
      expect(manifest.exports['.'].types).toBe('./dist/index.d.ts');
    });
  },
);
