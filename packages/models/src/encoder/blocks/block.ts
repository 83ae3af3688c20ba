import type { Params } from '@advtrain/core';
import type { Key } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import type { Adapters } from './adapters.ts';

/** The shapes of parameters by their Hugging Face names. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** What a block is computed with, besides its parameters. */
export interface BlockOptions {
  /** Added to the attention scores: [N or 1, heads or 1, T or 1, T]. */
  readonly bias?: tf.Tensor;
  /** The block's own dropout key. None: no dropout. */
  readonly key?: Key;
  /** What is added beside its linear layers. Default: nothing. */
  readonly adapters?: Adapters;
  /** Which tokens come out: all, [N, T, H], or the first alone, [N, 1, H], where a head reads no other. Default all. */
  readonly tokens?: 'all' | 'first';
}

/** Where the parameters of one block of BERT's kind lie: the names without `.weight` and `.bias`. */
export interface BlockNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly expand: string;
  readonly contract: string;
  readonly outputNorm: string;
  /** DeBERTa's projections of distances, for queries and for keys. */
  readonly positionKey?: string;
  readonly positionQuery?: string;
}

/** One transformer block, with the names of its parameters. */
export interface Block {
  /** The parameters that it reads, some of which other blocks may read too. */
  readonly shapes: Shapes;
  /** Where they lie in a block of BERT's kind. */
  readonly names?: BlockNames;
  /** Multiplications of its linear layers, a token. */
  readonly multiplications: number;
  /** hidden [N, T, H] → [N, T, H] or [N, 1, H]. */
  compute(params: Params, hidden: tf.Tensor, options?: BlockOptions): tf.Tensor;
}
