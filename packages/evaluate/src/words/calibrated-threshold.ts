/** How a threshold is chosen: the best balanced accuracy, or the most of the same pairs, where so large a share of the different ones passes at most. */
export type ThresholdRule = 'balanced' | { readonly falseAccepts: number };

/** From which similarity on two texts count as the same in meaning, and what that is worth on the pairs that it was chosen by. */
export interface CalibratedThreshold {
  readonly threshold: number;
  /** How many pairs there are, the same and different ones. */
  readonly same: number;
  readonly different: number;
  /** The share of the different ones that pass. */
  readonly falseAccepts: number;
  /** The share of the same ones that pass. */
  readonly accepts: number;
}

/**
 * The similarity from which on texts count as the same, by pairs of which that is known: it is that of one of the pairs. Of equally good
 * ones it is the highest. Throws one sentence where there are not pairs of both kinds, and where no threshold does what is asked for.
 *
 * @param pairs the similarity of two texts, from −1 to 1, and whether they mean the same.
 * @param rule what makes a threshold good.
 */
export function calibratedThreshold(
  pairs: readonly { readonly similarity: number; readonly same: boolean }[],
  rule: ThresholdRule = 'balanced',
): CalibratedThreshold {
  const same = pairs.filter((pair) => pair.same).length;
  const different = pairs.length - same;
  if (same === 0 || different === 0)
    throw new Error(
      `There are ${same} pairs of the same meaning and ${different} of different ones: a threshold is calibrated on some of both.`,
    );
  const worth = rule === 'balanced' ? balanced : ({ accepts }: CalibratedThreshold) => accepts;
  const bound = rule === 'balanced' ? 1 : rule.falseAccepts;
  if (!(bound >= 0 && bound <= 1)) throw new Error(`falseAccepts is ${bound}, but must be a share, from 0 to 1.`);
  let accepted = 0;
  let wrongly = 0;
  let best: CalibratedThreshold | undefined;
  const falling = [...pairs].sort((a, b) => b.similarity - a.similarity);
  for (const [place, pair] of falling.entries()) {
    if (pair.same) accepted++;
    else wrongly++;
    // Pairs that are as similar pass or fail together.
    if (falling[place + 1]?.similarity === pair.similarity) continue;
    const falseAccepts = wrongly / different;
    if (falseAccepts > bound) break;
    const found = { threshold: pair.similarity, same, different, falseAccepts, accepts: accepted / same };
    if (!best || worth(found) > worth(best)) best = found;
  }
  if (best && best.accepts > 0) return best;
  throw new Error(
    `No threshold lets the same pass and at most ${bound} of the different pairs: the most similar pairs are different ones; allow more of them.`,
  );
}

/** Above that of chance, which is 0. */
function balanced({ accepts, falseAccepts }: CalibratedThreshold): number {
  return accepts - falseAccepts;
}
