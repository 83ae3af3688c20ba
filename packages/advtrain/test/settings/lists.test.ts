import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-lists-'));
/** Nothing of this machine's own. */
const env = { ADVTRAIN_CACHE: join(folder, 'cache'), ADVTRAIN_DATA: '', ADVTRAIN_MODELS: join(folder, 'models') };

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('advtrain tasks', () => {
  mkdirSync(join(folder, 'glue/RTE'), { recursive: true });
  writeFileSync(join(folder, 'glue/RTE/dev.tsv'), 'index\tsentence1\tsentence2\tlabel\n');

  test('says of each task its size, metric and licence, and which splits are in a folder', async () => {
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

  test('has a line for each', async () => {
    const { out } = await advtrain(['tasks'], { env });
    expect(out).toMatch(/^glue\/stsb +regression +5,749 +1,500 +1,379 +pearson, spearman +– +/m);
  });
});

describe('advtrain models', () => {
  mkdirSync(join(folder, 'models/roberta-large'), { recursive: true });
  writeFileSync(join(folder, 'models/roberta-large/config.json'), '{}');

  test('says of each model its size and licence, and where it is', async () => {
    const { code, out } = await advtrain(['models', '--json'], { env });
    expect(code).toBe(0);
    const { models } = JSON.parse(out) as { models: { name: string; folder?: string }[] };
    const named = (name: string) => models.find((model) => model.name === name);
    expect(named('roberta-large')).toMatchObject({
      family: 'roberta',
      parameters: 354_310_144,
      licence: 'MIT',
      folder: join(folder, 'models/roberta-large'),
    });
    expect(named('albert-xxlarge-v2')).not.toHaveProperty('folder');
  });

  test('has a line for each', async () => {
    const { out } = await advtrain(['models'], { env });
    expect(out).toMatch(/^roberta-large +roberta +24 × 1024 +354,310,144 +1\.4 GB +MIT +yes +FacebookAI/m);
    expect(out).toMatch(/^fast-mnist +MNIST/m);
  });
});

describe('advtrain recipes', () => {
  type Needs = { model: object; data: object };
  const needs = async (...args: readonly string[]): Promise<Needs> => {
    const { code, out } = await advtrain(['recipes', ...args, '--json'], { env });
    expect(code).toBe(0);
    return (JSON.parse(out) as { needs: Needs }[])[0]!.needs;
  };

  test('says of each what its model and its data are licensed as, and whether they are here', async () => {
    mkdirSync(join(folder, 'both/RTE'), { recursive: true });
    for (const split of ['train', 'dev']) writeFileSync(join(folder, `both/RTE/${split}.tsv`), '');
    const asked = 'freelb/roberta-large/rte';
    const model = { licence: 'MIT', bytes: 1_422_000_000, present: true };
    const data = { licence: 'none stated', rows: 2490, present: false };
    // Of the folder's parts development alone is here.
    expect(await needs(asked, '--data-from', folder)).toEqual({ model, data });
    expect(await needs(asked, '--data-from', join(folder, 'both'))).toEqual({
      model,
      data: { ...data, present: true },
    });
    expect((await needs('freelb/albert-xxlarge-v2/rte')).model).toMatchObject({ bytes: 893e6, present: false });
  });

  test('has a line for each, and more on one of them', async () => {
    const { out } = await advtrain(['recipes', 'freelb'], { env });
    expect(out).toMatch(/^freelb\/roberta-large\/rte .* 2036 +1\.4 GB +model +MIT; none stated +accuracy 88\.13/m);
    const one = await advtrain(['recipes', 'freelb/albert-xxlarge-v2/rte'], { env });
    expect(one.out).toMatch(/^model +albert-xxlarge-v2 \(Apache-2\.0; 893 MB to download\)$/m);
    expect(one.out).toMatch(/^task +glue\/rte \(none stated; 2,490 examples to train on; not on this machine\)$/m);
    const nets = await advtrain(['recipes', 'fast'], { env });
    expect(nets.out).toMatch(/\(starts at random\)/);
  });
});
