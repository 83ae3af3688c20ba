import { allowanceOf, UsageError } from '@advtrain/compare';

/** What training may take: about so many seconds for all models together, or what each may spend, as `compare` has it. */
export type TrainingBudget =
  { readonly kind: 'clock'; readonly seconds: number } | { readonly kind: 'each'; readonly allowance: string };

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** What `--budget` says: `30m`, `90s` or `1.5h`, or `units=…`, `seconds=…`, `steps=…`, `x3`. Anything else is a {@link UsageError}. */
export function trainingBudget(text: string): TrainingBudget {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  if (amount !== undefined && Number(amount) > 0)
    return { kind: 'clock', seconds: Number(amount) * (seconds[unit] ?? 1) };
  try {
    allowanceOf(text);
  } catch (error) {
    throw new UsageError(
      `--budget is ${JSON.stringify(text)}, but must be a time for all training such as 30m or 2h, or what each model may spend: units=…, seconds=…, steps=… or x3.`,
      { cause: error },
    );
  }
  return { kind: 'each', allowance: text };
}

/** What a method costs. */
export interface MethodCost {
  readonly name: string;
  /** Seconds of a pass over all training examples. */
  readonly pass: number;
}

/** A method gets no less than so many passes over the training examples. */
export const leastPass = 1;

/**
 * How many of some methods, in their order, time pays for: as many as can each see {@link leastPass} of the training examples where
 * they and the control have equal shares of it; at least one.
 */
export function methodsWithin(total: number, methods: readonly MethodCost[]): number {
  const fits = (count: number) => methods.slice(0, count).every(({ pass }) => total / (count + 1) >= leastPass * pass);
  let count = 1;
  while (count < methods.length && fits(count + 1)) count++;
  return count;
}
