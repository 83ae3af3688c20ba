import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../src/models/load-model.ts';
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
});
