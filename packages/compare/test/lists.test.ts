import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { advtrain } from './advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-lists-'));
/** Nothing of this machine's own. */
const env = { ADVTRAIN_CACHE: join(folder, 'cache'), ADVTRAIN_DATA: '', ADVTRAIN_MODELS: join(folder, 'models') };

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('advtrain tasks', () => {
  mkdirSync(join(folder, 'glue/RTE'), { recursive: true });
  writeFileSync(join(folder, 'glue/RTE/dev.tsv'), 'index\tsentence1\tsentence2\tlabel\n');

  it('says of each task its size, metric and licence, and which splits are in a folder', async () => {
    const { code, out } = await advtrain(['tasks', '--json', '--data-from', folder], { env });
    expect(code).toBe(0);
    const rte = (JSON.parse(out) as { name: string; splits: object[] }[]).find(({ name }) => name === 'glue/rte');
    expect(rte).toMatchObject({ kind: 'classification', metrics: ['accuracy'], licence: 'none stated' });
    expect(rte?.splits).toEqual([
      { split: 'train', rows: 2490, labelled: true, present: false },
      { split: 'dev', rows: 277, labelled: true, present: true },
      { split: 'test', rows: 3000, labelled: false, present: false },
    ]);
  });

  it('has a line for each', async () => {
    const { out } = await advtrain(['tasks'], { env });
    expect(out).toMatch(/^glue\/stsb +regression +5,749 +1,500 +1,379 +pearson, spearman +– +/m);
  });
});

describe('advtrain models', () => {
  mkdirSync(join(folder, 'models/roberta-large'), { recursive: true });
  writeFileSync(join(folder, 'models/roberta-large/config.json'), '{}');

  it('says of each model its size and licence, and where it is', async () => {
    const { code, out } = await advtrain(['models', '--json'], { env });
    expect(code).toBe(0);
    const { models } = JSON.parse(out) as { models: { name: string; folder?: string }[] };
    const named = (name: string) => models.find((model) => model.name === name);
    expect(named('roberta-large')).toMatchObject({
      ...{ family: 'roberta', parameters: 354_310_144, licence: 'MIT' },
      folder: join(folder, 'models/roberta-large'),
    });
    expect(named('albert-xxlarge-v2')).not.toHaveProperty('folder');
  });

  it('has a line for each', async () => {
    const { out } = await advtrain(['models'], { env });
    expect(out).toMatch(/^roberta-large +roberta +24 × 1024 +354,310,144 +1\.4 GB +MIT +yes +FacebookAI/m);
    expect(out).toMatch(/^fast-mnist +MNIST/m);
  });
});
