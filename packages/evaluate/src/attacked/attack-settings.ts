import type { Length } from '@advtrain/core';

/**
 * How accuracy under attack is measured: projected gradient ascent in l2 balls around the word embeddings of sentences, in
 * ℓ∞ balls around the pixels of images.
 */
export interface AttackSettings {
  /** Ascent moves for each example, at least 1. */
  readonly steps: number;
  /**
   * Radii ε of the balls; `5%` is of the median ‖x‖ of the data, of pixels of their range. What a smaller ball has broken counts as
   * lost in larger ones.
   */
  readonly radii: readonly Length[];
  /** The radius that the table and the conclusions speak of: one of `radii`. */
  readonly headline: Length;
  /**
   * How many examples are attacked (of development, of images those of test; all if there are fewer): a random choice, the same
   * for all methods and seeds, in which classes have the shares that they have in the set.
   */
  readonly examples: number;
}
