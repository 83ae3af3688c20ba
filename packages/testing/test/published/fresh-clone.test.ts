import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { output, registryAnswers, run, type Ended } from '../process.ts';
import { copyBuilds, copyCheckout } from './checkout.ts';
import { otherNode } from './other-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-clone-'));
const clone = join(folder, 'clone');
const inside = join(clone, 'docs');
const home = join(folder, 'home');
const online = await registryAnswers(folder);
const others = online
  ? await Promise.all([22, 24].map(async (major) => ({ major, program: await otherNode(major, folder) })))
  : [];

/** Nothing of this machine's user: no cache, no native TensorFlow, no setting. */
const env: NodeJS.ProcessEnv = {
  HOME: home,
  XDG_CACHE_HOME: '',
  ADVTRAIN_CACHE: '',
  ADVTRAIN_BUILT: '',
  ADVTRAIN_REQUIRE_NATIVE: '',
};

function advtrain(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return run('npx', ['advtrain', ...args], inside, { ...env, ...more });
}

const once = "Building advtrain's packages (about a minute, once).";

describe.skipIf(!online)(
  online ? 'a fresh clone, in an empty home' : 'a fresh clone (skipped: npm reaches no registry)',
  () => {
    beforeAll(async () => {
      mkdirSync(home);
      await copyCheckout(clone);
      await output('npm', ['ci', '--ignore-scripts', '--prefer-offline'], clone);
      copyBuilds(clone, 'advtrain');
    });

    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    test('npx advtrain says that it builds, once for two that start together, and both do what they are for', async () => {
      const [help, methods] = await Promise.all([advtrain(['--help']), advtrain(['methods'])]);
      expect(help.code, help.stderr).toBe(0);
      expect(help.stdout).toContain('Usage: advtrain [options] [command]');
      expect(methods.code, methods.stderr).toBe(0);
      expect(methods.stdout).toMatch(/^freelb: /m);
      expect([help.stderr, methods.stderr].filter((said) => said.includes(once))).toHaveLength(1);
      expect(existsSync(join(clone, 'packages', 'advtrain', 'dist', 'main.js'))).toBe(true);
    });

    test('npx advtrain says nothing of building when all is built', async () => {
      const { code, stdout, stderr } = await advtrain(['--help']);
      expect(code).toBe(0);
      expect(stdout).toContain('Usage: advtrain [options] [command]');
      expect(stderr).toBe('');
    });

    test('a wrong command ends with 2, as it does in a published package', async () => {
      expect(await advtrain(['nonsense'])).toMatchObject({ code: 2 });
    });

    test('changed sources are not built while another process runs from the build', async () => {
      const note = join(clone, 'node_modules', '.cache', 'advtrain', `running-${String(process.pid)}`);
      const source = join(clone, 'packages', 'freelb', 'src', 'freelb.ts');
      const before = new Date(0);
      writeFileSync(note, '');
      utimesSync(source, new Date(), new Date());
      const { code, stderr } = await advtrain(['--help']);
      expect(stderr).toBe(
        `Sources changed, but process ${String(process.pid)} runs from their build: wait until it ends, or set ADVTRAIN_BUILT=1 to run from that build too.\n`,
      );
      expect(code).toBe(1);
      expect(await advtrain(['--help'], { ADVTRAIN_BUILT: '1' })).toMatchObject({ code: 0, stderr: '' });
      rmSync(note);
      utimesSync(source, before, before);
      expect(await advtrain(['--help'])).toMatchObject({ code: 0, stderr: '' });
    });

    test('npm publish builds what is not built first, and refuses where nothing is installed', async () => {
      const folder = join(clone, 'packages', 'statistics');
      rmSync(join(folder, 'dist'), { recursive: true });
      type Packed = { readonly files: readonly { readonly path: string }[] };
      const said = JSON.parse(await output('npm', ['publish', '--dry-run', '--json'], folder, env)) as
        Packed | Readonly<Record<string, Packed>>;
      // Some versions of npm say it by the names of packages.
      const packed = 'files' in said ? (said as Packed) : Object.values(said)[0]!;
      expect(packed.files.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['dist/bundle/index.js', 'dist/index.d.ts']),
      );
      renameSync(join(clone, 'node_modules'), join(clone, 'elsewhere'));
      const refused = await run('npm', ['publish', '--dry-run'], folder, env);
      renameSync(join(clone, 'elsewhere'), join(clone, 'node_modules'));
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain(
        `@advtrain/statistics cannot be packed, for nothing is installed in ${clone}, but building needs it: run npm ci there.`,
      );
    });

    test.each(others)('the command starts on Node $major', async ({ program }) => {
      expect(program, 'npm has that Node').toBeDefined();
      const launcher = join(clone, 'packages', 'advtrain', 'bin', 'advtrain.js');
      const { code, stdout, stderr } = await run(program!, [launcher, '--help'], inside, env);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('Usage: advtrain [options] [command]');
    });

    test.each([
      [[], 'The method needs a name: npm run new-method r-drop.'],
      [['R-Drop'], 'The name is "R-Drop", but must be small letters and digits, in words joined by "-": r-drop.'],
      [['freelb'], 'packages/freelb is there already: choose another name.'],
      [['class'], 'The factory would be called class, which is a word of the language: choose another name.'],
      [['key'], 'key means something else in README.md already: choose another name.'],
      [['two', 'names'], 'There is one name, but also "names".'],
    ])('npm run new-method refuses %j in one sentence', async (names, sentence) => {
      const script = join(clone, 'scripts', 'new-method.js');
      const { code, stderr } = await run(process.execPath, [script, ...names], inside);
      expect(stderr).toBe(`${sentence}\n`);
      expect(code).toBe(2);
    });

    test('npm run new-method makes a package that is linked, is formatted, passes lint and its own tests', async () => {
      const said = await output('npm', ['run', '-s', 'new-method', 'random-point'], clone);
      expect(said).toContain('packages/advtrain/src/methods.ts: randomPointEntry');
      const made = join(clone, 'packages', 'random-point');
      expect(existsSync(join(clone, 'node_modules', '@advtrain', 'random-point', 'package.json'))).toBe(true);
      const { dependencies } = JSON.parse(readFileSync(join(clone, 'packages', 'advtrain', 'package.json'), 'utf8'));
      expect(dependencies).toHaveProperty('@advtrain/random-point');
      await output('npx', ['prettier', '--check', made, join(clone, 'packages', 'advtrain')], clone);
      await output('npm', ['run', 'lint'], made);
      await output('npm', ['test'], made, env);
      const { numPassedTests, numFailedTests } = JSON.parse(
        readFileSync(join(made, 'test-results', 'vitest.json'), 'utf8'),
      );
      expect(numPassedTests).toBeGreaterThan(20);
      expect(numFailedTests).toBe(0);
    });
  },
);
