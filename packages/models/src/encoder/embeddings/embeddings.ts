import type { Inputs, Params } from '@advtrain/core';
import type { Key } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import type { Adapters } from '../blocks/adapters.ts';
import type { Shapes } from '../blocks/block.ts';
import type { NetShape } from '../shape.ts';

/** A linear map of embeddings. */
export interface Projection {
  /** Where its parameters lie. */
  readonly name: string;
  readonly bias: boolean;
}

/** What embeddings are computed with, besides their parameters. */
export interface EmbeddingsOptions {
  /** None: no dropout. */
  readonly key?: Key;
  /** What is added beside their linear layers. Default: nothing. */
  readonly adapters?: Adapters;
}

/** What lies between the word embeddings and the first block. */
export interface Embeddings {
  /** The table of word embeddings: [vocab_size, embedding_size]. */
  readonly words: string;
  /** The table of position embeddings, where there is one: [max_position_embeddings, embedding_size]. */
  readonly positions?: string;
  /** The table of segment embeddings, where there is one: [type_vocab_size, embedding_size]. */
  readonly segments?: string;
  /** Where the parameters of its normalisation lie. */
  readonly norm: string;
  /**
   * The linear map from the embeddings' width to the hidden layers', where the config has one.
   *
   * @param config the model's sizes.
   */
  projection?(config: NetShape): Projection | undefined;
  /**
   * The id that positions begin behind and do not count. Without it they count all tokens, from the beginning.
   *
   * @param config the model's sizes.
   */
  countsBehind?(config: NetShape): number;
  /**
   * All its parameters, the word embeddings among them.
   *
   * @param config the model's sizes.
   */
  shapes(config: NetShape): Shapes;
  /**
   * Multiplications of its linear layers, a token.
   *
   * @param config the model's sizes.
   */
  multiplications(config: NetShape): number;
  /**
   * x [N, T, D] → [N, T, H]; `inputs` are flat, [N, T].
   *
   * @param config the model's sizes.
   * @param params by Hugging Face names.
   * @param x word embeddings, with δ added.
   * @param inputs what stands beside them: positions, segments and the mask.
   * @param options the key of dropout, and what else differs from an evaluation.
   */
  compute(config: NetShape, params: Params, x: tf.Tensor, inputs: Inputs, options?: EmbeddingsOptions): tf.Tensor;
}
