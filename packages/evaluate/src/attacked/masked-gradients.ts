import {
  apgdCE,
  gradientLengths,
  highestLoss,
  noise,
  pgd,
  replayed,
  restarts,
  sharing,
  square,
} from '@advtrain/attacks';
import type { AttackOptions, GradientAttack, Outcome, Perturbation } from '@advtrain/attacks';
import { aFunction, checked, needed, numberAbove, thing, wholeFrom, type Model, type RulesOf } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { quantile } from '@advtrain/statistics';
import { attackedRows } from './attacked-rows.ts';
import type { ExampleSet } from '../example-set.ts';
import { aPause } from '../option-rules.ts';
import type { Pause } from '../pause.ts';
import type { Attackable } from '../rows/nearest-error.ts';

/** How signs of masked gradients are looked for. */
export interface MaskedGradientsOptions {
  /** ε, above 0: l2 around embeddings, ℓ∞ around pixels. */
  readonly radius: number;
  /** Moves of each attack. Default 20. */
  readonly steps?: number;
  /** How many examples are looked at. Default: all. */
  readonly examples?: number;
  /**
   * Other models whose adversarial examples are tried on this one, each with the same examples as it reads them. They must read the same
   * tokens into embeddings of the same space, or the same pixels. Default: none, and nothing is said of transfer.
   */
  readonly surrogates?: readonly Attackable[];
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause;
  /**
   * Told how much of the whole is done, and of how much, in units for an example.
   *
   * @param done units that are done, of an example in the mean.
   * @param of all of them, at most.
   */
  readonly progress?: (done: number, of: number) => void;
}

const rules: RulesOf<MaskedGradientsOptions> = {
  radius: needed(numberAbove(0)),
  steps: wholeFrom(1),
  examples: wholeFrom(1),
  surrogates: thing('an array of models, each with its set', 'length', 'map'),
  pause: aPause,
  progress: aFunction('how much is done and of how much'),
};

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

const root = key(0);
const noises = 20;
const blackBoxQueries = 500;
/** A share of examples that counts as a difference, where chance moves a few: 5 points, and AutoAttack's 0.2 for its black box. */
const clear = 0.05;
const clearOfBlackBox = 0.002;

/** So many examples must show a sign of masked gradients at least: one or two of them are chance. */
export const fewestThatShow = 5;

/**
 * Looks for signs that a model's robustness is that of gradients which lead nowhere, and says of each whether it is there: gradients
 * of 0, random noise as strong as PGD, a loss that does not rise with ε, PGD that needs the calibrated temperature, Square (on
 * pixels) or other models' examples that break what white-box attacks do not. A sign is one of five examples at least.
 *
 * @param model what is looked at.
 * @param set the examples, with their labels.
 * @param options the radius, the moves, the number of examples, and other models to transfer from.
 */
export async function maskedGradients(
  model: Model,
  set: ExampleSet,
  options: MaskedGradientsOptions,
): Promise<readonly MaskedSign[]> {
  const {
    radius,
    steps = 20,
    examples = Infinity,
    surrogates = [],
    pause,
    progress,
  } = checked('maskedGradients', options, rules);
  const climb = pgd({ radius, steps });
  const attackOptions: AttackOptions = { key: root, rows: attackedRows(set.labels, examples), ...(pause && { pause }) };
  const part = inParts(unitsOf(steps, model, surrogates.length), progress);
  return sharing([climb], model, set, attackOptions, async (run) => {
    const broken = async (attack: GradientAttack, more: Partial<AttackOptions>) =>
      brokenOf(await attack.run(model, set, { ...run, ...more }));
    const plain = { clean: { ...run.clean, temperature: 1 } };
    const calibrated = await climb.run(model, set, { ...run, ...part(2 * steps) });
    const right = calibrated.filter((outcome) => outcome.right).map(({ row }) => row);
    if (right.length === 0) return [];
    const byClimb = brokenOf(calibrated);
    const signs = [
      await zeroGradients(model, set, right, { ...run, ...part(2) }),
      noiseSign(await broken(restarts(noise({ radius }), noises), part(noises)), byClimb, right.length),
      await flatLoss(model, set, right, { radius, steps, pause, part }),
      temperatureSign(await broken(climb, { ...plain, ...part(2 * steps) }), byClimb, right.length),
    ];
    if (model.domain) {
      const white = await broken(apgdCE({ radius, steps }), { ...plain, ...part(2 * steps) });
      const black = await broken(square({ radius, queries: blackBoxQueries }), part(blackBoxQueries));
      signs.push(blackBox(beyond(black, white), right.length));
    }
    if (surrogates.length > 0) {
      const byOthers = new Set<number>();
      for (const other of surrogates) {
        const found = foundBy(await climb.run(other.model, other.set, { ...attackOptions, ...part(2 * steps) }));
        for (const row of await broken(replayed(found, { radius }), part(1))) byOthers.add(row);
      }
      signs.push(transfer(beyond(byOthers, byClimb), right.length, surrogates.length));
    }
    return signs.map((sign) => ({ ...sign, examples: right.length }));
  });
}

/** A sign before it is said on how many examples. */
type Sign = Omit<MaskedSign, 'examples'>;

/** Units of an example at most: of the climbs, of gradients and of noise; then of a black box, and of what others' examples do. */
function unitsOf(steps: number, { domain }: Model, surrogates: number): number {
  const always = 2 * (2 * steps) + 2 + noises + 3 * (2 * steps);
  return always + (domain ? 2 * steps + blackBoxQueries : 0) + surrogates * (2 * steps + 1);
}

/** Makes of the progress of each part, which costs so many units, that of the whole. */
type Part = (units: number) => Pick<AttackOptions, 'progress'>;

function inParts(of: number, progress: MaskedGradientsOptions['progress']): Part {
  let before = 0;
  return (units) => {
    const begun = before;
    before += units;
    return progress ? { progress: (done, all) => progress(begun + (units * done) / all, of) } : {};
  };
}

/** How many rows are in the first alone. */
function beyond(rows: ReadonlySet<number>, than: ReadonlySet<number>): number {
  return [...rows].filter((row) => !than.has(row)).length;
}

/** Whether so many examples of all are more than chance. */
function isMany(found: number, all: number, share = clear): boolean {
  return found >= fewestThatShow && found > share * all;
}

/** What broke examples, by their rows. */
function foundBy(outcomes: readonly Outcome<Perturbation>[]): ReadonlyMap<number, Perturbation> {
  return new Map(
    outcomes.flatMap(({ row, adversarial }): [number, Perturbation][] => (adversarial ? [[row, adversarial]] : [])),
  );
}

function brokenOf(outcomes: readonly Outcome<Perturbation>[]): ReadonlySet<number> {
  return new Set(outcomes.filter(({ right, broken }) => right && broken).map(({ row }) => row));
}

async function zeroGradients(
  model: Model,
  set: ExampleSet,
  right: readonly number[],
  run: AttackOptions,
): Promise<Sign> {
  const lengths = await gradientLengths(model, set, { ...run, rows: right });
  run.progress?.(1, 1);
  const none = right.filter((row) => !(lengths.get(row)! > 0)).length;
  return {
    name: 'zero gradients',
    isShown: isMany(none, right.length),
    sentence: `The gradient of the loss is 0 at ${percent(none / right.length)} of the examples that are answered rightly.`,
  };
}

function noiseSign(byNoise: ReadonlySet<number>, byClimb: ReadonlySet<number>, all: number): Sign {
  // Where both break almost everything, or almost nothing, neither is stronger.
  const isTelling = byNoise.size >= fewestThatShow && all - byClimb.size >= fewestThatShow;
  return {
    name: 'noise',
    isShown: isTelling && byNoise.size >= byClimb.size,
    sentence: `${noises} random perturbations break ${percent(byNoise.size / all)} of them, PGD ${percent(byClimb.size / all)}.`,
  };
}

interface FlatLossOptions {
  readonly radius: number;
  readonly steps: number;
  readonly pause: Pause | undefined;
  readonly part: Part;
}

/** Whether the highest loss that ascent finds rises from ε / 4 over ε / 2 to ε: in the median, so that no single example decides. */
async function flatLoss(
  model: Model,
  set: ExampleSet,
  right: readonly number[],
  { radius, steps, pause, part }: FlatLossOptions,
): Promise<Sign> {
  const medians: number[] = [];
  for (const share of [0.25, 0.5, 1]) {
    const within = radius * share;
    const radii = new Map(right.map((row) => [row, within]));
    const stepSize = (2.5 * within) / steps;
    const more = { ...(pause && { pause }), ...part(2 * steps) };
    const losses = await highestLoss(model, set, { key: root, radii, steps, stepSize, ...more });
    medians.push(losses.size === 0 ? Number.NaN : quantile([...losses.values()], 0.5));
  }
  const [quarter = 0, half = 0, whole = 0] = medians;
  return {
    name: 'flat loss',
    isShown: right.length >= fewestThatShow && !(whole > half && half > quarter),
    sentence: `The highest loss that l2 ascent finds is ${medians.map((median) => median.toPrecision(3)).join(', ')} at ε / 4, ε / 2 and ε, in the median.`,
  };
}

function temperatureSign(plain: ReadonlySet<number>, calibrated: ReadonlySet<number>, all: number): Sign {
  return {
    name: 'temperature',
    isShown: isMany(calibrated.size - plain.size, all),
    sentence: `PGD breaks ${percent(plain.size / all)} by the loss of plain logits, ${percent(calibrated.size / all)} at the calibrated temperature.`,
  };
}

function blackBox(found: number, all: number): Sign {
  return {
    name: 'black box',
    isShown: isMany(found, all, clearOfBlackBox),
    sentence: `Square with ${blackBoxQueries} queries breaks ${percent(found / all)} that APGD does not.`,
  };
}

function transfer(found: number, all: number, surrogates: number): Sign {
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
