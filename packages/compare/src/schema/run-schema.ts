import type { Execution, Lengths } from '@advtrain/core';
import type { RobustPoint } from '@advtrain/evaluate';
import type { LossRises } from '../rises/rises-of.ts';
import { failureKinds } from '../guards/warning.ts';
import type { Warning } from '../guards/warning.ts';
import type { Attempt, CurvePoint, EpochPoint, Machine, RunResult, WordOutcome } from '../results/runs/run-result.ts';
import type { Schema } from '../settings-schema.ts';
import { listOf, number, numberOrNull, objectSchema, share, tableOf, text, whole } from './object-schema.ts';

/** Options of a method. */
export const optionsSchema: Schema = tableOf({ type: ['number', 'string', 'boolean'] });

/** How long x are. */
export const lengthsSchema: Schema = objectSchema<Lengths>({
  needed: {
    example: number('The median ‖x‖₂ of an example.'),
    token: number('Of a token.'),
    entry: number('Of one entry.'),
  },
  optional: {},
});

const executionSchema = objectSchema<Execution>({
  needed: { how: { enum: ['eager', 'function', 'xla'] }, recordings: whole('Functions kept.') },
  optional: {
    reason: text('Why steps are not recorded, or not compiled.'),
    unrecorded: whole('Batches that ran operation by operation although steps are recorded.'),
    measured: listOf(
      objectSchema<NonNullable<Execution['measured']>[number]>({
        needed: {
          batch: text(),
          functionMs: number('Milliseconds.'),
          xlaMs: number('Milliseconds.'),
          compileSeconds: number('Seconds.'),
          kept: { enum: ['function', 'xla'] },
        },
        optional: {},
      }),
    ),
  },
});

const machineSchema = objectSchema<Machine>({
  needed: { engine: text(), device: text(), threads: whole('Of a GPU 0.') },
  optional: {},
});

const wordSchema = objectSchema<WordOutcome>({
  needed: {
    name: text('The attack as it was asked for.'),
    attack: text('The attack as it calls itself.'),
    examples: whole('How many examples were attacked.'),
    clean: share('The share of them that is answered rightly without an attack.'),
    accuracy: share('The share that still is under it.'),
    held: text('Of each whether it still is: bits in base64, the first in the lowest.'),
    queries: numberOrNull('Queries of each example that is answered rightly, on average.'),
    temperature: number('What logits are divided by.'),
  },
  optional: {},
});

const risesSchema = objectSchema<LossRises>({
  needed: {},
  optional: {
    rises: listOf(
      numberOrNull('The largest loss increase; null of an example that the reference or this model gets wrong.'),
      'In the order of attackedRows of @advtrain/evaluate.',
    ),
    radii: listOf(numberOrNull('Of the reference itself the radius of each example; null of one that it gets wrong.')),
  },
});

const warningSchema = objectSchema<Warning>({
  needed: {
    kind: { enum: failureKinds },
    step: whole('Optimizer steps taken when it was seen.'),
    sentence: text(),
    advice: text(),
  },
  optional: { until: whole('Optimizer steps taken when it was seen to be over.') },
});

const attemptSchema = objectSchema<Attempt>({
  needed: {
    options: optionsSchema,
    learningRate: number(),
    steps: whole(),
    units: number('Units counted.'),
    seconds: number('Seconds of training.'),
    warning: warningSchema,
  },
  optional: {},
});

const robustSchema = objectSchema<RobustPoint>({
  needed: { radius: number(), accuracy: share('The share of attacked examples that is still answered rightly.') },
  optional: {},
});

const curveSchema = objectSchema<CurvePoint>({
  needed: {
    step: whole('Optimizer steps taken.'),
    units: number('Units counted so far.'),
    loss: numberOrNull('The mean training loss since the last point.'),
  },
  optional: {},
});

const epochSchema = objectSchema<EpochPoint>({
  needed: {
    epoch: number(),
    step: whole(),
    units: number(),
    development: numberOrNull('The task’s first metric on the development set.'),
  },
  optional: {},
});

/** What one run measured. */
export const runSchema: Schema = objectSchema<RunResult>({
  needed: {
    key: text('A hash of everything that determines the run.'),
    method: text(),
    seed: whole(),
    options: optionsSchema,
    status: { enum: ['finished', 'diverged', 'stopped'] },
    steps: whole('Optimizer steps.'),
    epochs: number('Passes over the training examples.'),
    units: objectSchema<RunResult['units']>(
      { needed: { predicted: number(), counted: number() }, optional: {} },
      'A forward, a backward to the inputs and a backward to the weights of one batch are 1 each.',
    ),
    seconds: objectSchema<RunResult['seconds']>({
      needed: { training: number(), evaluation: number() },
      optional: { watching: number('Looking for failures while it trained.') },
    }),
    peakBytes: number('The most memory that tensors took at once in training, in bytes.'),
    accuracy: tableOf(share('Accuracy.'), 'By set; none in a regression.'),
    predicted: listOf(share('A class’s share.'), 'The share of the development set that the model gave each class.'),
    robust: listOf(robustSchema),
    curve: listOf(curveSchema),
    epochCurve: listOf(epochSchema),
  },
  optional: {
    failure: text('What went wrong, in one sentence.'),
    execution: executionSchema,
    lengths: lengthsSchema,
    timed: objectSchema<NonNullable<RunResult['timed']>>({
      needed: {
        own: number('Seconds of one of its own steps.'),
        natural: number('Seconds of a natural step.'),
        overhead: number('Seconds that the first steps took beyond that.'),
        trial: number('Seconds that the trial took.'),
        seconds: number('Seconds that were allowed.'),
        steps: whole('Steps that the trial estimated.'),
      },
      optional: {},
    }),
    machine: machineSchema,
    correct: tableOf(text(), 'Which examples were answered right, by set: bits in base64, the first in the lowest.'),
    scores: tableOf(tableOf(numberOrNull('A metric.')), 'Metrics by set.'),
    best: objectSchema<NonNullable<RunResult['best']>>({
      needed: { step: whole(), development: numberOrNull('The task’s first metric.') },
      optional: {},
    }),
    lostAt: listOf(
      numberOrNull('The smallest radius at which an example is lost; null where no ball breaks it.'),
      'In the order of attackedRows of @advtrain/evaluate.',
    ),
    increase: risesSchema,
    words: listOf(wordSchema),
    warnings: listOf(warningSchema),
    attempts: listOf(attemptSchema),
    learningRate: number('That of the last attempt, where there were several.'),
  },
});
