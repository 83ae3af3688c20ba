/** Something that a model whose gradients are sound does not show (Athalye et al., 2018; Carlini et al., 2019). */
export interface MaskedSign {
  readonly name: 'zero gradients' | 'noise' | 'flat loss' | 'temperature' | 'black box' | 'transfer';
  /** Whether the model shows it: then an attack by gradients says less than it seems to. */
  readonly isShown: boolean;
  /** How many examples it was looked for on: those that are answered rightly. */
  readonly examples: number;
  /** What was measured, in words. */
  readonly sentence: string;
}

/** A share of examples that counts as a difference, where chance moves a few: 5 points, and AutoAttack's 0.2 for its black box. */
const clear = 0.05;
const clearOfBlackBox = 0.002;

/** So many examples must show a sign of masked gradients at least: one or two of them are chance. */
export const fewestThatShow = 5;

/** A sign before it is said on how many examples. */
export type Sign = Omit<MaskedSign, 'examples'>;

/** Whether so many examples of all are more than chance. */
function isMany(found: number, all: number, share = clear): boolean {
  return found >= fewestThatShow && found > share * all;
}

/** Of gradients that are 0 at so many examples. */
export function zeroSign(none: number, all: number): Sign {
  return {
    name: 'zero gradients',
    isShown: isMany(none, all),
    sentence: `The gradient of the loss is 0 at ${percent(none / all)} of the examples that are answered rightly.`,
  };
}

/** Of so many draws of noise, beside a climb, and which examples each breaks. */
export function noiseSign(
  noises: number,
  byNoise: ReadonlySet<number>,
  byClimb: ReadonlySet<number>,
  all: number,
): Sign {
  // Where both break almost everything, or almost nothing, neither is stronger.
  const isTelling = byNoise.size >= fewestThatShow && all - byClimb.size >= fewestThatShow;
  return {
    name: 'noise',
    isShown: isTelling && byNoise.size >= byClimb.size,
    sentence: `${noises} random perturbations break ${percent(byNoise.size / all)} of them, PGD ${percent(byClimb.size / all)}.`,
  };
}

/** Of a loss that does not rise, by its medians at ε / 4, ε / 2 and ε. */
export function flatSign(medians: readonly number[], all: number): Sign {
  const [quarter = 0, half = 0, whole = 0] = medians;
  return {
    name: 'flat loss',
    isShown: all >= fewestThatShow && !(whole > half && half > quarter),
    sentence: `The highest loss that l2 ascent finds is ${medians.map((median) => median.toPrecision(3)).join(', ')} at ε / 4, ε / 2 and ε, in the median.`,
  };
}

/** Of a climb that breaks less by plain logits than at the calibrated temperature. */
export function temperatureSign(plain: ReadonlySet<number>, calibrated: ReadonlySet<number>, all: number): Sign {
  return {
    name: 'temperature',
    isShown: isMany(calibrated.size - plain.size, all),
    sentence: `PGD breaks ${percent(plain.size / all)} by the loss of plain logits, ${percent(calibrated.size / all)} at the calibrated temperature.`,
  };
}

/** Of Square, which breaks so many more than white-box attacks do. */
export function blackBoxSign(queries: number, found: number, all: number): Sign {
  return {
    name: 'black box',
    isShown: isMany(found, all, clearOfBlackBox),
    sentence: `Square with ${queries} queries breaks ${percent(found / all)} that APGD does not.`,
  };
}

/** Of so many other models, whose examples break so many more. */
export function transferSign(surrogates: number, found: number, all: number): Sign {
  const who = surrogates === 1 ? 'another model' : `${surrogates} other models`;
  return {
    name: 'transfer',
    isShown: isMany(found, all),
    sentence: `What breaks ${who} breaks ${percent(found / all)} that PGD does not.`,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
