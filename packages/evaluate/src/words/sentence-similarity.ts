import type { Similarity } from '@advtrain/attacks';
import type { SentenceVectors } from './sentence-vectors.ts';

/** What says how alike texts are. */
export interface SentenceSimilarityOptions {
  /** What the encoder is called: `minilm-l6`. */
  readonly name: string;
  /** The cosine that two texts must have at least, from −1 to 1: {@link calibratedThreshold} finds one. */
  readonly threshold: number;
}

/**
 * The cosine of sentence vectors as what attacks on words keep to. Throws one sentence for a threshold that is no cosine.
 *
 * @param vectors what makes vectors of sentences.
 * @param options the name, and the cosine from which on texts are alike, from −1 to 1.
 */
export function sentenceSimilarity(
  vectors: SentenceVectors,
  { name, threshold }: SentenceSimilarityOptions,
): Similarity {
  if (!(threshold >= -1 && threshold <= 1))
    throw new Error(`threshold is ${threshold}, but must be a cosine, from -1 to 1.`);
  return { name, threshold, similar: (originals, candidates) => cosines(vectors, originals, candidates) };
}

/**
 * The cosine of each text and the one in the same place, in [−1, 1].
 *
 * @param vectors what makes vectors of sentences.
 * @param texts the first text of each pair.
 * @param others the second one.
 */
export async function cosines(
  vectors: SentenceVectors,
  texts: readonly string[],
  others: readonly string[],
): Promise<readonly number[]> {
  const all = await vectors.of([...texts, ...others]);
  return texts.map((_, place) => {
    const other = all[texts.length + place]!;
    const product = all[place]!.reduce((sum, value, at) => sum + value * other[at]!, 0);
    return Math.min(1, Math.max(-1, product));
  });
}
