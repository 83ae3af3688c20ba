import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { advtrainCommand } from '../src/fetch/index.ts';
import { engine, type BackendName } from '../src/index.node.ts';
import { withoutNative } from './native-presence.ts';

const folder = mkdtempSync(join(tmpdir(), 'engine-'));
const backends: BackendName[] = withoutNative ? ['wasm', 'cpu'] : ['native', 'wasm', 'cpu', 'native'];

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

/** Chooses the engine in a process of its own, in a folder, and returns what it said or why it failed. */
function choose(environment: Record<string, string>, options = '{}', cwd = folder): string {
  return chosen(environment, options, cwd).stdout.trim().split('\n').pop() ?? '';
}

function chosen(environment: Record<string, string>, options = '{}', cwd = folder): { stdout: string; stderr: string } {
  const module = new URL('../src/index.node.ts', import.meta.url).href;
  const file = join(cwd, 'choose.mts');
  writeFileSync(
    file,
    `import { engine } from ${JSON.stringify(module)};
     const info = await engine(${options}).catch((error) => ({ error: error.message }));
     console.log(process.env.TF_ENABLE_ONEDNN_OPTS);
     console.log(JSON.stringify(info));`,
  );
  const args = ['--import', import.meta.resolve('tsx'), file];
  const env = { ...process.env, ADVTRAIN_BACKEND: '', ...environment };
  return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
}

/** A folder with a stock package that loads where `process.dlopen` is out of its way. */
function userWith(name: 'tfjs-node' | 'tfjs-node-gpu'): string {
  const own = mkdtempSync(join(tmpdir(), 'engine-own-'));
  const home = join(own, 'node_modules/@tensorflow', name);
  mkdirSync(join(home, 'lib/napi-v8'), { recursive: true });
  writeFileSync(join(home, 'package.json'), `{"name":"@tensorflow/${name}","version":"4.22.0"}`);
  writeFileSync(join(home, 'lib/napi-v8/tfjs_binding.node'), 'loaded by what is in place of dlopen');
  const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  writeFileSync(
    join(home, 'index.js'),
    `const tf = require(${JSON.stringify(core)});
     tf.registerBackend('tensorflow', () => new tf.KernelBackend());
     exports.version = { 'tfjs-node': '4.22.0' };`,
  );
  return own;
}

describe('engine', () => {
  test(`switches between ${backends.join(', ')} in one process, with all gradients on each`, async () => {
    for (const backend of backends) {
      const info = await engine({ backend });
      expect(info).toMatchObject({ backend, why: expect.stringMatching(/^Running on .*, as asked for\.$/) as string });
      const x = tf.tensor2d([[1, 2], [3, 4]]); // prettier-ignore
      const gradient = tf.grad((y) => tf.sum(tf.square(tf.matMul(y, y))))(x);
      expect([...gradient.dataSync()]).toEqual([158, 274, 266, 482]);
      tf.dispose([x, gradient]);
    }
  });

  test('says which one runs, once, and is the same when asked again', async () => {
    const notes: string[] = [];
    const reporter = { note: (line: string): void => void notes.push(line) };
    await engine({ backend: 'cpu', reporter });
    const first = await engine({ backend: 'wasm', reporter });
    expect(await engine({ backend: 'wasm', reporter })).toBe(first);
    expect(notes).toHaveLength(2);
    expect(notes[1]).toBe(first.why);
  });

  test.skipIf(withoutNative || process.arch !== 'x64')(
    'multiplies with oneDNN, unless the environment says otherwise',
    () => {
      const usual = { TF_CPP_MIN_LOG_LEVEL: '2', TF_ENABLE_ONEDNN_OPTS: undefined } as unknown as Record<
        string,
        string
      >;
      const { stdout, stderr } = chosen(usual, "{ backend: 'native', reporter: { note() {} } }");
      expect(stdout).toMatch(/^1\n/);
      // TensorFlow announces it, whatever the level of its log.
      expect(stderr).toBe('');
      expect(chosen({ ...usual, TF_CPP_MIN_LOG_LEVEL: '0' }, "{ backend: 'native' }").stderr).toContain('oneDNN');
      expect(chosen({ ...usual, TF_ENABLE_ONEDNN_OPTS: '0' }, "{ backend: 'native' }").stdout).toMatch(/^0\n/);
    },
  );

  test('obeys ADVTRAIN_BACKEND, and an option before it', async () => {
    vi.stubEnv('ADVTRAIN_BACKEND', 'cpu');
    expect((await engine()).backend).toBe('cpu');
    expect((await engine({ backend: 'wasm' })).backend).toBe('wasm');
  });

  test('refuses an unknown backend and a wrong number of threads in a sentence', async () => {
    vi.stubEnv('ADVTRAIN_BACKEND', 'cuda');
    await expect(engine()).rejects.toThrow(
      'ADVTRAIN_BACKEND is cuda, but must be one of native, tfjs-node-gpu, tfjs-node, wasm, cpu.',
    );
    const { error } = JSON.parse(choose({ ADVTRAIN_THREADS: 'many' }, `{ backend: 'wasm' }`)) as { error: string };
    expect(error).toBe('ADVTRAIN_THREADS is many, but must be a whole number from 1 to 1024.');
  });

  test('falls to WebAssembly where native TensorFlow is not installed, and says why and the remedy', () => {
    const info = JSON.parse(choose({ ADVTRAIN_CACHE: join(folder, 'empty') })) as { backend: string; why: string };
    expect(info.backend).toBe('wasm');
    expect(info.why).toMatch(
      /^Running on WebAssembly .*, because native TensorFlow is not installed; to change that, run `npx advtrain@\d+\.\d+\.\d+\S* engine install`\.$/,
    );
  });

  test('fails with the remedy where a backend that was asked for cannot load', () => {
    const environment = { ADVTRAIN_CACHE: join(folder, 'empty'), ADVTRAIN_BACKEND: 'native' };
    expect(choose(environment)).toContain(
      `The backend native was asked for, but native TensorFlow is not installed: run \`${advtrainCommand('engine install')}\`.`,
    );
    expect(choose({ ADVTRAIN_BACKEND: 'tfjs-node-gpu' })).toContain('@tensorflow/tfjs-node-gpu is not installed');
  });

  describe('beside a tfjs-node of the user that loads', () => {
    const own = userWith('tfjs-node');
    afterAll(() => rmSync(own, { recursive: true }));
    const loads = '(process.dlopen = () => {}, {})';

    test.skipIf(withoutNative)('runs on native TensorFlow, which records steps', () => {
      const { backend, why } = JSON.parse(choose({}, '{}', own)) as Record<string, string>;
      expect(backend).toBe('native');
      expect(why).toMatch(/^Running on native TensorFlow \S+ on the .PU, the fastest that is installed here\.$/);
    });

    test.skipIf(withoutNative)('names the ways to a GPU where the stock package for one is there', () => {
      const gpu = userWith('tfjs-node-gpu');
      const { backend, device, why } = JSON.parse(choose({}, '{}', gpu)) as Record<string, string>;
      rmSync(gpu, { recursive: true });
      expect(backend).toBe('native');
      if (device === 'cpu')
        expect(why).toMatch(
          /, which alone records steps; for a GPU, run `npx advtrain@\S+ engine install --gpu`, or set ADVTRAIN_BACKEND=tfjs-node-gpu\.$/,
        );
    });

    test('takes it where native TensorFlow is not installed, and says what it cannot and the remedy', () => {
      const empty = { ADVTRAIN_CACHE: join(folder, 'empty') };
      const { backend, why } = JSON.parse(choose(empty, loads, own)) as Record<string, string>;
      expect(backend).toBe('tfjs-node');
      expect(why).toMatch(
        /^Running on @tensorflow\/tfjs-node 4\.22\.0 on the CPU, which cannot record steps and is slower than native TensorFlow, because native TensorFlow is not installed; to change that, run `npx advtrain@\S+ engine install`\.$/,
      );
    });

    test('takes it where it is asked for, and says what it cannot', () => {
      const { backend, why } = JSON.parse(choose({ ADVTRAIN_BACKEND: 'tfjs-node' }, loads, own)) as Record<
        string,
        string
      >;
      expect(backend).toBe('tfjs-node');
      expect(why).toBe(
        'Running on @tensorflow/tfjs-node 4.22.0 on the CPU, as asked for, which cannot record steps and is slower than native TensorFlow.',
      );
    });
  });

  test('passes over a tfjs-node of the user whose addon does not load, and says so', () => {
    const home = join(folder, 'node_modules/@tensorflow/tfjs-node');
    mkdirSync(join(home, 'lib/napi-v8'), { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"name":"@tensorflow/tfjs-node","version":"4.22.0"}');
    writeFileSync(join(home, 'lib/napi-v8/tfjs_binding.node'), 'not an addon');
    const { rejected } = JSON.parse(choose({ ADVTRAIN_CACHE: join(folder, 'empty') })) as {
      rejected: { reason: string }[];
    };
    expect(rejected.map(({ reason }) => reason)[2]).toMatch(/^@tensorflow\/tfjs-node does not load \(.*\)$/);
  });
});
