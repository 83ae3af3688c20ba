import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { asked } from '../../src/commands/harden/asked.ts';
import { divided } from '../../src/commands/harden/data/divide.ts';
import { surveySentences } from '../../src/commands/harden/data/survey-sentences.ts';
import { surveyOf } from '../../src/commands/harden/data/survey.ts';
import { methodsWithin, trainingBudget } from '../../src/commands/harden/plan/budget.ts';
import { estimateOf } from '../../src/commands/harden/plan/estimate.ts';
import { forget, keptOr } from '../../src/commands/harden/plan/kept.ts';
import { naturalStepsOf } from '../../src/commands/harden/plan/planned.ts';
import { stepsBeforeSizing } from '../../src/commands/harden/plan/sized.ts';
import { repeatText } from '../../src/commands/harden/repeat.ts';

const words = { good: ['good', 'great', 'fine', 'lovely'], bad: ['bad', 'awful', 'poor', 'dull'] };

function reviews(from: number, size: number) {
  const rows = Array.from({ length: size }, (_, row) => from + row);
  return {
    texts: rows.map((row) => {
      const own = row % 2 === 0 ? words.good : words.bad;
      return `film ${row} was ${own[row % 4]} and ${own[(3 * row) % 4]}`;
    }),
    labels: rows.map((row) => row % 2),
    labelNames: ['positive', 'negative'],
  };
}

describe('the data of a hardening', () => {
  test('are divided into what is trained on, picked by and reported, with no text in two of them', () => {
    const reported = reviews(1000, 20);
    const own = reviews(0, 100);
    const repeated = own.texts.map((text) => text.toUpperCase());
    const all = {
      ...own,
      texts: [...own.texts, ...repeated, reported.texts[3]!, ` ${reported.texts[4]!}`],
      labels: [...own.labels, ...own.labels, 1, 0],
    };
    const { train, selection, leftOut } = divided(all, reported);
    const plain = (texts: readonly string[]) => new Set(texts.map((text) => text.toLowerCase().trim()));
    expect(leftOut).toBe(2);
    expect(selection.labels).toHaveLength(40);
    expect(train.labels).toHaveLength(160);
    const sets = [train, selection, reported].map(({ texts }) => plain(texts));
    const sizes = sets.reduce((sum, { size }) => sum + size, 0);
    expect(new Set(sets.flatMap((texts) => [...texts])).size).toBe(sizes);
    // Whatever the order of the rows.
    const reversed = { ...all, texts: all.texts.toReversed(), labels: all.labels.toReversed() };
    expect(plain(divided(reversed, reported).selection.texts)).toEqual(plain(selection.texts));
  });

  test('are picked by half of what is unseen where the model may know the training rows', () => {
    const unseen = reviews(1000, 40);
    const own = reviews(0, 100);
    const all = { ...own, texts: [...own.texts, unseen.texts[7]!], labels: [...own.labels, 1] };
    const { train, selection, reported, leftOut } = divided(all, unseen, { isSeen: true });
    expect([train, selection, reported].map(({ labels }) => labels.length)).toEqual([100, 20, 20]);
    expect(new Set([...selection.texts, ...reported.texts])).toEqual(new Set(unseen.texts));
    expect(leftOut).toBe(1);
  });

  test('are refused where too few are left', () => {
    expect(() => divided(reviews(0, 6), reviews(100, 4))).toThrow(
      /^Of 6 training examples 0 are reported or picked by too/,
    );
  });

  test('are said with what was planted in them: copies, one text with two labels, and a wrong label', () => {
    const reported = reviews(1000, 20);
    const own = reviews(0, 200);
    const labels = own.labels.with(41, 0);
    const all = {
      ...own,
      texts: [...own.texts, own.texts[6]!, own.texts[8]!, reported.texts[0]!],
      labels: [...labels, own.labels[6]!, 1, 0],
    };
    const parts = divided(all, reported);
    const survey = surveyOf(parts, [3, 5, 7, 90], 64);
    expect(survey.repeated).toBe(2);
    expect(survey.conflicting).toEqual({ texts: 1, some: [own.texts[8]] });
    expect(survey.doubtful.some).toContainEqual(
      expect.objectContaining({ text: own.texts[41], label: 'positive', likelier: 'negative' }),
    );
    const said = surveySentences(survey).join('\n');
    expect(said).toContain('1 training row has a text that is reported or picked by too, and left out of training');
    expect(said).toContain('2 training rows repeat the text of an earlier one.\n1 text has more than one label');
    expect(said).toContain('; 25.0 % are cut at 64 (--max-length).');
    expect(said).toMatch(/\d labels? (is|are) in doubt/);
  });
});

describe('the budget of a hardening', () => {
  test('is a time for all training, or what each model may spend', () => {
    expect(trainingBudget('30m')).toEqual({ kind: 'clock', seconds: 1800 });
    expect(trainingBudget('1.5h')).toEqual({ kind: 'clock', seconds: 5400 });
    expect(trainingBudget('x3')).toEqual({ kind: 'each', allowance: 'x3' });
    expect(trainingBudget('units=200')).toEqual({ kind: 'each', allowance: 'units=200' });
    for (const wrong of ['', '0m', '30', 'units=0', '5 m', 'm'])
      expect(() => trainingBudget(wrong)).toThrow(`--budget is ${JSON.stringify(wrong)}, but must be a time`);
  });

  test('pays for as many methods as can each see all of the training rows, the control apart', () => {
    const methods = [100, 80, 150].map((pass, place) => ({ name: String(place), pass }));
    expect(methodsWithin(10, methods)).toBe(1);
    expect(methodsWithin(299, methods)).toBe(1);
    expect(methodsWithin(300, methods)).toBe(2);
    expect(methodsWithin(599, methods)).toBe(2);
    expect(methodsWithin(600, methods)).toBe(3);
  });

  test('lets a fifth of a model’s natural steps pass before sizes are measured, from 24 to 192', () => {
    // Two models of 2,400 units each, three units a step.
    const plan = { pace: 0.7, methods: ['freelb'], left: [], allowance: 'units=2400', seconds: 2 * 800 * 0.7 };
    expect(naturalStepsOf(plan)).toBe(800);
    expect([800, 50, 5000].map(stepsBeforeSizing)).toEqual([160, 24, 192]);
  });

  test('is told beside what measuring takes, which grows with models, examples and queries', () => {
    const work = {
      unit: 0.01,
      naturally: 640,
      pickedFrom: 3,
      reported: 2,
      training: 600,
      selection: { examples: 100, attacked: 50 },
      report: { examples: 200, attacked: 100 },
      steps: 10,
      balls: { selection: 1, report: 4 },
      words: 20,
      queries: { selection: 5, report: 10 },
      textAttacks: 2,
    };
    const { calibrating, training, picking, reporting } = estimateOf(work);
    expect(calibrating).toBeCloseTo(0.01 * (96 * 83 + 3 * 640), 9);
    expect(training).toBe(600);
    expect(picking).toBeCloseTo(0.01 * 3 * (100 + 50 * (21 + 2 * 20 * 5)), 9);
    expect(reporting).toBeCloseTo(0.01 * 2 * (200 + 100 * (4 * 21 + 2 * 20 * 10)), 9);
  });
});

const flags = { model: 'tiny-bert', data: 'reviews', out: 'out', budget: '30m', prefer: 'balance', onnx: true };
const others = {
  maxLength: 64,
  epochs: 3,
  batchSize: 8,
  examples: 9,
  queries: 9,
  steps: 2,
  seed: 1,
  checkpointEvery: 120,
  joinTimeout: 1800,
};

test.each([
  [{ prefer: 'speed' }, '--prefer is speed, but must be one of balance, accuracy, robustness.'],
  [{ giveUp: -1 }, '--give-up is -1, but must be points of accuracy from 0 to 100.'],
  [{ giveUp: 1, prefer: 'robustness' }, '--give-up is of --prefer balance, but --prefer is robustness'],
  [{ dev: 'nowhere.csv' }, '--dev is nowhere.csv, but there is no such file.'],
  [{ neighbours: 'nowhere.json' }, '--neighbours is nowhere.json, but there is no such file.'],
  [{ data: 'nowhere.csv' }, '--data is nowhere.csv, but there is no such file'],
  [{ data: 'glue/stsb' }, '--data is glue/stsb, but must have classes of texts'],
  [{ methods: 'natural-matched' }, '--methods names the control alone'],
  [{ methods: 'magic' }, 'There is no method "magic"'],
  [{ examples: 0 }, '--examples is 0, but must be a whole number, at least 1.'],
  [{ steps: 1.5 }, '--steps is 1.5, but must be a whole number, at least 1.'],
  [{ batchSize: 0 }, '--batch-size is 0'],
])('a hardening with %j is refused in one sentence', (wrong, sentence) => {
  expect(() => asked({ ...flags, ...others, ...wrong })).toThrow(sentence);
});

test('the command to repeat a hardening has every option that matters, as a shell takes it', () => {
  const apart = { json: true, quiet: true, restart: true, workers: 'a:1,b:1', rank: 1, shardOptimizer: true };
  expect(repeatText({ ...flags, data: "my film's.csv", onnx: false, ...others, ...apart })).toBe(
    "npx advtrain harden --model tiny-bert --data 'my film'\\''s.csv' --out out --budget 30m --prefer balance --no-onnx " +
      '--max-length 64 --epochs 3 --batch-size 8 --examples 9 --queries 9 --steps 2 --seed 1',
  );
});

describe('the plan of a hardening', () => {
  const folder = mkdtempSync(join(tmpdir(), 'advtrain-plan-'));
  const path = join(folder, 'plan.json');
  const asked = { fingerprint: 'a', budget: '30m', methods: ['vat', 'pgd'], areNamed: false };
  const plan = { allowance: 'units=96', methods: ['vat'] };
  const kept = (determined: object) =>
    keptOr(path, { ...asked, ...determined }, () => Promise.resolve(plan), {
      alsoAskedBy: ({ allowance, methods }) => ({ budget: allowance, methods, areNamed: true }),
    });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('is gone on with by the same command, and by the one that the evidence says does the same again', async () => {
    await kept({});
    expect(await kept({})).toEqual(plan);
    expect(await kept({ budget: 'units=96', methods: ['vat'], areNamed: true })).toEqual(plan);
    await expect(kept({ budget: '2h' })).rejects.toThrow(/other settings \(budget "30m" there, "2h" here\)/);
    await expect(kept({ budget: 'units=96', methods: ['pgd'], areNamed: true })).rejects.toThrow('other settings');
  });

  test('of other data, or of another model, is refused in words', async () => {
    await expect(kept({ fingerprint: 'b' })).rejects.toThrow(
      `${folder} holds a hardening of other data or another model; choose another folder with --out, or --restart`,
    );
  });

  test('is made anew once it is forgotten, with all that follows from it, and nothing else is deleted', async () => {
    const own = ['calibration.json', join('attacks', `${'0'.repeat(64)}.json`)].map((name) => join(folder, name));
    const others = ['notes.txt', join('attacks', 'mine.json')].map((name) => join(folder, name));
    mkdirSync(join(folder, 'attacks'));
    for (const each of [...own, ...others]) writeFileSync(each, '{}');
    await forget(folder);
    expect([path, ...own, ...others].map((each) => existsSync(each))).toEqual([false, false, false, true, true]);
    expect(await kept({ budget: '2h' })).toEqual(plan);
  });
});
