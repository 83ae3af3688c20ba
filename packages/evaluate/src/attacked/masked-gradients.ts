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
import { blackBoxSign, flatSign, noiseSign, temperatureSign, transferSign, zeroSign } from './masked-sign.ts';
import type { MaskedSign, Sign } from './masked-sign.ts';

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

const root = key(0);
const noises = 20;
const blackBoxQueries = 500;

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
      noiseSign(noises, await broken(restarts(noise({ radius }), noises), part(noises)), byClimb, right.length),
      await flatLoss(model, set, right, { radius, steps, pause, part }),
      temperatureSign(await broken(climb, { ...plain, ...part(2 * steps) }), byClimb, right.length),
    ];
    if (model.domain) {
      const white = await broken(apgdCE({ radius, steps }), { ...plain, ...part(2 * steps) });
      const black = await broken(square({ radius, queries: blackBoxQueries }), part(blackBoxQueries));
      signs.push(blackBoxSign(blackBoxQueries, beyond(black, white), right.length));
    }
    if (surrogates.length > 0) {
      const byOthers = new Set<number>();
      for (const other of surrogates) {
        const found = foundBy(await climb.run(other.model, other.set, { ...attackOptions, ...part(2 * steps) }));
        for (const row of await broken(replayed(found, { radius }), part(1))) byOthers.add(row);
      }
      signs.push(transferSign(surrogates.length, beyond(byOthers, byClimb), right.length));
    }
    return signs.map((sign) => ({ ...sign, examples: right.length }));
  });
}

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
  return zeroSign(none, right.length);
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
  return flatSign(medians, right.length);
}
