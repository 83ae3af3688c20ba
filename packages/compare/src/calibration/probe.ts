import type { Lengths } from '@advtrain/core';

/** Three quarters' worth of numbers: a quarter is below `low`, half below `median`, three quarters below `high`. */
export interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** What ascent finds in a ball. */
export interface ProbePoint {
  /** ε as a share of the median ‖x‖, of pixels of their range: 0.05 is 5 %; 0 is the clean example. */
  readonly share: number;
  /** ε as a number. */
  readonly radius: number;
  /** The mean loss after a few moves. */
  readonly loss: number;
  /** The mean loss after one move as long as ε. */
  readonly oneMove: number;
  /** The share of examples that are right, after a few moves, and before; none where answers are no classes. */
  readonly accuracy?: number;
}

/** The best that can be done without looking at an example. */
export interface Guess {
  /** The cross-entropy of answering each class as often as it comes, in nats: ln C where all come alike. */
  readonly loss: number;
  /** The share of the most frequent class. */
  readonly accuracy: number;
}

/** What a model is like around training examples, after a few natural steps. */
export interface Probe {
  /** Natural steps before it. */
  readonly steps: number;
  /** Examples that it is of. */
  readonly examples: number;
  /** Whether those steps were on them too, for there are too few others. Absent where not. */
  readonly seen?: boolean;
  /** How many classes, or choices, there are; none in a regression. */
  readonly classes?: number;
  /** What a guess that knows how often each class comes does on those examples; none in a regression. */
  readonly guess?: Guess;
  /** What shares are of. */
  readonly lengths: Lengths;
  /** Whether x are pixels. */
  readonly pixels: boolean;
  /** ‖x‖ of examples, and of their tokens. */
  readonly norms: { readonly example: Quartiles; readonly token: Quartiles };
  /** ‖g‖ of examples: the gradient of an example's own loss with respect to x. */
  readonly gradient: Quartiles;
  /** The share of examples whose gradient is 0 or too small for float32: nothing climbs there. */
  readonly vanished: number;
  /** The share of examples whose gradient is no number. */
  readonly overflowed: number;
  /** By ε, from the clean examples on. */
  readonly curve: readonly ProbePoint[];
}

/** What shares are of, in words. */
export function wholeOf({ pixels }: Pick<Probe, 'pixels'>): string {
  return pixels ? 'the range of pixels' : '‖x‖';
}

/**
 * The least ε, as a share, at which the mean loss is that of a guess, ln C; none where there is no such.
 *
 * @param probe what was measured.
 */
export function lossPassesGuess({ curve, classes }: Probe): number | undefined {
  if (classes === undefined) return undefined;
  return crossing(curve, ({ loss }) => loss - Math.log(classes));
}

/**
 * The least ε, as a share, at which half of the right answers have fallen; none where there is no such.
 *
 * @param probe what was measured.
 */
export function halfHasFallen({ curve }: Probe): number | undefined {
  const clean = curve[0]?.accuracy;
  if (clean === undefined || clean === 0) return undefined;
  return crossing(curve, ({ accuracy = 1 }) => clean / 2 - accuracy);
}

/**
 * Whether the model has begun to tell classes apart: else an ascent has nothing to take from it.
 *
 * @param probe what was measured.
 */
export function hasLearned({ curve, guess }: Probe): boolean {
  const [clean] = curve;
  if (!clean || guess === undefined || clean.accuracy === undefined) return false;
  const margin = 0.2 * Math.min(guess.accuracy, 1 - guess.accuracy);
  return clean.loss < 0.95 * guess.loss && clean.accuracy > guess.accuracy + margin;
}

/** Where a function of the points rises to 0, by linear interpolation between the two on both sides. */
function crossing(curve: readonly ProbePoint[], of: (point: ProbePoint) => number): number | undefined {
  const at = curve.findIndex((point) => of(point) >= 0);
  const here = curve[at];
  const before = curve[at - 1];
  if (!here) return undefined;
  if (!before) return here.share;
  const part = -of(before) / (of(here) - of(before));
  return before.share + part * (here.share - before.share);
}
