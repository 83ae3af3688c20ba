import { quantile } from '@advtrain/statistics';

/** How fast a method's steps are, by a trial. */
export interface Pace {
  /** Seconds that one of its own steps takes. */
  readonly own: number;
  /** Seconds of a natural step, of which there are some where a method begins later. */
  readonly natural: number;
  /** Seconds that the first steps took beyond that: recording them, which comes once. */
  readonly overhead: number;
  /** Seconds of steps that the trial took, which count in no budget. */
  readonly trial: number;
}

/** What the durations of a trial's steps, in seconds, say: the median of all but the first two, and what is beyond it. */
export function perStep(durations: readonly number[]): { readonly each: number; readonly overhead: number } {
  const settled = durations.length > 2 ? durations.slice(2) : durations.slice(-1);
  const each = quantile(settled, 0.5);
  const all = durations.reduce((sum, seconds) => sum + seconds, 0);
  return { each: Math.max(each, 1e-6), overhead: Math.max(0, all - each * durations.length) };
}

/** How many seconds a trial takes for a budget of so many: a twentieth, from 1 to 30. */
export function trialSeconds(seconds: number): number {
  return Math.min(30, Math.max(1, seconds / 20));
}
