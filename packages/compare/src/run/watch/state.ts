import { noNorms } from '../../guards/explosion.ts';
import type { Norms } from '../../guards/explosion.ts';
import type { Look } from '../../guards/looks.ts';
import type { UnderAttack } from '../../guards/one-step.ts';
import type { Warning } from '../../guards/warning.ts';

/** What a watch remembers: a checkpoint keeps it as JSON. */
export interface WatchState {
  norms: Norms;
  /** The latest looks. */
  looks: readonly Look[];
  /** How often each class was right among all examples looked at. */
  labels: readonly number[];
  /** Whether the loss was ever well below that of guessing. */
  learned: boolean;
  /** The look under attack that withstood most. */
  best?: UnderAttack;
  warnings: readonly Warning[];
  /** Seconds that watching took. */
  seconds: number;
}

/** What a watch remembers before the first step. */
export function freshState(): WatchState {
  return { norms: noNorms, looks: [], labels: [], learned: false, warnings: [], seconds: 0 };
}
