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
import { aModel, checked, needed, numberAbove, wholeFrom, type Model, type RulesOf } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { attackedRows } from './attacked-rows.ts';
import type { ExampleSet } from '../example-set.ts';
import { aPause } from '../option-rules.ts';
import type { Pause } from '../pause.ts';

/** How signs of masked gradients are looked for. */
export interface MaskedGradientsOptions {
  /** ε, above 0: l2 around embeddings, ℓ∞ around pixels. */
  readonly radius: number;
  /** Moves of each attack. Default 20. */
  readonly steps?: number;
  /** How many examples are looked at. Default: all. */
  readonly examples?: number;
  /** Another model, whose adversarial examples are tried on this one. Default: none, and nothing is said of transfer. */
  readonly surrogate?: Model;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause;
}

const rules: RulesOf<MaskedGradientsOptions> = {
  radius: needed(numberAbove(0)),
  steps: wholeFrom(1),
  examples: wholeFrom(1),
  surrogate: aModel,
  pause: aPause,
};

/** Something that a model whose gradients are sound does not show (Athalye et al., 2018; Carlini et al., 2019). */
export interface MaskedSign {
  readonly name: 'zero gradients' | 'noise' | 'flat loss' | 'temperature' | 'black box' | 'transfer';
  /** Whether the model shows it: then an attack by gradients says less than it seems to. */
  readonly isShown: boolean;
  /** What was measured, in words. */
  readonly sentence: string;
}

const root = key(0);
const noises = 20;
const blackBoxQueries = 500;
/** A share of examples that counts as a difference, where chance moves a few: 5 points, and AutoAttack's 0.2 for its black box. */
const clear = 0.05;
const clearOfBlackBox = 0.002;

/**
 * Looks for signs that a model's robustness is that of gradients which lead nowhere, and says of each whether it is there: gradients
 * of 0, random noise as strong as PGD, a loss that does not rise with ε, PGD that needs the calibrated temperature, Square (on
 * pixels) or another model's examples that break what white-box attacks do not.
 *
 * @param model what is looked at.
 * @param set the examples, with their labels.
 * @param options the radius, the moves, the number of examples, and another model to transfer from.
 */
export async function maskedGradients(
  model: Model,
  set: ExampleSet,
  given: MaskedGradientsOptions,
): Promise<readonly MaskedSign[]> {
  const { radius, steps = 20, examples = Infinity, surrogate, pause } = checked('maskedGradients', given, rules);
  const climb = pgd({ radius, steps });
  const options: AttackOptions = { key: root, rows: attackedRows(set.labels, examples), ...(pause && { pause }) };
  return sharing([climb], model, set, options, async (run) => {
    const broken = async (attack: GradientAttack, more: Partial<AttackOptions> = {}) =>
      brokenOf(await attack.run(model, set, { ...run, ...more }));
    const plain = { clean: { ...run.clean, temperature: 1 } };
    const calibrated = await climb.run(model, set, run);
    const right = calibrated.filter((outcome) => outcome.right).map(({ row }) => row);
    if (right.length === 0) return [];
    const share = (rows: ReadonlySet<number>): number => rows.size / right.length;
    const beyond = (rows: ReadonlySet<number>, than: ReadonlySet<number>): number =>
      [...rows].filter((row) => !than.has(row)).length / right.length;
    const byClimb = brokenOf(calibrated);
    const signs = [
      await zeroGradients(model, set, right, run),
      noiseSign(share(await broken(restarts(noise({ radius }), noises))), share(byClimb)),
      await flatLoss(model, set, right, radius, steps),
      temperatureSign(share(await broken(climb, plain)), share(byClimb)),
    ];
    if (model.domain) {
      const white = await broken(apgdCE({ radius, steps }), plain);
      const black = await broken(square({ radius, queries: blackBoxQueries }));
      signs.push(extra('black box', beyond(black, white), clearOfBlackBox));
    }
    if (surrogate) {
      const found = foundBy(await climb.run(surrogate, set, options));
      signs.push(extra('transfer', beyond(await broken(replayed(found, { radius })), byClimb), clear));
    }
    return signs;
  });
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
): Promise<MaskedSign> {
  const lengths = await gradientLengths(model, set, { ...run, rows: right });
  const none = right.filter((row) => !(lengths.get(row)! > 0)).length / right.length;
  return {
    name: 'zero gradients',
    isShown: none > clear,
    sentence: `The gradient of the loss is 0 at ${percent(none)} of the examples that are answered rightly.`,
  };
}

function noiseSign(byNoise: number, byClimb: number): MaskedSign {
  return {
    name: 'noise',
    // Where both break everything neither is stronger.
    isShown: byNoise > 0 && byNoise >= byClimb && byClimb < 1,
    sentence: `${noises} random perturbations break ${percent(byNoise)} of them, PGD ${percent(byClimb)}.`,
  };
}

/** Whether the highest loss that ascent finds rises from ε / 4 over ε / 2 to ε. */
async function flatLoss(
  model: Model,
  set: ExampleSet,
  right: readonly number[],
  radius: number,
  steps: number,
): Promise<MaskedSign> {
  const means: number[] = [];
  for (const share of [0.25, 0.5, 1]) {
    const within = radius * share;
    const radii = new Map(right.map((row) => [row, within]));
    const losses = await highestLoss(model, set, { key: root, radii, steps, stepSize: (2.5 * within) / steps });
    means.push([...losses.values()].reduce((sum, loss) => sum + loss, 0) / right.length);
  }
  const [quarter = 0, half = 0, whole = 0] = means;
  return {
    name: 'flat loss',
    isShown: !(whole > half && half > quarter),
    sentence: `The highest loss that l2 ascent finds is ${means.map((mean) => mean.toPrecision(3)).join(', ')} at ε / 4, ε / 2 and ε.`,
  };
}

function temperatureSign(plain: number, calibrated: number): MaskedSign {
  return {
    name: 'temperature',
    isShown: calibrated - plain > clear,
    sentence: `PGD breaks ${percent(plain)} by the loss of plain logits, ${percent(calibrated)} at the calibrated temperature.`,
  };
}

function extra(name: 'black box' | 'transfer', share: number, least: number): MaskedSign {
  const who = name === 'black box' ? `Square with ${blackBoxQueries} queries` : 'What breaks another model';
  const whom = name === 'black box' ? 'APGD' : 'PGD';
  return { name, isShown: share > least, sentence: `${who} breaks ${percent(share)} that ${whom} does not.` };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
