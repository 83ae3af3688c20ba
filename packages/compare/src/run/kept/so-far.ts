import type { BestState } from '@advtrain/datasets';
import type { CurvePoint, EpochPoint } from '../../results/runs/run-result.ts';
import type { Ending } from '../watch/ending.ts';
import type { WatchState } from '../watch/state.ts';

/** What training has measured up to some step: what a checkpoint keeps beside the tensors. */
export interface SoFar {
  /** Units counted. */
  units: number;
  /** Seconds spent in steps. */
  seconds: number;
  /** Seconds spent in evaluations between steps. */
  evaluation: number;
  /** Lines of the run's record. */
  lines: number;
  /** Losses since the last point of the curve. */
  losses: number[];
  curve: CurvePoint[];
  epochs: EpochPoint[];
  /** The best evaluation so far. */
  best?: BestState;
  /** Whether patience has run out. */
  exhausted?: boolean;
  /** What has been seen to go wrong, and what that rests on. */
  state: WatchState;
  /** Why it does not go on. */
  ending?: Ending;
}
