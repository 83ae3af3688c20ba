import { at, wholeNumber, type Schedule } from '@advtrain/core';

/**
 * 0 before a step, and the schedule's own values from there on: weights are perturbed when training has settled.
 *
 * @param step the first that has the schedule's values.
 * @param schedule a constant, or a function of the steps taken.
 */
export function startingAt(step: number, schedule: Schedule): Schedule {
  wholeNumber('step', step, 0);
  return step === 0 ? schedule : (index) => (index < step ? 0 : at(schedule, index));
}
