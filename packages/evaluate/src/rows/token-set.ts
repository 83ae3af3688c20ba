import { entityScores, textBatches } from '@advtrain/datasets';
import type { ScoreName, TaggedTokens, TagScheme } from '@advtrain/datasets';
import type { ExampleSet, TextSetOptions } from '../example-set.ts';
import { answerIn } from './judge.ts';
import type { Judged, Rows } from './judge.ts';
import type { Scores } from '../scores.ts';

/** How sentences whose words have tags are put into batches, and judged. */
export interface TokenSetOptions extends Omit<TextSetOptions, 'regression'> {
  /** The tags in the order of the head. */
  readonly tagNames: readonly string[];
  /** Whether tags say entities, which are then counted. Default: they do not. */
  readonly scheme?: TagScheme | undefined;
}

/** What tags of words are measured by, the first what the best evaluation is chosen by. */
export function tagMetrics(scheme: TagScheme | undefined): readonly [ScoreName, ...ScoreName[]] {
  return scheme ? ['entity-f1', 'entity-precision', 'entity-recall', 'token-accuracy'] : ['token-accuracy'];
}

/** Sentences whose words have tags. A sentence is right where all its tags are. */
export function tokenSet(encoded: readonly TaggedTokens[], options: TokenSetOptions): ExampleSet {
  const { padId, maxLength } = options;
  const batching = { padId, rows: 'tokens', ...(maxLength === undefined ? {} : { maxLength }) } as const;
  return {
    labels: encoded.map(() => 0),
    judge: (said) => judged(encoded, said, options),
    pick: (rows) =>
      tokenSet(
        rows.map((row) => encoded[row]!),
        options,
      ),
    training: (pass) => textBatches(encoded, undefined, { ...pass, ...batching }),
    evaluation: (batchSize = 16) => textBatches(encoded, undefined, { batchSize, order: 'length', ...batching }),
  };
}

/** Tags of the words of a sentence that a model reads, by their indices. */
export function tagsIn(rows: Rows, { labels }: Pick<TaggedTokens, 'labels'>): readonly number[] {
  return Array.from(labels).flatMap((label, at) => (label < 0 ? [] : [answerIn(rows, at)]));
}

function judged(
  encoded: readonly TaggedTokens[],
  said: readonly Rows[],
  { tagNames, scheme }: TokenSetOptions,
): Judged {
  const known = encoded.map(({ labels }) => Array.from(labels).filter((label) => label >= 0));
  const answers = encoded.map((each, row) => tagsIn(said[row]!, each));
  const rightIn = (row: number): number => answers[row]!.filter((tag, place) => tag === known[row]![place]).length;
  const words = known.reduce((sum, { length }) => sum + length, 0);
  const rightWords = known.reduce((sum, _, row) => sum + rightIn(row), 0);
  const scores: Scores = { 'token-accuracy': rightWords / words };
  const right = known.map(({ length }, row) => rightIn(row) === length);
  if (!scheme) return { right, scores };
  const named = (all: readonly (readonly number[])[]): string[][] =>
    all.map((tags) => tags.map((tag) => tagNames[tag]!));
  const { f1, precision, recall } = entityScores(named(answers), named(known));
  return { right, scores: { 'entity-f1': f1, 'entity-precision': precision, 'entity-recall': recall, ...scores } };
}
