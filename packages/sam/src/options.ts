import { choice } from '@advtrain/core';
import type { AscentOptions } from './ascent.ts';

/** The options that the entries of SAM and ASAM have in common. */
export const ascentOptions = {
  fixed: choice(['none', 'biases-and-norms'], {
    default: 'none',
    says: 'parameters that are not moved: none, as in the official codes, or biases and normalisation',
  }),
  masks: choice(['own', 'shared'], {
    default: 'own',
    says: 'dropout masks of the pass that finds where to move: its own, as in the official codes, or shared with the round',
  }),
};

/** What an entry around a method is told beside it. */
export interface AroundOptions {
  /** Unique among the methods of a run. Default: `sam-` or `asam-`, and the method's name. */
  readonly name?: string;
  /** What tables call it. Default: SAM or ASAM, `+`, and the method's title. */
  readonly title?: string;
  /** What one round of the method costs with a model that trains whole, in units. Default 3; 6 where it takes two points at once (TRADES,
   * SMART, R3F). */
  readonly round?: number;
}

/** Which parameters are moved. */
export function movesOf(fixed: 'none' | 'biases-and-norms'): Pick<AscentOptions, 'moves'> {
  return fixed === 'none' ? {} : { moves: (name) => !/bias$|norm/i.test(name) };
}
