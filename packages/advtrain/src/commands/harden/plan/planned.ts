import {
  allowanceOf,
  configured,
  naturalMatchedEntry,
  naturalPace,
  rounded,
  stepUnits,
  UsageError,
} from '@advtrain/compare';
import type { Allowance, MethodOptions, Task, TrainingSettings } from '@advtrain/compare';
import type { Cluster, MethodEntry } from '@advtrain/core';
import { methodsWithin } from './budget.ts';
import type { TrainingBudget } from './budget.ts';

/** What is trained, and for how long. */
export interface Plan {
  /** Seconds of a natural step here. */
  readonly pace: number;
  /** The methods that are trained with, by their names, beside the control. */
  readonly methods: readonly string[];
  /** Those that the budget does not pay for. */
  readonly left: readonly string[];
  /** What each model may spend, the control among them, as `compare` has it. */
  readonly allowance: string;
  /** Seconds of training of all models together, about. */
  readonly seconds: number;
}

/** Natural steps that what each model may spend comes to. */
export function naturalStepsOf({ pace, methods, seconds }: Plan): number {
  return Math.round(seconds / (methods.length + 1) / pace);
}

/** What a plan depends on. */
export interface PlanOptions {
  readonly task: Task;
  readonly training: TrainingSettings;
  readonly budget: TrainingBudget;
  /** In the order in which time is given to them. */
  readonly methods: readonly MethodEntry[];
  /** Whether all of them are trained, whatever the budget pays for. */
  readonly areNamed: boolean;
  readonly options: Readonly<Record<string, MethodOptions>>;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** The processes that train together; undefined where this is the only one. */
  readonly cluster: Cluster | undefined;
}

/** Plans what is trained: times a few natural steps, and takes as many methods as the budget pays for. */
export async function planned(asked: PlanOptions): Promise<Plan> {
  const { task, training, budget, methods, areNamed, options, seed, signal, cluster } = asked;
  const batches = task.train.perEpoch(training.batchSize);
  const all = configured([naturalMatchedEntry, ...methods], options);
  const [natural = 3, ...units] = await stepUnits(all, { task, training, seed });
  if (budget.kind === 'each') {
    const steps = training.epochs * batches;
    checkEnough(budget.allowance, {
      natural,
      steps,
      costs: all.map(({ entry }, place) => [entry.title, [natural, ...units][place]!]),
    });
  }
  const pace = await naturalPace({ task, training, seed, signal, cluster });
  const names = methods.map(({ name }) => name);
  if (budget.kind === 'each') {
    const costs = [natural, ...units];
    const spent = spentBy(allowanceOf(budget.allowance), { costs, pace, natural, steps: training.epochs * batches });
    return { pace, methods: names, left: [], allowance: budget.allowance, seconds: spent };
  }
  const costs = names.map((name, place) => ({ name, pass: (batches * pace * units[place]!) / natural }));
  const count = areNamed ? names.length : methodsWithin(budget.seconds, costs);
  const each = Math.max(1, Math.floor(budget.seconds / (count + 1)));
  // In units all have the same whatever else the machine does meanwhile, the command can be repeated elsewhere, and several processes stop at the
  // same step.
  const allowance = `units=${Math.max(...units, Math.round((each / pace) * natural))}`;
  return { pace, methods: names.slice(0, count), left: names.slice(count), allowance, seconds: budget.seconds };
}

/** Throws a {@link UsageError} where a model may spend less than one of its steps costs, as `compare` would once all is sized. */
function checkEnough(
  allowance: string,
  run: {
    readonly natural: number;
    /** Natural steps of the epochs. */
    readonly steps: number;
    /** Units of a step of each model, by its title. */
    readonly costs: readonly (readonly [title: string, units: number])[];
  },
): void {
  const { kind, amount } = allowanceOf(allowance);
  if (kind !== 'units' && kind !== 'times') return;
  const units = kind === 'units' ? amount : amount * run.steps * run.natural;
  const dear = run.costs.find(([, cost]) => units < cost);
  if (dear)
    throw new UsageError(
      `--budget is ${allowance}${kind === 'units' ? '' : `, which is ${rounded(units)} units`}, but one step of ${dear[0]} costs ${rounded(dear[1])} units: give at least that.`,
    );
}

/** Seconds that models take which may each spend so much. */
function spentBy(
  { kind, amount }: Allowance,
  run: {
    /** Units of a step of each model. */
    readonly costs: readonly number[];
    readonly pace: number;
    readonly natural: number;
    /** Natural steps of the epochs. */
    readonly steps: number;
  },
): number {
  const { costs, pace, natural, steps } = run;
  const models = costs.length;
  if (kind === 'seconds') return models * amount;
  if (kind === 'units') return (models * amount * pace) / natural;
  if (kind === 'times') return models * amount * steps * pace;
  return costs.reduce((sum, cost) => sum + (amount * cost * pace) / natural, 0);
}
