/** Texts and their classes. */
export interface Sentences {
  readonly texts: readonly string[];
  readonly labels: readonly number[];
}

/** A training run, the same on both sides. */
export interface Course {
  /** Path of a JSON file with `train` and `development` sentences. */
  readonly data: string;
  /** A Hugging Face folder. */
  readonly folder: string;
  readonly seed: number;
  readonly batch: number;
  /** K of FreeLB. */
  readonly rounds: number;
  /** Peak of the learning rate, which rises for a tenth of the steps and then falls in a straight line. */
  readonly learningRate: number;
  /** Optimizer steps in all. */
  readonly steps: number;
  /** Steps between two looks at the development accuracy. */
  readonly every: number;
}
