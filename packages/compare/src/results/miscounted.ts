import { count } from '../format.ts';
import type { RunResult } from './runs/run-result.ts';

/** By how much of themselves sums of many shares may differ out of rounding. */
const rounding = 1e-6;

/**
 * Says that a run did not cost what its method says that it costs; `undefined` where it did.
 *
 * @param run its units and steps.
 * @param title what the method is called in the sentence.
 */
export function miscounted(run: Pick<RunResult, 'units' | 'steps'>, title: string): string | undefined {
  const { units, steps } = run;
  const { predicted, counted } = units;
  if (steps === 0 || Math.abs(counted - predicted) <= rounding * Math.max(1, counted)) return undefined;
  const each = (all: number) => Number((all / steps).toPrecision(6));
  return (
    `${title} says that a step costs ${each(predicted)} units, but ${each(counted)} were counted ` +
    `(${count(predicted)} and ${count(counted)} in all): its entry's units are wrong, and so is a control matched to it.`
  );
}
