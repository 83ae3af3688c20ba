import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../src/models/load-model.ts';
import { baseName } from '../../src/models/save-model.ts';
import { families } from '../../src/models/scratch.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-model-'));
const at = (name: string) => join(folder, name);
const use = { kind: 'classification', labelNames: ['no', 'yes'], maxLength: 16, texts: ['good', 'bad'] } as const;

describe('a model to start from', () => {
  beforeAll(() => engine({ backend: 'cpu' }));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([...families.map((family) => `tiny-${family}`), 'folder'])(
    '(%s) says how many numbers are in it',
    async (name) => {
      const started = await loadModel(name === 'folder' ? 'tiny-albert' : name, use, {});
      const model = await started.fresh(1);
      const size = Object.values(model.params).reduce((sum, each) => sum + each.size, 0);
      await started.save(folder, model.params);
      model.dispose();
      const { parameters } = name === 'folder' ? await loadModel(folder, use, {}) : started;
      expect(parameters).toBe(size);
    },
  );

  test('is another where its tokenizer is', async () => {
    const started = await loadModel('tiny-bert', use, {});
    const model = await started.fresh(1);
    await started.save(at('tokens'), model.params);
    model.dispose();
    const { fingerprint } = await loadModel(at('tokens'), use, {});
    expect((await loadModel(at('tokens'), use, {})).fingerprint).toBe(fingerprint);
    const path = join(at('tokens'), 'tokenizer.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"lowercase":true', '"lowercase":false'));
    expect((await loadModel(at('tokens'), use, {})).fingerprint).not.toBe(fingerprint);
  });

  test('called as one that is known keeps what was trained, and draws the pooler anew that never was', async () => {
    const bias = 'bert.pooler.dense.bias';
    const weight = 'bert.pooler.dense.weight';
    process.env['ADVTRAIN_MODELS'] = folder;
    try {
      const started = await loadModel('tiny-bert', use, {});
      const model = await started.fresh(1);
      await started.save(at('minilm-l6'), model.params);
      const poolerOf = async (labelNames: readonly string[]) => {
        const { title, fresh } = await loadModel('minilm-l6', { ...use, labelNames }, {});
        const { params, dispose } = await fresh(2);
        const pooler = { title, bias: await params[bias]!.data(), weight: await params[weight]!.data() };
        dispose();
        return pooler;
      };
      const own = await model.params[weight]!.data();
      const three = ['no', 'yes', 'perhaps'];
      expect(await poolerOf(use.labelNames)).toMatchObject({ title: 'minilm-l6', weight: own });
      const published = await poolerOf(three);
      expect(published.title).toBe('all-MiniLM-L6-v2, pretrained');
      expect(published.weight).not.toEqual(own);
      model.params[bias]!.assign(tf.fill(model.params[bias]!.shape, 0.25));
      await started.save(at('minilm-l6'), model.params);
      model.dispose();
      const trained = await poolerOf(three);
      expect(trained).toMatchObject({ title: 'minilm-l6', weight: own });
      expect(trained.bias[0]).toBe(0.25);
    } finally {
      delete process.env['ADVTRAIN_MODELS'];
    }
  });

  test('is named to an adapter by its path where it is a folder of a model, and by its name on the hub where only a folder is called so', async () => {
    const started = await loadModel('tiny-bert', use, {});
    const model = await started.fresh(1);
    await started.save(at('roberta-large'), model.params);
    model.dispose();
    mkdirSync(at('roberta-base'));
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(await baseName('roberta-large')).toBe(resolve('roberta-large'));
      expect(await baseName('roberta-base')).toBe('FacebookAI/roberta-base');
    } finally {
      process.chdir(before);
    }
  });
});
