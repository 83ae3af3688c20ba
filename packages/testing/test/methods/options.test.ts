import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as attacks from '@advtrain/attacks';
import * as core from '@advtrain/core';
import * as datasets from '@advtrain/datasets';
import * as evaluate from '@advtrain/evaluate';
import * as freelb from '@advtrain/freelb';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

type Factory = (options: unknown) => unknown;

const ids = [{ ids: [1, 2] }];
const images = { pixels: new Uint8Array(1), shape: [1, 1, 1], labels: new Uint8Array(1), labelNames: ['a'] } as const;

const nothing = undefined as never;

/** Packages whose functions serve other packages or the command, not the programs of users. */
const inner = ['advtrain', 'compare', 'distributed', 'golden', 'testing'];

/** What takes options and does not check their names yet; the compiler does. What is new is not put here, it checks them. */
const unchecked = `
  answers askedClassifier asamAround attention awpAround bcaInterval bestAnswer bestBy bestOf bettingInterval cached checked cifar10 conv2d
  cooledAround divideTextFile elementwiseAWPAround encodeChoices endlessPasses entityCounts entityScores everyVariant expectation fingerprint
  floodingAround gradientLengths highestLoss imageSet interquartileMeanInterval labelNamesIn largestRises loadMasked loadSplit localAttention
  maskedWords mnist nearestNeighbours onnxModel outperformance percentileInterval performanceProfile planInstall pretrained
  probabilityOfImprovementInterval probe queriesPerWord race readNeighbours receivedFromProcess record rectifiedConv2d reviews rowsOf runRecord
  samAround scoreIntervals sentToProcesses sentenceSimilarity sentenceVectors sharing shortRows smoothedAround spamAssassin squadFile
  streamQuestions streamSplit stratifiedInterval sumOverProcesses taggedFile textModel trainedShapes twoLevelInterval variant verdicts weights
  wordnet answersTo autoAttack noise replayed streamBatches
`
  .trim()
  .split(/\s+/);

interface Taking {
  readonly name: string;
  /** Calls it with these options behind so many arguments that are `undefined`: options are looked at first. */
  readonly call: (options: unknown) => unknown;
}

/** Every public function whose last parameter is an object of options. */
async function takingOptions(folder: string): Promise<readonly Taking[]> {
  const source = new URL(`../../../${folder}/src/`, import.meta.url);
  const exported = (await import(`@advtrain/${folder}`)) as Readonly<Record<string, unknown>>;
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(new URL(file, source), 'utf8');
    return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).statements.flatMap((statement): Taking[] => {
      if (!ts.isFunctionDeclaration(statement) || !statement.body || !statement.name) return [];
      const name = statement.name.text;
      const made = exported[name];
      const type = statement.parameters.at(-1)?.type?.getText() ?? '';
      if (typeof made !== 'function' || !/Options\b|^Within$|^\{/.test(type)) return [];
      const before = statement.parameters.slice(1).map(() => undefined);
      return [{ name, call: (options) => (made as (...given: unknown[]) => unknown)(...before, options) }];
    });
  });
}

const folders = readdirSync(fileURLToPath(new URL('../../../', import.meta.url)));
const found = (
  await Promise.all(folders.filter((folder) => !inner.includes(folder)).map(async (folder) => takingOptions(folder)))
).flat();
const Trainer: Taking = { name: 'Trainer', call: (options) => new core.Trainer(options as core.TrainerOptions) };
const checking = [...found.filter(({ name }) => !unchecked.includes(name)), Trainer];

describe('options, as JavaScript gives them', () => {
  test('functions that take them are found, and those that do not check them are the known ones', () => {
    expect(checking.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'engine',
        'evaluate',
        'robustness',
        'predict',
        'textSet',
        'encoder',
        'load',
        'textFile',
        'pgd',
      ]),
    );
    const names = found.map(({ name }) => name);
    expect(unchecked.filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(checking)('$name refuses a name that is none of its own, and says which are', async ({ call }) => {
    await expect((async () => call({ stepps: 5 }))()).rejects.toThrow(
      /^\w+ has no option "stepps"; it has [\w, ]+(; the nearest is \w+)?\.$/,
    );
  });

  test.each(checking)('$name refuses what is no options object', async ({ call }) => {
    await expect((async () => call(0.1))()).rejects.toThrow(
      /^\w+ was given 0\.1, but takes its options as an object: \w+\(\{ [\w, ]+ \}\)\.$/,
    );
  });

  test.each<[string, () => unknown, string]>([
    [
      'a method',
      () => (freelb.freelb as Factory)({ step: 5 }),
      'freelb has no option "step"; it has ball and steps; the nearest is steps.',
    ],
    [
      'a ball',
      () => (attacks.l2 as Factory)({ radius: 1, stepsize: 0.1 }),
      'l2 has no option "stepsize"; it has radius, stepSize, start, draw and per; the nearest is stepSize.',
    ],
    [
      'what is missing',
      () => (freelb.freelb as Factory)({ steps: 5 }),
      'freelb needs ball, which must be a ball such as l2({ radius, stepSize }).',
    ],
    [
      'a text for a number',
      () => (freelb.freelb as Factory)({ ball: attacks.l2({ radius: 1, stepSize: 1 }), steps: '5' }),
      'steps is "5", but must be a whole number, at least 1.',
    ],
    [
      'a number for a ball',
      () => (freelb.freelb as Factory)({ ball: 0.1 }),
      'ball is 0.1, but must be a ball such as l2({ radius, stepSize }).',
    ],
    [
      'an order',
      () => datasets.textBatches(ids, [0], { batchSize: 2, order: 'shuffle' as 'shuffled' }),
      'order is "shuffle", but must be shuffled or length or given; the nearest is shuffled.',
    ],
    [
      'a remainder',
      () => datasets.textBatches(ids, [0], { batchSize: 2, remainder: 'keepp' as 'keep' }),
      'remainder is "keepp", but must be keep or drop; the nearest is keep.',
    ],
    [
      'a rate',
      () => core.adamw({ learningRate: '3e-5' as unknown as number }),
      'learningRate is "3e-5", but must be a number, finite and at least 0, or a function of the optimizer steps taken.',
    ],
    [
      'a schedule',
      () => core.linearDecay({ peak: 1, steps: 10 } as unknown as core.DecayOptions),
      'linearDecay has no option "steps"; it has peak, total, warmup and end.',
    ],
    [
      'augmentation',
      () => datasets.imageBatches(images, { batchSize: 1, augment: { flipp: true } as object }),
      'augment has no option "flipp"; it has shift and flip; the nearest is flip.',
    ],
  ])('%s is refused by name, with the nearest right one', (_, make, sentence) => {
    expect(make).toThrow(sentence);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'a metric as a reader of the manual may write it',
      () => evaluate.evaluate(nothing, nothing, { metric: ['f1'] } as object),
      'evaluate has no option "metric"; it has metrics; the nearest is metrics.',
    ],
    [
      'radii',
      () => evaluate.robustness(nothing, nothing, { radi: [0.1] } as never),
      'robustness has no option "radi"; it has radii, steps, examples, temperature, ball, batchSize, pause, progress and cluster; the nearest is radii.',
    ],
    [
      'the moves of an attack',
      () => evaluate.robustness(nothing, nothing, { radii: [0.1], step: 2 } as never),
      'robustness has no option "step"; it has radii, steps, examples, temperature, ball, batchSize, pause, progress and cluster; the nearest is steps.',
    ],
    [
      'the radius of a search for signs',
      () => evaluate.maskedGradients(nothing, nothing, { steps: 1 } as never),
      'maskedGradients needs radius, which must be above 0.',
    ],
    ['an epoch', () => evaluate.fit(nothing, nothing, { epoch: 3 } as object), 'fit has no option "epoch"; it has'],
  ])('%s is refused before anything is looked at', async (_, call, sentence) => {
    await expect(call()).rejects.toThrow(sentence);
  });
});
