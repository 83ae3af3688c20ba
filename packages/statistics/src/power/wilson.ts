import type { Interval } from '../bootstrap/interval.ts';
import { checkCount, checkShare } from '../numbers/checked.ts';
import { normalQuantile } from '../numbers/normal.ts';

/** How many of some test examples were answered right. */
export interface RightAnswers {
  readonly right: number;
  readonly examples: number;
  /** The share of such intervals that shall hold the truth, above 0 and below 1. Default 0.95. */
  readonly confidence?: number;
}

/**
 * Where an accuracy lies on other examples of the same kind, as shares in [0, 1]: Wilson's score interval (*Probable inference, the
 * law of succession, and statistical inference*, 1927). All of 30 right answers are no certainty: 0.886 to 1.
 *
 * @param answers how many there are, how many are right, and the confidence (default 0.95).
 */
export function wilsonInterval({ right, examples, confidence = 0.95 }: RightAnswers): Interval {
  checkCount('right', right, 0);
  checkCount('examples', examples, 1);
  checkShare('confidence', confidence, 0.95);
  if (right > examples) throw new Error(`right is ${right}, but must be at most examples, which is ${examples}.`);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const share = right / examples;
  const spread = 1 + (z * z) / examples;
  const centre = (share + (z * z) / (2 * examples)) / spread;
  const half = (z / spread) * Math.sqrt((share * (1 - share)) / examples + (z * z) / (4 * examples * examples));
  return { low: right === 0 ? 0 : centre - half, high: right === examples ? 1 : centre + half };
}
