import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Comparison, RunResult } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPlugins } from '../../src/index.ts';
import { advtrain, ended } from '../advtrain.ts';
import type { Ended } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-plugins-'));
const at = (name: string) => join(folder, name);
const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** A method of one's own, in a folder that no package is in: noise of normal steps, and a round at each. */
const method = `import { defineMethod, real, whole } from '@advtrain/core';
import { fold, normal } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

function noisy({ rounds, sigma }) {
  return {
    name: 'noisy',
    *perturb(step) {
      for (let k = 0; k < rounds; k++) {
        const noise = tf.mul(normal(step.x.shape, fold(step.key, 'noise.' + k)), sigma);
        yield { delta: step.mask ? tf.mul(noise, step.mask) : noise, weight: 1 / rounds };
      }
    },
  };
}

export const noisyEntry = defineMethod({
  name: 'noisy',
  title: 'Noisy rounds',
  package: 'my-method.js',
  about: 'training on examples with normal noise',
  options: {
    rounds: whole({ min: 1, default: 2, says: 'rounds a step' }),
    sigma: real({ min: 0, default: 0.01, says: 'standard deviation of the noise' }),
  },
  cost: '3·rounds units a batch',
  units: ({ rounds }) => 3 * rounds,
  plugins: (options) => [noisy(options)],
});
`;

beforeAll(() => {
  writeFileSync(at('package.json'), '{ "type": "module" }');
  writeFileSync(at('my-method.js'), method);
  const rows = Array.from({ length: 40 }, (_, i) => `film ${i} was ${i % 2 ? 'good' : 'bad'},${i % 2 ? 'yes' : 'no'}`);
  writeFileSync(at('films.csv'), `text,label\n${rows.join('\n')}\n`);
  const attack = { steps: 1, radii: [0.1], examples: 4 };
  const tiny = { data: at('films.csv'), model: 'scratch', batchSize: 8, epochs: 1, maxLength: 16, attack };
  writeFileSync(at('tiny.json'), JSON.stringify(tiny));
  writeFileSync(at('named.json'), JSON.stringify({ ...tiny, plugins: [at('my-method.js')], methods: ['noisy'] }));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A module with an entry that needs nothing, by default. */
const entry = (more: string) =>
  `const entry = { name: 'x', title: 'X', package: 'x', about: 'x', options: {}, cost: '', units: () => 3, plugins: () => [] };
export default { ...entry, ${more} };\n`;

/** A script in a project that has these packages. */
const script = `import { compare } from '@advtrain/compare';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { loadTask, resolve } from 'advtrain';
import { noisyEntry } from './my-method.js';

const chosen = await engine({ backend: 'wasm' });
const methods = [naturalEntry, noisyEntry];
const tiny = { data: 'films.csv', model: 'scratch', batchSize: 8, epochs: 1, attack: { steps: 1, radii: [0.1], examples: 4 } };
const { settings, task } = await loadTask(resolve({ ...tiny, options: { noisy: { rounds: 3 } } }, methods), {});
const comparison = await compare({ ...settings, methods, task, engine: chosen, folder: 'by-script' });
process.stdout.write(JSON.stringify(comparison));
`;

/** Runs a script in its folder, on the sources. */
function scripted(path: string): Promise<Ended> {
  return ended(['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href, path], dirname(path));
}

const results = (name: string) => JSON.parse(readFileSync(join(at(name), 'results.json'), 'utf8')) as Comparison;

describe('a method of its own, of which nothing here knows', () => {
  test('takes part in a comparison by script', async () => {
    symlinkSync(join(root, 'node_modules'), at('node_modules'));
    writeFileSync(at('script.js'), script);
    const { code, out, err } = await scripted(at('script.js'));
    rmSync(at('node_modules'));
    expect(code, err).toBe(0);
    const { runs, methods: compared } = JSON.parse(out) as Comparison;
    expect(compared[1]).toMatchObject({ title: 'Noisy rounds', settings: 'rounds 3, sigma 0.01' });
    expect(runs.map(({ units }) => units)).toEqual([
      { predicted: 12, counted: 12 },
      // Half of its four steps are natural, as the preset has it.
      { predicted: 24, counted: 24 },
    ]);
    expect(readFileSync(at('by-script/report.html'), 'utf8')).toContain('Noisy rounds');
  });

  test('takes part in advtrain compare at the end of the methods, with options of its own', async () => {
    const command = ['compare', '--plugin', at('my-method.js'), '--config', at('tiny.json'), '--backend', 'wasm'];
    const asked = [...command, '--set', 'noisy.rounds=4', '--out', at('by-command')];
    const { code, err, out } = await advtrain(asked);
    expect(code, err).toBe(0);
    const usual = ['natural', 'natural-matched', 'pgd', 'freeat', 'yopo', 'freelb'];
    const { settings, runs } = results('by-command');
    expect(settings.methods).toEqual([...usual, 'noisy']);
    const noisy = runs.find((run) => run.method === 'noisy');
    expect(noisy?.options).toEqual({ rounds: 4, sigma: 0.01 });
    // It is the dearest, and the control trains for as long.
    expect(noisy?.units).toEqual({ predicted: 30, counted: 30 });
    expect(runs.find((run) => run.method === 'natural-matched')?.units.counted).toBe(30);
    expect(out).toContain('Noisy rounds');
    const report = readFileSync(at('by-command/report.html'), 'utf8');
    expect(report).toContain('Noisy rounds</li>');
    expect(report).toContain('training on examples with normal noise');
  });

  test('is run again when its file has changed, and only it', async () => {
    const command = ['compare', '--config', at('named.json'), '--methods', 'natural,noisy', '--backend', 'wasm'];
    const again = async () => (await advtrain([...command, '--out', at('changed')])).err;
    expect(await again()).toContain('[2/2] Noisy rounds, seed 1: rounds 2, sigma 0.01');
    expect(await again()).toContain('[2/2] Noisy rounds, seed 1: finished before');
    writeFileSync(at('my-method.js'), `${method}// Another state of it.\n`);
    const changed = await again();
    writeFileSync(at('my-method.js'), method);
    expect(changed).toContain('[1/2] natural, seed 1: finished before');
    expect(changed).toContain('[2/2] Noisy rounds, seed 1: rounds 2, sigma 0.01');
  });

  test('is another version with each file that it imports, however, and with the packages that it is in and imports', async () => {
    const files: Readonly<Record<string, string>> = {
      'package.json':
        '{ "name": "grown", "version": "1.0.0", "type": "module", "imports": { "#inner": "./inner.js" } }',
      'index.js': "export { default } from './lib/entry.js';",
      'lib/entry.js': `import 'helper';\nimport{scale}from"../scale.js";\nimport '#inner';\n${entry('title: `X ${scale}`')}`,
      'scale.js': "import old from './old.cjs';\nimport './lib/entry.js';\nexport const scale = old;\n",
      'old.cjs': "module.exports = require('./older');",
      'older.json': '"1.0.0"',
      'inner.js': "const later = () => import('./later.js'); // and from './nowhere.js'",
      'later.js': '',
      '../helper/package.json':
        '{ "name": "helper", "version": "1.0.0", "type": "module", "exports": { "import": "./index.js" } }',
      '../helper/index.js': '',
    };
    const put = (name: string, text: string) => {
      const path = at(`node_modules/grown/${name}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    };
    const version = async () => (await loadPlugins([at('node_modules/grown/index.js')]))[0]!.version;
    for (const [name, text] of Object.entries(files)) put(name, text);
    const first = await version();
    const alike: string[] = [];
    for (const [name, text] of Object.entries(files)) {
      put(name, name.endsWith('.json') ? text.replace('1.0.0', '1.0.1') : `${text}\n// Changed.`);
      if ((await version()) === first) alike.push(name);
      put(name, text);
      expect(await version()).toBe(first);
    }
    // Of other packages the version tells.
    expect(alike).toEqual(['../helper/index.js']);
  });

  test('trains by advtrain train, accumulating batches', async () => {
    const more = ['--method', 'noisy', '--accumulate', '2', '--average', 'example', '--out', at('model'), '--json'];
    const trained = await advtrain(['train', '--config', at('named.json'), '--backend', 'wasm', ...more]);
    expect(trained.code, trained.err).toBe(0);
    expect(JSON.parse(trained.out) as RunResult).toMatchObject({ method: 'noisy', steps: 2, units: { counted: 24 } });
    expect(existsSync(at('model/model.safetensors'))).toBe(true);
  });

  test('is listed by advtrain methods, and its options are in the schema', async () => {
    const { out } = await advtrain(['methods', '--plugin', at('my-method.js')]);
    expect(out).toMatch(/^noisy: training on examples with normal noise\n {4}in my-method\.js\n/m);
    expect(out).toMatch(/^ {4}noisy\.rounds=2 +rounds a step; a whole number of at least 1$/m);
    const schema = await advtrain(['compare', '--schema', '--plugin', at('my-method.js')]);
    expect(JSON.parse(schema.out)).toMatchObject({
      properties: { options: { properties: { noisy: { type: 'object' } } } },
    });
  });

  test('may be in an installed package, and a default export', async () => {
    mkdirSync(at('node_modules/my-package'), { recursive: true });
    writeFileSync(at('node_modules/my-package/index.js'), entry(''));
    writeFileSync(at('node_modules/my-package/package.json'), '{ "type": "module", "main": "index.js" }');
    const here = process.cwd();
    process.chdir(folder);
    try {
      const [found] = await loadPlugins(['my-package', 'my-package']);
      expect(found).toMatchObject({ name: 'x', version: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    } finally {
      process.chdir(here);
    }
  });
});

describe('a plugin that is none is refused in a sentence', () => {
  test.each([
    [
      'no method',
      'export const a = 1;',
      /exports no method: export an entry, which defineMethod\(\) of @advtrain\/core/,
    ],
    ['a module that fails', 'throw new Error("not today");', /cannot be loaded \(not today\)/],
    ['a name that is taken', entry("name: 'freelb'"), /has a method "freelb", but there is one of that name/],
    ['a name with spaces', entry("name: 'my method'"), /A method's name is "my method", but must be small letters/],
    [
      'an entry without units',
      entry('units: undefined'),
      /units of the method "x" is missing; make it with defineMethod/,
    ],
    ['plugins that are no function', entry('plugins: []'), /plugins of the method "x" is \[\], but must be a function/],
    ['an option without default', entry("options: { a: { type: 'number' } }"), /Option "a" of x has no default/],
  ])('%s', async (name, text, sentence) => {
    const file = at(`${name.replaceAll(' ', '-')}.js`);
    writeFileSync(file, text);
    const { code, err } = await advtrain(['compare', '--plugin', file, '--out', at('never')]);
    expect(err).toMatch(sentence);
    expect(err).toContain(file);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  test.each([
    ['./missing.js', /The plugin is \.\/missing\.js, but there is no such file\./],
    [
      'no-such-package',
      /The plugin is no-such-package, but there is neither such a file nor such an installed package\./,
    ],
  ])('%s, which is not there', async (name, sentence) => {
    await expect(loadPlugins([name])).rejects.toThrow(sentence);
  });

  test('two plugins with methods of one name', async () => {
    writeFileSync(at('first.js'), entry(''));
    writeFileSync(at('second.js'), entry("title: 'Another'"));
    await expect(loadPlugins([at('first.js'), at('second.js')])).rejects.toThrow('there is one of that name');
  });
});
