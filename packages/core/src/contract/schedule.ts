/** A hyper-parameter: a constant, or a function of the number of optimizer steps taken. */
export type Schedule = number | ((index: number) => number);

/** The schedule's value at a step. */
export function at(schedule: Schedule, index: number): number {
  return typeof schedule === 'number' ? schedule : schedule(index);
}
