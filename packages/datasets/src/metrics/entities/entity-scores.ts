import { entitiesIn, type Entity } from './entities.ts';
import type { TagScheme } from './scheme.ts';
import { strictEntitiesIn } from './strict-entities.ts';

/** How well entities are found, each in [0, 1]; 0 where there is nothing to divide by. */
export interface EntityScores {
  /** The share of entities found that are right. */
  readonly precision: number;
  /** The share of entities there that are found. */
  readonly recall: number;
  /** The harmonic mean of both. */
  readonly f1: number;
}

/** Options of {@link entityScores}. */
export interface EntityScoreOptions {
  /** The scheme whose rules tags must keep: seqeval's strict mode. Default: none, its default mode. */
  readonly scheme?: TagScheme;
}

/**
 * Precision, recall and F1 of entities, over all sentences and types together, as seqeval computes them: an entity is right where its
 * first word, its last word and its type are. Throws one sentence where predictions and labels have other lengths.
 */
export function entityScores(
  predicted: readonly (readonly string[])[],
  labels: readonly (readonly string[])[],
  { scheme }: EntityScoreOptions = {},
): EntityScores {
  check(predicted, labels);
  const known = keysOf(labels, scheme);
  const answers = keysOf(predicted, scheme);
  const there = known.size;
  const found = answers.size;
  const right = [...answers].filter((answer) => known.has(answer)).length;
  const precision = found === 0 ? 0 : right / found;
  const recall = there === 0 ? 0 : right / there;
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** All entities of some sentences, as texts. */
function keysOf(sentences: readonly (readonly string[])[], scheme: TagScheme | undefined): ReadonlySet<string> {
  const keyOf = ({ type, start, end }: Entity): string => `${start} ${end} ${type}`;
  if (!scheme) {
    // seqeval puts an O behind every sentence and reads all as one, which an untyped tag at the beginning shows.
    return new Set(entitiesIn(sentences.flatMap((tags) => [...tags, 'O'])).map(keyOf));
  }
  return new Set(
    sentences.flatMap((tags, row) => strictEntitiesIn(tags, scheme).map((each) => `${row} ${keyOf(each)}`)),
  );
}

function check(predicted: readonly (readonly string[])[], labels: readonly (readonly string[])[]): void {
  if (predicted.length !== labels.length)
    throw new Error(`There are tags of ${predicted.length} sentences for ${labels.length}: give as many of each.`);
  const unlike = labels.findIndex((tags, row) => tags.length !== predicted[row]!.length);
  if (unlike < 0) return;
  throw new Error(
    `Sentence ${unlike} has ${labels[unlike]!.length} tags and ${predicted[unlike]!.length} predicted ones: give a word one of each.`,
  );
}
