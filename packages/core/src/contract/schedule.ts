/**
 * A hyper-parameter by step.
 *
 * @param index the optimizer steps taken before this one, from 0 on.
 */
export type ByStep = (index: number) => number;

/** A hyper-parameter: a constant, or a function of the number of optimizer steps taken. */
export type Schedule = number | ByStep;

/**
 * A size that rises with `rise`, a factor in [0, 1]: the size itself where nothing rises, or it is 0 or without limit.
 *
 * @param size ε, α or s at its full height.
 * @param rise the factor by step; `undefined` is 1 throughout.
 */
export function risen(size: number, rise: Schedule | undefined): Schedule {
  if (rise === undefined || size === 0 || size === Infinity) return size;
  return (index) => size * at(rise, index);
}

/**
 * The schedule's value at a step.
 *
 * @param schedule a constant, or a function.
 * @param index how many optimizer steps were taken before it.
 */
export function at(schedule: Schedule, index: number): number {
  return typeof schedule === 'number' ? schedule : schedule(index);
}
