import type { Model } from '@advtrain/core';
import { accuracy as shareRight } from '@advtrain/datasets';
import type { ExampleSet } from './example-set.ts';
import { asked, predict } from './predict.ts';
import type { PredictOptions } from './predict.ts';
import { checkAnswers } from './rows/check-answers.ts';

/**
 * The share of examples, in [0, 1], whose class (or right choice) a model answers. Throws one sentence where it computes no numbers.
 *
 * @param model what answers, without dropout.
 * @param set the examples, with their labels.
 * @param options what labels are, and what is awaited between two batches.
 */
export async function accuracy(model: Model, set: ExampleSet, options: PredictOptions = {}): Promise<number> {
  const { kind } = asked('accuracy', options);
  if (kind === 'regression') throw new Error('kind is regression, which has no accuracy: measure it with scoresOf().');
  const answers = await predict(model, set, options);
  checkAnswers(answers);
  return shareRight(answers, set.labels);
}
