import { at, wholeNumber, type Schedule } from '@advtrain/core';

/** 0 before a step, and the schedule's own values from there on: weights are perturbed when training has settled. */
export function startingAt(step: number, schedule: Schedule): Schedule {
  wholeNumber('step', step, 0);
  return step === 0 ? schedule : (index) => (index < step ? 0 : at(schedule, index));
}
