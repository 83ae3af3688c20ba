/**
 * How steps are run. `function`: each is recorded once for every shape of batch, as far as about 1 GiB holds them, and runs
 * as one TensorFlow function from then on; `xla`: the same, compiled by XLA; `off`: operation by operation; `auto`: `function` where the engine can, and
 * on a GPU compiled by XLA where a measurement says that it pays.
 */
export type Compile = (typeof ways)[number];

/** The values of {@link Compile}. */
export const ways = ['auto', 'function', 'xla', 'off'] as const;

/** How a function is run: by TensorFlow, or compiled by XLA. */
export type Way = 'function' | 'xla';

/** What has been run how. */
export interface Execution {
  /** `xla` where steps of at least one shape of batch run compiled. */
  readonly how: 'eager' | Way;
  /** Why steps are not recorded, or not compiled, although they were to be. */
  readonly reason?: string;
  /** Functions kept. */
  readonly recordings: number;
  /**
   * Batches that ran operation by operation although steps are recorded: the memory for functions was full, and their shapes came
   * too seldom to take the place of others. Absent where none did.
   */
  readonly unrecorded?: number;
  /** What has been measured of those; absent where nothing has, as on a CPU. */
  readonly measured?: readonly Measurement[];
}

/** A function's time against that of the same compiled by XLA. */
export interface Measurement {
  /** The types and shapes of the batch's tensors. */
  readonly batch: string;
  /** Milliseconds that it takes as TensorFlow runs it: the median of a few steps. */
  readonly functionMs: number;
  /** Milliseconds that it takes compiled. */
  readonly xlaMs: number;
  /** Seconds that compiling took. */
  readonly compileSeconds: number;
  /** Which of them runs from then on. */
  readonly kept: Way;
}
