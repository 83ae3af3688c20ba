import { checked, numberFrom, scheduled, wholeFrom, type RulesOf } from '@advtrain/core';
import { l2 } from '@advtrain/attacks';
import type { Plugin, Schedule } from '@advtrain/core';
import { freelb } from './freelb.ts';

/** How FreeLB++ trains. */
export interface FreeLBPlusPlusOptions {
  /** α, at least 0. Default 10. */
  readonly stepSize?: Schedule;
  /** K, at least 1: 10 to 30 in the paper. Default 10. */
  readonly steps?: number;
  /** s, at least 0: the magnitude of the random start. Default 0.05. */
  readonly start?: Schedule;
}

const rules: RulesOf<FreeLBPlusPlusOptions> = {
  stepSize: scheduled(numberFrom(0)),
  steps: wholeFrom(1),
  start: scheduled(numberFrom(0)),
};

/**
 * FreeLB++ (Li et al., 2021, arXiv 2108.12777): {@link freelb} without projection, with large moves and many of them,
 * for robustness to word substitution. Costs 3K units.
 *
 * @param options α, s and K.
 */
export function freelbPlusPlus(options: FreeLBPlusPlusOptions = {}): Plugin {
  const { stepSize = 10, steps = 10, start = 0.05 } = checked('freelbPlusPlus', options, rules);
  return { ...freelb({ ball: l2({ radius: Infinity, stepSize, start }), steps }), name: 'freelb++' };
}
