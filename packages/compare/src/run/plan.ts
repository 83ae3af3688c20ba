import { naturalEntry } from '@advtrain/core';
import type { Schedule, Subject } from '@advtrain/core';
import type { Pace } from '../budget/pace.ts';
import { rounded } from '../format.ts';
import { UsageError } from '../usage-error.ts';
import type { Configured } from '../methods/configured.ts';
import type { TrainingSettings } from '../settings.ts';
import type { Allowance } from '../budget/allowance.ts';
import { riseOf, stepsBefore } from '../budget/attack-start.ts';

/** How much a method trains. */
export interface Plan {
  /** Optimizer steps in all. */
  readonly steps: number;
  /** How many of them are natural, before the method begins; 0 for what does not attack. */
  readonly begin: number;
  /** The factor that ε, α and s have at a step; absent where they do not rise. */
  readonly rise?: Schedule;
  /** What a step costs from then on by the method's own account, in units. */
  readonly unitsPerStep: number;
  /** What a step costs before. */
  readonly naturalUnits: number;
}

/** What a plan depends on beside the method. */
export interface Budget {
  readonly training: Pick<TrainingSettings, 'epochs' | 'steps' | 'accumulate' | 'attackFrom' | 'attackRise'>;
  /** Batches of an epoch. */
  readonly batches: number;
  /** All methods of the comparison: the dearest says how long a matched control trains. */
  readonly methods: readonly Configured[];
  /** What every method but plain natural training may spend. Default: what the epochs have. */
  readonly allowance?: Allowance;
  /** How fast the method is, where seconds are allowed. */
  readonly pace?: Pace;
}

/**
 * The plan of a method: `steps`, or `epochs` times the batches of an epoch, of which `accumulate` make a step. FreeAT's
 * replays take the place of other batches, so it sees fewer of them. A matched control takes as many steps as the dearest of
 * the other methods of the comparison pays for, all its steps together, and no fewer than they take.
 *
 * With an allowance every method takes as many steps as come nearest to it, a matched control too, but of an allowance of steps, where
 * that is as many as cost what the dearest method's do; natural training as such keeps its epochs. An allowance that does not pay for one step is a `UsageError`.
 *
 * @param method with its options.
 * @param budget the epochs or steps, the batches of an epoch, and the allowance.
 * @param subject what is trained, which says what the method costs.
 */
export function planOf(method: Configured, budget: Budget, subject: Subject): Plan {
  const { training, batches } = budget;
  const { epochs, accumulate = 1 } = training;
  const steps = training.steps ?? Math.ceil((epochs * batches) / accumulate);
  if (budget.allowance && !isPlain(method)) return planWithin(method, steps, budget, subject);
  return method.entry.matched ? matchedPlan(method, steps, budget, subject) : planWith(method, steps, budget, subject);
}

/** The plan of a matched control, where other methods take so many steps: it costs what the dearest of them does. */
function matchedPlan(method: Configured, steps: number, budget: Budget, subject: Subject): Plan {
  const plan = planWith(method, steps, budget, subject);
  const others = budget.methods.filter(({ entry }) => !entry.matched);
  const costs = others.map((each) => unitsAfter(planWith(each, steps, budget, subject), steps));
  const dearest = Math.max(unitsAfter(plan, steps), ...costs);
  return planWith(method, Math.round((steps * dearest) / unitsAfter(plan, steps)), budget, subject);
}

/**
 * What the first steps of a plan cost by the method's own account, in units.
 *
 * @param plan when the method begins, and what a step costs.
 * @param steps from 0 on.
 */
export function unitsAfter({ begin, unitsPerStep, naturalUnits }: Plan, steps: number): number {
  const before = Math.min(begin, steps);
  return before * naturalUnits + (steps - before) * unitsPerStep;
}

/** What says how much steps cost that are no whole period of a method whose cost repeats. */
export interface Account {
  /** After how many steps it repeats. */
  readonly period: number;
  /** What the step of an index costs by the plugins' own account, in units. */
  readonly of: (index: number) => number;
}

/** What the first steps of a plan cost in the end: whole periods by their mean, what is left of one step by step. */
export function unitsTaken(plan: Plan, steps: number, { period, of }: Account): number {
  const left = Math.max(0, steps - plan.begin) % period;
  const last = Array.from({ length: left }, (_, place) => of(steps - left + place));
  return last.reduce((sum, units) => sum + units, unitsAfter(plan, steps - left));
}

/** Whether a method is natural training as such, which an allowance leaves as it is. */
export function isPlain({ entry }: Configured): boolean {
  return entry.name === naturalEntry.name;
}

/** The plan of a method that has an allowance, where natural training has so many steps. */
function planWithin(method: Configured, natural: number, budget: Budget, subject: Subject): Plan {
  const { kind, amount } = budget.allowance!;
  const plan = (steps: number) => planWith(method, steps, budget, subject);
  if (kind === 'steps') return method.entry.matched ? matchedPlan(method, amount, budget, subject) : plan(amount);
  const { unitsPerStep, naturalUnits } = plan(1);
  if (kind === 'seconds') {
    const { own, natural: natively, overhead } = budget.pace!;
    const seconds = (steps: number) => steps * own - plan(steps).begin * (own - natively);
    return plan(nearest(Math.max(0, amount - overhead), seconds));
  }
  const units = kind === 'units' ? amount : amount * natural * naturalUnits;
  if (units < unitsPerStep) {
    const { title } = method.entry;
    throw new UsageError(
      `The budget is ${rounded(units)} units, but one step of ${title} costs ${rounded(unitsPerStep)}: give at least that.`,
    );
  }
  return plan(nearest(units, (steps) => unitsAfter(plan(steps), steps)));
}

/** How many steps, at least 1, cost nearest to an amount, where more never cost less. */
function nearest(amount: number, cost: (steps: number) => number): number {
  let low = 1;
  let high = 2;
  while (cost(high) < amount) high *= 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (cost(middle) <= amount) low = middle;
    else high = middle;
  }
  return amount - cost(low) <= cost(high) - amount ? low : high;
}

/** The plan of a method that takes so many steps. */
function planWith({ entry, options }: Configured, steps: number, { training }: Budget, subject: Subject): Plan {
  const { accumulate = 1 } = training;
  const begin = entry.attacks === false ? 0 : stepsBefore(training, steps);
  const rise = riseOf(training, begin, steps);
  return {
    steps,
    begin,
    ...(rise && { rise }),
    unitsPerStep: accumulate * entry.units(options, subject),
    naturalUnits: accumulate * naturalEntry.units({}, subject),
  };
}
