import { examplesOf, latest, lookBack, pooled, total } from './looks.ts';
import type { Look } from './looks.ts';

/** Examples that a loss must be of. */
const enough = 32;

/** A loss beside that of guessing. */
export interface ChanceLoss {
  /** The mean cross-entropy on the latest examples. */
  readonly loss: number;
  /** The cross-entropy of guessing each class as often as it comes: ln C where all come alike. */
  readonly chance: number;
  readonly examples: number;
  /** By how much more of the answers are right than if all were of the most frequent class, in [−1, 1]. */
  readonly gain: number;
}

/** The entropy of counts, in nats. */
export function entropy(counts: readonly number[]): number {
  const all = total(counts);
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / all) * Math.log(count / all) : sum), 0);
}

/** What a guess does that knows how often each class comes: its cross-entropy, and the share of the most frequent class. */
export function guessOf(counts: readonly number[]): { readonly loss: number; readonly accuracy: number } {
  return { loss: entropy(counts), accuracy: Math.max(...counts) / total(counts) };
}

/** The loss on the latest examples beside that of guessing, by the labels of all that were looked at; `undefined` of too few. */
export function againstChance(looks: readonly Look[], labels: readonly number[]): ChanceLoss | undefined {
  const recent = latest(looks, lookBack);
  const examples = examplesOf(recent);
  if (examples < enough || Math.max(...labels) > 0.9 * total(labels)) return undefined;
  const { loss, right, labels: known } = pooled(recent);
  return { loss, chance: entropy(labels), examples, gain: (right - Math.max(...known)) / examples };
}

/**
 * Whether a loss is no better than guessing: within 3 % of it, or worse, with answers that hardly are either; and so is
 * `trained`, the mean of what training itself had lately, which is of many more examples, though perturbed ones.
 */
export function isChance({ loss, chance, gain }: ChanceLoss, trained: number): boolean {
  return Math.min(loss, trained) >= 0.97 * chance && gain < 0.15;
}

/** Whether a loss shows that something was learned: it is a fifth below that of guessing. */
export function isLearned({ loss, chance }: ChanceLoss): boolean {
  return loss < 0.8 * chance;
}
