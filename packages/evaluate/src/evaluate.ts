import { checked, thing, type RulesOf } from '@advtrain/core';
import type { Examples, MetricName } from '@advtrain/datasets';
import type { TextClassifier } from './classify.ts';
import { metricsFor } from './fit/metrics-for.ts';
import { labelKind, setFor } from './fit/model-set.ts';
import { predict } from './predict.ts';
import { checkAnswers } from './rows/check-answers.ts';
import { scoresOf } from './scores.ts';
import type { Scores } from './scores.ts';

/** How a classifier is measured. */
export interface EvaluateOptions {
  /** Default: accuracy; of values Pearson's and Spearman's correlations. */
  readonly metrics?: readonly MetricName[];
}

const rules: RulesOf<EvaluateOptions> = { metrics: thing('an array of metrics', 'length', 'map') };

/**
 * Metrics of a classifier of texts on examples, without dropout. Throws one sentence where the examples' classes are not the
 * classifier's, a metric is not known, or the model computes no numbers.
 *
 * @param classifier the model, its tokenizer and the names of its classes.
 * @param examples texts with labels of the classifier's classes.
 * @param options `metrics`, of which one that is not known is refused.
 */
export async function evaluate(
  classifier: TextClassifier,
  examples: Examples,
  options: EvaluateOptions = {},
): Promise<Scores> {
  const { metrics } = checked('evaluate', options, rules);
  const kind = labelKind(examples);
  const names = metricsFor(kind, metrics);
  const set = await setFor(classifier, examples);
  const answers = await predict(classifier.model, set, { kind });
  checkAnswers(answers);
  return scoresOf(names, answers, examples.labels);
}
