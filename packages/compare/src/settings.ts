import type { Compile } from '@advtrain/core';
import type { Precision } from '@advtrain/engine';
import type { AttackSettings } from '@advtrain/evaluate';
import type { MethodName, MethodOptions } from './methods/method-rules.ts';

/** Everything that determines the numbers of a comparison. */
export interface Settings {
  /** The preset that the other values started from. */
  readonly preset: string;
  /** The methods, in the order of the table. */
  readonly methods: readonly MethodName[];
  /** One run a method for each; integers from 0. */
  readonly seeds: readonly number[];
  /** `reviews`, `spam`, a task of `@advtrain/datasets` such as `glue/rte`, or the path of a CSV, TSV or JSON-lines file. */
  readonly data: string;
  /**
   * For images a net's name, or a folder that one was saved in. For texts a Hugging Face folder, a pretrained model by its short name or as `owner/name` on the hub, or one that starts at random
   * with a vocabulary of its own: `scratch`, or `tiny-` and a family (`tiny-roberta`).
   */
  readonly model: string;
  /** Training examples at most. */
  readonly trainSize: number;
  /** Development examples at most. */
  readonly developmentSize: number;
  /** Examples of each out-of-domain set at most. */
  readonly testSize: number;
  /** Passes over the training examples; cost-matched natural makes more, FreeAT fewer with more steps in each. */
  readonly epochs: number;
  /**
   * Optimizer steps in all: `epochs` then says only how many evaluations there are. Default: as many as the epochs have
   * batches.
   */
  readonly steps?: number;
  /** Examples a batch. */
  readonly batchSize: number;
  /** The highest learning rate of the schedule. */
  readonly learningRate: number;
  /** The share of the steps in which the learning rate rises, in [0, 1]; then it falls linearly to 0. */
  readonly warmup: number;
  /** AdamW's decoupled weight decay, at least 0; none on biases and LayerNorm. */
  readonly weightDecay: number;
  /** AdamW's β₂, the decay of the second moment, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** AdamW's ε, above 0. Default 1e-8. */
  readonly epsilon?: number;
  /** Rate of the dropout behind embeddings and layers, in [0, 1). Default: the model's own. */
  readonly dropout?: number;
  /** Rate of the dropout of attention probabilities, in [0, 1). Default: the model's own. */
  readonly attentionDropout?: number;
  /** Default `adamw`. */
  readonly optimizer?: 'adamw' | 'sgd';
  /** SGD's momentum, in [0, 1). Default 0.9. */
  readonly momentum?: number;
  /** Shares of the steps, in (0, 1), at which the learning rate falls tenfold, in place of the linear fall. */
  readonly drops?: readonly number[];
  /** The global gradient norm above which gradients are scaled down; 0 for no clipping. */
  readonly clipNorm: number;
  /** Tokens a sentence at most. */
  readonly maxLength: number;
  /** Whether steps run as one TensorFlow function each. Default `auto`: where the engine can. */
  readonly compile?: Compile;
  /** What matrix products of training compute in, on native TensorFlow. Default `fp32`. */
  readonly precision?: Precision;
  /**
   * Whether blocks of an encoder are computed again for their gradients, which takes less memory, more time, and changes no
   * number. Default false.
   */
  readonly gradientCheckpointing?: boolean;
  /** The options of each method. */
  readonly options: Readonly<Record<MethodName, MethodOptions>>;
  readonly attack: AttackSettings;
}
