import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../src/models/load-model.ts';
import { families } from '../../src/models/scratch.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-model-'));
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
});
