import { entityCounts, type EntityCounts, type EntityScoreOptions } from './entity-counts.ts';

/** How well entities are found, each in [0, 1]; 0 where there is nothing to divide by. */
export interface EntityScores {
  /** The share of entities found that are right. */
  readonly precision: number;
  /** The share of entities there that are found. */
  readonly recall: number;
  /** The harmonic mean of both. */
  readonly f1: number;
}

/**
 * Precision, recall and F1 of entities, over all sentences and types together, as seqeval computes them: an entity is right where its
 * first word, its last word and its type are. Throws one sentence where predictions and labels have other lengths.
 *
 * @param predicted the tags of each sentence.
 * @param labels the right tags of each sentence.
 * @param options `scheme`, by which only whole entities count. Default: leniently.
 */
export function entityScores(
  predicted: readonly (readonly string[])[],
  labels: readonly (readonly string[])[],
  options: EntityScoreOptions = {},
): EntityScores {
  const all = entityCounts(predicted, labels, options).flatMap((counts) => [...counts.values()]);
  const sum = (name: keyof EntityCounts): number => all.reduce((total, each) => total + each[name], 0);
  return scoresOfCounts({ there: sum('there'), found: sum('found'), right: sum('right') });
}

/**
 * Precision, recall and F1 of what was counted.
 *
 * @param counts how many entities there are, were found, and were found rightly.
 */
export function scoresOfCounts({ there, found, right }: EntityCounts): EntityScores {
  const precision = found === 0 ? 0 : right / found;
  const recall = there === 0 ? 0 : right / there;
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
