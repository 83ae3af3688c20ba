/** A hyper-parameter: a constant, or a function of the number of optimizer steps taken. */
export type Schedule = number | ((index: number) => number);

/** A size that rises with `rise`, a factor in [0, 1]: the size itself where nothing rises, or it is 0 or without limit. */
export function risen(size: number, rise: Schedule | undefined): Schedule {
  if (rise === undefined || size === 0 || size === Infinity) return size;
  return (index) => size * at(rise, index);
}

/** The schedule's value at a step. */
export function at(schedule: Schedule, index: number): number {
  return typeof schedule === 'number' ? schedule : schedule(index);
}
