import { checkCount } from '../numbers/checked.ts';

/** How sure a model is of each answer, and whether the answer is right. */
export interface Answers {
  /** The probability that it gives its own answer, in [0, 1]. */
  readonly confidences: readonly number[];
  /** Whether that answer is right, in the same order. */
  readonly right: readonly boolean[];
}

/**
 * The expected calibration error (Guo et al., *On Calibration of Modern Neural Networks*, 2017): confidences from 0 to 1 in `bins`
 * of equal width, and the mean over all answers of how far the accuracy of a bin is from its mean confidence. A share in [0, 1], 0
 * where 80 of 100 answers at 80 % are right. It is above 0 by chance alone, the more so the fewer the answers. An upper edge belongs
 * to its bin. Throws without answers, and where the lists differ in length or a confidence is no probability.
 *
 * @param answers of each the model's confidence, in [0, 1], and whether it is right.
 * @param bins at least 1. Default 15.
 */
export function calibrationError({ confidences, right }: Answers, bins = 15): number {
  checkCount('bins', bins, 1);
  if (confidences.length === 0) throw new Error('There are no answers, so there is nothing to measure calibration by.');
  if (confidences.length !== right.length)
    throw new Error(`There are ${confidences.length} confidences and ${right.length} answers: give each its own.`);
  const odd = confidences.find((confidence) => !(confidence >= 0 && confidence <= 1));
  if (odd !== undefined) throw new Error(`A confidence is ${odd}, but must be from 0 to 1.`);
  const gaps = new Float64Array(bins);
  confidences.forEach((confidence, answer) => {
    const bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    gaps[bin]! += confidence - Number(right[answer]);
  });
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / confidences.length;
}
