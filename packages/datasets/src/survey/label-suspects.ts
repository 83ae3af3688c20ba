import type { Examples } from '../examples/examples.ts';
import { unseenLogits } from './bag-of-words.ts';

/** An example whose label its words speak against. */
export interface Suspect {
  readonly row: number;
  /** How likely its own label is by its words, in [0, 1]. */
  readonly probability: number;
  /** The class that is likeliest by them, an index into `labelNames`. */
  readonly likelier: number;
}

/** What words say of labels. */
export interface LabelSuspects {
  /** The least likely first. */
  readonly suspects: readonly Suspect[];
  /** How often the words tell the class, as a share of all examples. */
  readonly accuracy: number;
}

/**
 * Labels that may be mistakes: those that a naive Bayes classifier of words, which has not seen the example, thinks less likely than
 * `below`, calibrated on the same examples. It is quick and knows words alone, nothing of irony or word order: where `accuracy` is
 * low, many suspects are right. Needs two classes at least, and gives no suspects without.
 *
 * @param examples a classification.
 * @param below above 0 and at most 1. Default 0.05.
 */
export function labelSuspects(
  examples: Pick<Examples, 'texts' | 'pairs' | 'labels' | 'labelNames'>,
  below = 0.05,
): LabelSuspects {
  if (!(below > 0 && below <= 1)) throw new Error(`below is ${below}, but must be above 0 and at most 1.`);
  const { labels, labelNames } = examples;
  if (labelNames.length < 2 || labels.length === 0) return { suspects: [], accuracy: Number.NaN };
  const logits = unseenLogits(examples);
  const temperature = calibrated(logits, labels);
  const all = logits.map((row) => softmax(row, temperature));
  const suspects = all.flatMap((probabilities, row): readonly Suspect[] => {
    const probability = probabilities[labels[row]!]!;
    return probability < below ? [{ row, probability, likelier: likeliest(probabilities) }] : [];
  });
  return {
    suspects: suspects.sort((a, b) => a.probability - b.probability || a.row - b.row),
    accuracy: all.filter((row, index) => likeliest(row) === labels[index]).length / labels.length,
  };
}

/** What logits are divided by where the labels are likeliest, among 1, 1.1, 1.21 … 1.1^60: words are counted as if independent. */
function calibrated(logits: readonly (readonly number[])[], labels: readonly number[]): number {
  const choices = Array.from({ length: 61 }, (_, power) => 1.1 ** power);
  const losses = choices.map((temperature) =>
    logits.reduce((sum, row, index) => sum - Math.log(softmax(row, temperature)[labels[index]!]! + 1e-300), 0),
  );
  return choices[losses.indexOf(Math.min(...losses))]!;
}

function softmax(logits: readonly number[], temperature: number): readonly number[] {
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - most) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}
