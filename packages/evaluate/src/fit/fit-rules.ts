import {
  aFunction,
  aText,
  belowOne,
  finiteAbove,
  finiteFrom,
  numberFrom,
  numberThat,
  oneOf,
  thing,
  wholeFrom,
  type RulesOf,
} from '@advtrain/core';
import type { FitOptions } from './fit-options.ts';

/** What {@link FitOptions} must be. */
export const fitRules: RulesOf<FitOptions> = {
  method: methodOrEntry,
  epochs: wholeFrom(1),
  steps: wholeFrom(1),
  batchSize: wholeFrom(1),
  learningRate: finiteAbove(0),
  warmup: numberThat('a share of the steps, from 0 to 1', (value) => value >= 0 && value <= 1),
  weightDecay: finiteFrom(0),
  clipNorm: numberFrom(0),
  optimizer: oneOf('adamw', 'sgd'),
  momentum: belowOne,
  beta2: belowOne,
  epsilon: finiteAbove(0),
  drops: thing('an array of shares of the steps', 'length'),
  seed: numberThat('a whole number', Number.isInteger),
  development: shareOrExamples,
  metrics: thing('an array of metrics', 'length'),
  patience: wholeFrom(1),
  kind: oneOf('classification', 'regression', 'multiple-choice'),
  loss: aFunction('logits and labels'),
  accumulate: wholeFrom(1),
  average: oneOf('batch', 'example'),
  compile: aText,
  precision: aText,
  onStep: aFunction('a step'),
  onEpoch: aFunction('an epoch'),
  signal: thing('an AbortSignal', 'aborted', 'reason'),
  from: thing('a state of a fit, as onEpoch or a FitStopped gives it', 'tensors', 'metadata'),
};

function methodOrEntry(value: unknown): string | undefined {
  const isOne = typeof value === 'object' && value !== null;
  return isOne ? undefined : 'a method such as freelb({ ball }), methods and observers in an array, or an entry';
}

function shareOrExamples(value: unknown): string | undefined {
  const isOne = typeof value === 'number' ? value >= 0 && value < 1 : typeof value === 'object' && value !== null;
  return isOne ? undefined : 'a share of the examples, below 1, or other examples';
}
