import type { Similarity } from '@advtrain/attacks';
import { UsageError } from '@advtrain/compare';
import type { FetchOptions, Reporter } from '@advtrain/engine/fetch';
import { calibratedThreshold, cosines, sentenceSimilarity } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import { checkMeasured } from '../examples.ts';
import type { Evaluation } from '../results.ts';
import { openEncoder } from './sentence-encoder.ts';
import { similarPairs } from './similar-pairs.ts';

/** What flags say of how alike adversarial texts must be. */
export interface LikenessFlags {
  readonly similarity?: string;
  readonly similarityPairs?: string;
  readonly falseAccept?: number;
}

/** The same, checked. */
export interface AskedLikeness {
  readonly encoder: string;
  /** A cosine, or what it is calibrated on. */
  readonly threshold: number | { readonly pairs: string; readonly falseAccepts?: number };
}

/** What attacks keep to, and what a report says of it. */
export interface Likeness {
  readonly similarity: Similarity;
  /** A hash of the encoder's files. */
  readonly fingerprint: string;
  readonly report: NonNullable<Evaluation['similarity']>;
  dispose(): void;
}

/** What of it is asked for. Throws a {@link UsageError} for flags that make no sense together. */
export function askedLikeness(flags: LikenessFlags): AskedLikeness | undefined {
  const { similarity, similarityPairs: pairs, falseAccept: falseAccepts } = flags;
  if (similarity === undefined) {
    const alone =
      pairs !== undefined ? '--similarity-pairs' : falseAccepts !== undefined ? '--false-accept' : undefined;
    if (alone !== undefined) throw new UsageError(`${alone} is for --similarity: name an encoder with it.`);
    return undefined;
  }
  const [, encoder = similarity, value] = /^(.+)=([^=/]*)$/.exec(similarity) ?? [];
  if (value !== undefined) {
    const threshold = Number(value);
    if (value.trim() === '' || !(threshold >= -1 && threshold <= 1))
      throw new UsageError(`--similarity is ${similarity}, but the threshold must be a cosine, from -1 to 1.`);
    if (pairs !== undefined || falseAccepts !== undefined)
      throw new UsageError(`--similarity states a threshold, so that nothing is calibrated: leave out one of both.`);
    return { encoder, threshold };
  }
  if (pairs === undefined)
    throw new UsageError(
      `--similarity needs a threshold: state one (${encoder}=0.8), or calibrate it with --similarity-pairs, a file with text, pair and label, or glue/stsb.`,
    );
  if (falseAccepts !== undefined && !(falseAccepts >= 0 && falseAccepts < 1))
    throw new UsageError(`--false-accept is ${falseAccepts}, but must be a share, at least 0 and below 1.`);
  if (pairs !== 'glue/stsb') checkMeasured(pairs, '--similarity-pairs');
  return { encoder, threshold: { pairs, ...(falseAccepts !== undefined && { falseAccepts }) } };
}

/** Opens the encoder, and calibrates its threshold where none is stated. */
export async function openLikeness(
  { encoder, threshold: asked }: AskedLikeness,
  options: FetchOptions & { readonly reporter: Reporter; readonly dataFrom: string | undefined; readonly pause: Pause },
): Promise<Likeness> {
  const { name, vectors, fingerprint, dispose } = await openEncoder(encoder, options);
  try {
    const found = typeof asked === 'number' ? { threshold: asked } : await calibrated(asked);
    const similarity = sentenceSimilarity(vectors, { name, threshold: found.threshold });
    return { similarity, fingerprint, report: { encoder: name, ...found }, dispose };
  } catch (error) {
    dispose();
    throw error;
  }

  async function calibrated({ pairs, falseAccepts }: Exclude<AskedLikeness['threshold'], number>) {
    const { title, texts, others, same } = await similarPairs(pairs, options);
    const values = await cosines(vectors, texts, others);
    // As many digits as are said.
    const known = values.map((value, place) => ({ similarity: Number(value.toFixed(4)), same: same[place]! }));
    const rule = falseAccepts === undefined ? 'balanced' : { falseAccepts };
    const { threshold, ...shares } = calibratedThreshold(known, rule);
    return { threshold, calibrated: { pairs: title, ...shares } };
  }
}
