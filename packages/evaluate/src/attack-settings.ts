import type { Length } from '@advtrain/core';

/**
 * How accuracy under attack is measured: projected gradient ascent in l2 balls around the word embeddings of sentences, in
 * ℓ∞ balls around the pixels of images.
 */
export interface AttackSettings {
  /** Ascent moves for each example, at least 1. */
  readonly steps: number;
  /** Radii ε of the balls, each a run of the attack of its own; `5%` is of the median ‖x‖ of the data, of pixels of their range. */
  readonly radii: readonly Length[];
  /** The radius that the table and the conclusions speak of: one of `radii`. */
  readonly headline: Length;
  /** How many examples are attacked (the first ones of development, of images those of test; all if there are fewer). */
  readonly examples: number;
}
