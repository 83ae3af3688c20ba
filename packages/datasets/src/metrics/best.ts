import { metrics, type MetricName } from './metrics.ts';

/** Options of {@link bestBy}. */
export interface BestOptions {
  /** After how many evaluations in a row without a better one training should stop, at least 1. Default: never. */
  readonly patience?: number;
  /** What an earlier one's `state` was: it goes on from there. */
  readonly state?: BestState;
}

/** What is known of the evaluations so far; JSON keeps it. */
export interface BestState {
  /** The best value, and the step or epoch that it was `at`. Absent before the first. */
  readonly best?: { readonly value: number; readonly at: number };
  /** Evaluations since the best one. */
  readonly since: number;
}

/** Which evaluation was best, and whether to go on. */
export interface Best {
  /**
   * Measures the predictions made `at` a step or epoch. True if they are the best so far: the moment to save.
   *
   * @param predicted one for each label, in their order.
   * @param labels the right answers.
   * @param at a number that tells steps or epochs apart.
   */
  see(predicted: ArrayLike<number>, labels: ArrayLike<number>, at: number): boolean;
  readonly state: BestState;
  /** Whether patience has run out: the moment to stop. */
  readonly exhausted: boolean;
}

/** Which of some values was best, and whether to go on. */
export interface BestValue extends Pick<Best, 'state' | 'exhausted'> {
  /**
   * Takes in the value of a step or epoch. True if it is the best so far: the moment to save.
   *
   * @param value the higher the better; NaN is never the best.
   * @param at a number that tells steps or epochs apart.
   */
  see(value: number, at: number): boolean;
}

/**
 * Keeps the best checkpoint by a metric, and stops early: of equals the first is best, and NaN (a constant prediction's
 * correlation, or a diverged model's) never is. Throws one sentence for a patience that is no whole number of at least 1.
 *
 * @param metric what it measures by.
 * @param options the patience, and what was saved of an earlier run.
 */
export function bestBy(metric: MetricName, options: BestOptions = {}): Best {
  const best = bestOf(options);
  return {
    see: (predicted, labels, at) => best.see(metrics[metric](predicted, labels), at),
    get state() {
      return best.state;
    },
    get exhausted() {
      return best.exhausted;
    },
  };
}

/**
 * {@link bestBy} of values that were measured already.
 *
 * @param options the patience (default: without end), and what was saved of an earlier run.
 */
export function bestOf({ patience = Infinity, state = { since: 0 } }: BestOptions = {}): BestValue {
  if (patience !== Infinity && (!Number.isInteger(patience) || patience < 1)) {
    throw new Error(`patience is ${patience}, but must be a whole number of at least 1.`);
  }
  let current = state;
  return {
    see(value, at) {
      const better = value > (current.best?.value ?? -Infinity);
      current = better ? { best: { value, at }, since: 0 } : { ...current, since: current.since + 1 };
      return better;
    },
    get state() {
      return current;
    },
    get exhausted() {
      return current.since >= patience;
    },
  };
}
