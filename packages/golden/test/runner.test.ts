import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Trace } from '../src/cases/case.ts';
import { comparison, passes } from '../src/comparison/comparison.ts';
import { passLogitsTolerance } from '../src/cases/pass-logits-tolerance.ts';
import { comparePassLogits } from '../src/comparison/pass-logits.ts';
import { line } from '../src/report.ts';
import { runCase, type Outcome } from '../src/run.ts';
import type { SeenPass } from '../src/subject/witness.ts';
import { writeTrainingCase, type Written } from './write-case.ts';
import { run } from '../../testing/test/process.ts';
import { root } from '../../testing/test/root.ts';

let folder = '';
const folders: string[] = [];

beforeAll(async () => {
  await engine({ backend: 'cpu' });
});
beforeEach(() => {
  folders.push((folder = mkdtempSync(join(tmpdir(), 'advtrain-golden-'))));
});
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

function outcome(written: Omit<Written, 'folder'>): Outcome {
  writeTrainingCase({ folder, ...written });
  return runCase(folder, 'written');
}

describe('a golden case', () => {
  test('passes when every number is within its tolerance', () => {
    const ended = outcome({});
    expect(line(ended)).toMatch(/^passed +written +params .* · gradients .* · losses .* · gradNorms /);
  });

  test.each<[string, Omit<Written, 'folder'>, string]>([
    ['a parameter', { spoil: (expected) => (expected['param/classifier.weight']![3]! += 2e-5) }, 'params'],
    ['a gradient', { spoil: (expected) => (expected['grad/classifier.bias']![1]! -= 2e-5) }, 'gradients'],
    ['a number that is none', { spoil: (expected) => (expected['param/classifier.bias']![0] = NaN) }, 'params'],
    ['a loss', { losses: ([first = 0, second = 0]) => [first, second + 2e-5] }, 'losses'],
    ['the number of passes', { losses: (losses) => [...losses, 1] }, 'losses'],
    [
      'a tensor that the run does not have',
      { spoil: (expected) => (expected['param/nobody'] = new Float32Array(1)) },
      'params',
    ],
    ['the learning rate', { file: { optimizer: { name: 'sgd', learningRate: 0.11 } } }, 'params losses gradNorms'],
    ['the clipping', { file: { clipNorm: 0.01 } }, 'params losses gradNorms'],
  ])('fails when %s differs, and says in which groups', (_, written, groups) => {
    const ended = outcome(written);
    if (ended.status !== 'failed') throw new Error(`The case ${ended.status}.`);
    expect(
      ended.differences
        .filter((each) => !passes(each))
        .map((each) => each.group)
        .join(' '),
    ).toBe(groups);
    expect(line(ended)).toContain(`FAILED at`);
  });

  test('compares parameters whose true gradient is zero under a tolerance of their own', () => {
    const name = 'bert.encoder.layer.0.attention.self.key.bias';
    const loose = { names: [name], suggestedAbsTolerance: 0.01 };
    const strict = { suggestedAbsTolerance: 1e-5 };
    const tolerance = { params: strict, gradients: strict, losses: strict, gradNorms: strict };
    const spoil = (expected: Record<string, Float32Array>): void => {
      expected[`param/${name}`]![0]! += 1e-3;
    };
    expect(outcome({ spoil, file: { tolerance } }).status).toBe('failed');
    expect(outcome({ spoil, file: { tolerance: { ...tolerance, paramsWithZeroTrueGradient: loose } } }).status).toBe(
      'passed',
    );
  });

  test.each([
    [{ method: 'mystery' }, 'method "mystery" is not implemented yet'],
    [{ options: { deltaGradAccumulates: true } }, 'reproduces a mistake of the official code: deltaGradAccumulates'],
  ])('is skipped with the reason (%#)', (file, reason) => {
    expect(outcome({ file })).toMatchObject({ status: 'skipped', reason });
  });

  test.each([
    [
      { optimizer: { name: 'lion', learningRate: 1 } },
      'The optimizer is "lion", but this runner knows sgd, adam and adamw.',
    ],
    [{ method: 'pgd' }, 'The option stepSize of natural is undefined, but must be a number.'],
    [{ tolerance: {} }, 'case.json has no tolerance for'],
  ])('fails in one sentence when it cannot be understood (%#)', (file, reason) => {
    const ended = outcome({ file });
    expect(ended.status).toBe('failed');
    expect(line(ended)).toContain(reason);
  });

  test('fails in one sentence when a file is damaged', () => {
    writeTrainingCase({ folder });
    writeFileSync(join(folder, 'inputs.safetensors'), 'short');
    expect(line(runCase(folder, 'damaged'))).toMatch(/^failed +damaged +.*bytes, too few/);
    writeFileSync(join(folder, 'case.json'), '{');
    expect(line(runCase(folder, 'damaged'))).toContain('cannot be read as JSON');
  });
});

describe('a comparison', () => {
  const strict = { params: { suggestedAbsTolerance: 0.5 } };

  test('keeps the largest difference of a group and says where it is', () => {
    const differences = comparison(strict);
    differences.add('params', 'a', [1, 2], [1, 2.25]);
    differences.add('params', 'b', [1, 2], [1.5, 2]);
    differences.add('params', 'c', [1], [1]);
    expect(differences.differences()).toEqual([
      { group: 'params', largest: 0.5, at: 'b', tolerance: 0.5, compared: 5 },
    ]);
    expect(differences.differences().every(passes)).toBe(true);
  });

  test('never passes what is not a number, is not there, or compares nothing', () => {
    for (const [actual, expected] of [
      [[NaN], [1]],
      [[], [1]],
      [[1, 2], [1]],
      [[], []],
    ] as [number[], number[]][]) {
      const differences = comparison(strict);
      differences.add('params', 'a', actual, expected);
      expect(differences.differences().every(passes)).toBe(false);
    }
  });
});

describe('the logits of passes', () => {
  const seen = (microBatch: number, logits: number[]): SeenPass => ({
    microBatch,
    pass: 0,
    delta: new Float32Array(),
    loss: 0,
    logits: Float32Array.from(logits),
  });
  const taken = [seen(0, [1, 2, 3, 4]), seen(0, [5, 6, 7, 8]), seen(1, [1, 2])];
  const compared = (microBatch: number, logits: number[][]) => {
    const differences = comparison({ logits: { suggestedAbsTolerance: 0.1 } });
    comparePassLogits(differences, { trace: { passes: [{ microBatch, logits }] } }, taken);
    return differences.differences().map(({ largest }) => largest);
  };

  test('are those of the nearest pass on that micro-batch, all rows of it', () => {
    expect(
      compared(0, [
        [5, 6],
        [7, 8.5],
      ]),
    ).toEqual([0.5]);
    expect(
      compared(1, [
        [5, 6],
        [7, 8],
      ]),
    ).toEqual([Infinity]);
    expect(compared(2, [[1, 2]])).toEqual([Infinity]);
    expect(compared(1, [[1, 2]])).toEqual([0]);
  });

  test('fail a case when they are wrong', () => {
    cpSync(join(root, 'reference', 'fixtures', 'r3f-normal'), folder, {
      recursive: true,
    });
    const path = join(folder, 'trace.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"logits": \[\[/, '$&1'));
    const failed = line(runCase(folder, 'spoiled'))
      .split(' · ')
      .filter((part) => part.includes('FAILED'));
    expect(failed).toEqual([expect.stringContaining('FAILED at logits of 0, line 0')]);
  });

  test('may be as far away as 20 times what float32 loses, and at least 3e-6 of the largest', () => {
    const trace = (value: number): Trace => ({
      passes: [
        { microBatch: 0, logits: [[1, -8]] },
        { microBatch: 0, logits: [[value]] },
      ],
    });
    expect(passLogitsTolerance(trace(2.5), trace(2))).toEqual({ logits: { suggestedAbsTolerance: 10 } });
    expect(passLogitsTolerance(undefined, trace(2))).toEqual({ logits: { suggestedAbsTolerance: 8 * 3e-6 } });
    expect(passLogitsTolerance({}, {})).toEqual({});
  });
});

describe('npm run golden', () => {
  const golden = (...args: string[]) =>
    run(process.execPath, [join(root, 'packages', 'golden', 'dist', 'main.js'), ...args], folder);

  test('runs each case folder, ends with the count, and fails if one failed', async () => {
    writeTrainingCase({ folder: join(folder, 'right') });
    writeTrainingCase({ folder: join(folder, 'unknown'), file: { method: 'mystery' } });
    const good = await golden(folder, '--backend', 'cpu');
    expect(good.stderr).toBe('');
    expect(good.stdout.trim().split('\n').at(-1)).toBe('1 passed, 0 failed, 1 skipped');
    expect(good.code).toBe(0);
    writeTrainingCase({ folder: join(folder, 'wrong'), file: { optimizer: { name: 'sgd', learningRate: 1 } } });
    const bad = await golden(folder, '--backend', 'cpu');
    expect(bad.stdout.trim().split('\n').at(-1)).toBe('1 passed, 1 failed, 1 skipped');
    expect(bad.code).toBe(1);
  });

  test('takes one case folder as well', async () => {
    writeTrainingCase({ folder });
    const { stdout, stderr } = await golden(folder, '--backend', 'cpu');
    expect(stderr).toBe('');
    expect(stdout).toContain('1 passed, 0 failed, 0 skipped');
  });

  test.each([
    [[], 'Usage: npm run golden -- DIR'],
    [['nowhere'], 'There is no folder'],
    [['.'], 'has a case.json: name one that holds golden cases.'],
    [['.', '--loud'], "Unknown option '--loud'"],
    [['.', '--backend', 'abacus'], '--backend is "abacus", but must be one of'],
  ])('refuses a wrong command line with a sentence and code 2 (%#)', async (args, sentence) => {
    const { code, stderr } = await golden(...args);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
  });
});
