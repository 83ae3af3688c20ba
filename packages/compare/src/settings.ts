import type { MethodName, MethodOptions } from './methods.ts';

/** How accuracy under attack is measured: projected gradient ascent in l2 balls around the word embeddings. */
export interface AttackSettings {
  /** Ascent moves for each example, at least 1. */
  readonly steps: number;
  /** Radii ε of the balls, each a run of the attack of its own. */
  readonly radii: readonly number[];
  /** The radius that the table and the conclusions speak of: one of `radii`. */
  readonly headline: number;
  /** How many development examples are attacked (the first ones; all if there are fewer). */
  readonly examples: number;
}

/** Everything that determines the numbers of a comparison. */
export interface Settings {
  /** The preset that the other values started from. */
  readonly preset: string;
  /** The methods, in the order of the table. */
  readonly methods: readonly MethodName[];
  /** One run a method for each; integers from 0. */
  readonly seeds: readonly number[];
  /** `reviews`, `spam`, or the path of a CSV, TSV or JSON-lines file. */
  readonly data: string;
  /** A pretrained name (`minilm-l6`), `scratch`, or the path of a Hugging Face folder. */
  readonly model: string;
  /** Training examples at most. */
  readonly trainSize: number;
  /** Development examples at most. */
  readonly developmentSize: number;
  /** Examples of each out-of-domain set at most. */
  readonly testSize: number;
  /** Passes over the training examples; cost-matched natural makes more, FreeAT fewer with more steps in each. */
  readonly epochs: number;
  /** Sentences a batch. */
  readonly batchSize: number;
  /** The highest learning rate of the schedule. */
  readonly learningRate: number;
  /** The share of the steps in which the learning rate rises, in [0, 1]; then it falls linearly to 0. */
  readonly warmup: number;
  /** AdamW's decoupled weight decay, at least 0; none on biases and LayerNorm. */
  readonly weightDecay: number;
  /** The global gradient norm above which gradients are scaled down; 0 for no clipping. */
  readonly clipNorm: number;
  /** Tokens a sentence at most. */
  readonly maxLength: number;
  /** The options of each method. */
  readonly options: Readonly<Record<MethodName, MethodOptions>>;
  readonly attack: AttackSettings;
}
