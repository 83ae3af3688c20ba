import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';
import { writeTasks } from '../tasks-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-train-'));
const at = (name: string) => join(folder, name);
/** Nothing of this machine's own, and no network. */
const env = { ADVTRAIN_CACHE: at('cache'), ADVTRAIN_DATA: '', ADVTRAIN_MODELS: '', HF_HUB_OFFLINE: '1' };

const train = (...args: readonly string[]) =>
  advtrain(['train', '--tiny', '--backend', 'wasm', '--data-from', at('data'), ...args], { env });

/** Trains and gives what was measured. */
async function measured(...args: readonly string[]): Promise<RunResult> {
  const { code, out, err } = await train('--json', '--quiet', ...args);
  expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining('advtrain:') as string });
  return JSON.parse(out) as RunResult;
}

const config = (model: string) =>
  JSON.parse(readFileSync(join(at(model), 'config.json'), 'utf8')) as Readonly<Record<string, unknown>>;

beforeAll(() => {
  writeTasks(at('data'));
  writeTasks(at('short'));
  const test = join(at('short'), 'glue/WNLI/test.tsv');
  writeFileSync(test, readFileSync(test, 'utf8').split('\n').slice(0, 100).join('\n'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('advtrain train --recipe', () => {
  test('trains with the published options on the task, and writes a file for the test server', async () => {
    const recipe = ['--recipe', 'freelb/roberta-large/wnli', '--out', at('wnli'), '--submission', at('server')];
    const result = await measured(...recipe);
    expect(result.options).toEqual({ steps: 3, stepSize: 0.005, start: 0.01, radius: 0.01 });
    expect(result.units.counted).toBe(3 * 3 * result.steps);
    expect(result.scores?.['development']).toEqual({ accuracy: result.accuracy['development'] });
    expect(result.best?.development).toBe(result.accuracy['development']);
    expect(config('wnli')).toMatchObject({
      model_type: 'roberta',
      architectures: ['RobertaForSequenceClassification'],
      id2label: { 0: 'not_entailment', 1: 'entailment' },
    });
    const lines = readFileSync(join(at('server'), 'WNLI.tsv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect([lines[0], lines.length]).toEqual(['index\tprediction', 147]);
    expect(lines.slice(1).every((line) => /^\d+\t[01]$/.test(line))).toBe(true);
  });

  test("adds SMART's proximal point, at its cost", async () => {
    const few = ['--train-size', '12', '--epochs', '1', '--batch-size', '4', '--out', at('proximal')];
    const result = await measured('--recipe', 'smart/bert-base-uncased/stsb', ...few);
    expect(result.options).toMatchObject({ proximal: 1, decay: 0.99 });
    expect(result.units).toEqual({ predicted: 3 * (9 + 4), counted: 3 * (9 + 4) });
    const without = await measured('--recipe', 'smart/bert-base-uncased/stsb', '--set', 'smart.proximal=0', ...few);
    expect(without.units.counted).toBe(3 * 9);
    expect(without.curve[0]?.loss).toBe(result.curve[0]?.loss);
    expect(without.curve.at(-1)?.loss).not.toBe(result.curve.at(-1)?.loss);
  });

  test('trains on questions', async () => {
    const result = await measured('--recipe', 'freelb/roberta-large/arc-easy', '--out', at('questions'));
    expect(result.units.counted).toBe(12 * result.steps);
    expect(config('questions')['architectures']).toEqual(['RobertaForMultipleChoice']);
  });

  test('lets every option of the command line override it', async () => {
    const changed = ['--set', 'freelb.steps=1', '--epochs', '1', '--batch-size', '8', '--train-size', '16'];
    const result = await measured('--recipe', 'freelb/roberta-large/wnli', ...changed, '--out', at('changed'));
    expect(result.options).toMatchObject({ steps: 1, stepSize: 0.005 });
    expect([result.steps, result.units.counted]).toEqual([2, 6]);
  });
});

describe('advtrain train --task', () => {
  test('trains a regression on values, measured by both correlations', async () => {
    const result = await measured(
      '--task',
      'glue/stsb',
      '--method',
      'pgd',
      '--model',
      'albert-base-v2',
      '--out',
      at('sts'),
    );
    expect(Object.keys(result.scores?.['development'] ?? {})).toEqual(['pearson', 'spearman']);
    expect(result).toMatchObject({
      accuracy: {},
      predicted: [],
      robust: [],
      best: { step: expect.any(Number) as number },
    });
    expect(config('sts')).toMatchObject({
      model_type: 'albert',
      problem_type: 'regression',
      id2label: { 0: 'LABEL_0' },
    });
  });

  test('trains multiple choice with questions of three to five answers', async () => {
    const model = ['--model', 'distilbert-base-uncased', '--out', at('arc')];
    const result = await measured('--task', 'arc/easy', '--method', 'freeat', ...model);
    expect(result.accuracy['development']).toBe(result.scores?.['development']?.accuracy);
    expect(config('arc')['architectures']).toEqual(['DistilBertForMultipleChoice']);
  });

  test.each([
    ['arc/easy', 'trades'],
    ['glue/stsb', 'smart'],
    ['glue/wnli', 'tavat'],
  ])('trains %s with %s at the cost that it states', async (task, method) => {
    const few = ['--train-size', '12', '--epochs', '1', '--model', 'albert-base-v2'];
    const result = await measured('--task', task, '--method', method, ...few, '--out', at(method));
    expect(result.units.counted).toBeCloseTo(result.units.predicted);
    expect(result.status).toBe('finished');
  });

  test('tries a model that --config names as a tiny one of its family', async () => {
    writeFileSync(at('model.json'), JSON.stringify({ model: 'distilbert-base-uncased' }));
    const named = ['--method', 'natural', '--config', at('model.json'), '--epochs', '1', '--out', at('named')];
    await measured('--task', 'glue/wnli', ...named);
    expect(config('named')).toMatchObject({ model_type: 'distilbert' });
  });

  test('goes on from a saved folder with a head for another task', async () => {
    await measured('--task', 'glue/stsb', '--method', 'natural', '--model', 'bert-base-uncased', '--out', at('first'));
    await measured('--task', 'glue/wnli', '--method', 'natural', '--model', at('first'), '--out', at('second'));
    expect(config('second')).toMatchObject({ hidden_size: 32, problem_type: 'single_label_classification' });
  });

  test('stops when patience runs out, with the parameters of the best evaluation', async () => {
    // A learning rate that changes no prediction: no evaluation is better than the first.
    const still = ['--learning-rate', '1e-9', '--epochs', '4', '--patience', '1', '--batch-size', '8'];
    const result = await measured('--task', 'glue/wnli', '--method', 'natural', ...still, '--out', at('still'));
    expect(result.epochCurve.map(({ step }) => step)).toEqual([4, 8, 8]);
    expect([result.steps, result.best?.step]).toEqual([8, 4]);
  });
});

describe('advtrain train refuses in one sentence', () => {
  test.each<[string, readonly string[], number, RegExp]>([
    [
      'an unknown recipe',
      ['--recipe', 'freelb/bert/rte'],
      2,
      /no recipe "freelb\/bert\/rte"; near it are .*freelb\/roberta-large\/rte/,
    ],
    [
      'a recipe for a model that there is not',
      ['--recipe', 'freeat/wide-resnet-32-10/cifar10'],
      2,
      /^advtrain: freeat\/wide-resnet-32-10\/cifar10 cannot run as it is, for wide-resnet-32-10 is not among/,
    ],
    [
      'a method that is not for the task',
      ['--task', 'glue/stsb', '--method', 'vat', '--out', 'x'],
      2,
      /VAT is for classification.*glue\/stsb is regression of texts: choose another method/,
    ],
    [
      'an unknown task',
      ['--task', 'glue/rite', '--method', 'natural'],
      2,
      /no task "glue\/rite"; there are glue\/cola/,
    ],
    ['a task without training examples', ['--task', 'advglue/rte', '--method', 'pgd'], 2, /has no training examples/],
    ['a task and data', ['--task', 'glue/rte', '--data', 'spam', '--method', 'pgd'], 2, /--task and --data both say/],
    [
      'neither method nor recipe',
      ['--task', 'glue/rte', '--out', 'x'],
      2,
      /--method is missing, and there is no --recipe/,
    ],
    ['no folder', ['--task', 'glue/rte', '--method', 'pgd'], 2, /--out is missing, and there is no --recipe/],
    [
      'no patience',
      ['--recipe', 'freelb/roberta-large/wnli', '--patience', '0'],
      2,
      /--patience is 0, but must be a whole/,
    ],
    [
      'a seed of more than 32 bits',
      ['--recipe', 'freelb/roberta-large/wnli', '--seed', '4294967296'],
      2,
      /seeds\.0 is 4294967296, but must be at most 4294967295\./,
    ],
    [
      'a teacher that never moves',
      ['--recipe', 'smart/bert-base-uncased/stsb', '--set', 'smart.decay=1'],
      2,
      /--set smart\.decay is 1, but must be below 1\./,
    ],
    [
      ...(['a submission for no test server'] as const),
      ['--task', 'arc/easy', '--method', 'natural', '--out', at('x'), '--submission', at('y')],
      2,
      /--submission is for the tasks of GLUE, but the data are arc\/easy/,
    ],
    [
      ...(['a test set that cannot be had, before it trains'] as const),
      ['--task', 'glue/stsb', '--method', 'natural', '--out', at('x'), '--submission', at('y')],
      1,
      /HF_HUB_OFFLINE/,
    ],
    [
      ...(['a test set that is not whole, before it trains'] as const),
      [
        '--task',
        'glue/wnli',
        '--method',
        'natural',
        '--data-from',
        at('short'),
        '--out',
        at('x'),
        '--submission',
        at('y'),
      ],
      1,
      /test of glue\/wnli has 99 examples here, but the test server wants answers to 146; get its file again\./,
    ],
  ])('%s', async (_, args, exit, sentence) => {
    const { code, err } = await train(...args);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(exit);
  });
});
