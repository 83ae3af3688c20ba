import { checkCount, checkShare, checkSize } from '../numbers/checked.ts';
import { normalQuantile } from '../numbers/normal.ts';
import { random } from '../random/random.ts';
import { fewestSeeds } from '../tests/holm.ts';
import { signFlipTest } from '../tests/sign-flip.ts';

/** What a comparison is planned to be. */
export interface Plan {
  /** Paired runs of a method and its control: 1 … 40. */
  readonly seeds: number;
  /** How many methods are compared with the control. Default 1. */
  readonly comparisons?: number;
  /** Of the test. Default 0.05. */
  readonly level?: number;
  /** How many comparisons are simulated. Default 1,000, which gives a power to ±1.5 points. */
  readonly simulations?: number;
  /** What the simulation follows from. Default 1. */
  readonly seed?: number;
}

/** A difference that is looked for, and how it varies from seed to seed; both in one unit, such as points. */
export interface Effect {
  /** The true mean difference. */
  readonly difference: number;
  /** The standard deviation of the paired differences over seeds. */
  readonly sd: number;
}

/**
 * How likely the exact sign-flip test finds a difference, in [0, 1], before anything is run: by simulation of normally distributed paired
 * differences. A method has to pass by itself at level / comparisons, as the first of Holm's has: those after it have it easier.
 *
 * @param plan the seeds, the comparisons and the level, with the true mean difference and its standard deviation
 */
export function power({ difference, sd, ...plan }: Plan & Effect): number {
  checkSize('sd', sd);
  if (!Number.isFinite(difference)) throw new Error(`difference is ${difference}, but must be a number.`);
  if (sd === 0) return difference === 0 || plan.seeds < seedsThatSuffice(plan) ? 0 : 1;
  return shareFound(noise(plan), Math.abs(difference / sd), plan);
}

/**
 * The smallest true mean difference that the exact sign-flip test finds with a given power, in the unit of `sd`: by bisection of
 * {@link power} on one set of draws. `Infinity` where so few seeds can find nothing, however large it is.
 *
 * @param plan `sd` as in {@link Effect}; `power`, the chance to find it, by default 0.8
 */
export function minimumDetectableDifference({
  sd,
  power: wanted = 0.8,
  ...plan
}: Plan & { readonly sd: number; readonly power?: number }): number {
  checkSize('sd', sd);
  checkShare('power', wanted, 0.8);
  const draws = noise(plan);
  if (plan.seeds < seedsThatSuffice(plan)) return Infinity;
  // All signs alike are enough, and so likely at this size.
  let high = normalQuantile(wanted ** (1 / plan.seeds)) + 1;
  let low = 0;
  for (let halvings = 0; halvings < 14; halvings++) {
    const size = (low + high) / 2;
    if (shareFound(draws, size, plan) >= wanted) high = size;
    else low = size;
  }
  return high * sd;
}

function seedsThatSuffice({ comparisons = 1, level = 0.05 }: Plan): number {
  return fewestSeeds(comparisons, level);
}

/** Standard normal numbers: a row a simulated comparison. */
function noise({ seeds, comparisons = 1, level = 0.05, simulations = 1000, seed = 1 }: Plan): readonly number[][] {
  checkCount('seeds', seeds, 1);
  checkCount('comparisons', comparisons, 1);
  checkCount('simulations', simulations, 1);
  checkShare('level', level, 0.05);
  const draws = random(seed);
  return Array.from({ length: simulations }, () => Array.from({ length: seeds }, () => draws.normal()));
}

function shareFound(draws: readonly number[][], size: number, { comparisons = 1, level = 0.05 }: Plan): number {
  const found = draws.filter((row) => signFlipTest(row.map((z) => z + size)) * comparisons <= level);
  return found.length / draws.length;
}
