import type { Params } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '../activation.ts';
import type { Block, Shapes } from '../blocks/block.ts';
import type { ConfigFields } from '../config/config-fields.ts';
import type { Distances } from '../distances.ts';
import type { OwnFields } from '../config/own-fields.ts';
import type { Embeddings } from '../embeddings/embeddings.ts';
import type { EncoderShape, NetShape, Task } from '../shape.ts';

/** A head: first token, the mean of all, or each of them → inner layer → scores. */
export interface Head {
  /** Where the parameters of the scores lie. */
  readonly scores: string;
  /** What comes before them. Default: nothing but dropout. */
  readonly inner?: InnerLayer;
  /** What is read of the last layer: the first token, the mean over the tokens, or every token on its own. Default `first`. */
  readonly reads?: 'first' | 'mean' | 'all';
}

/** Dense → activation → normalisation. */
export interface InnerLayer {
  /** Where its parameters lie. */
  readonly dense: string;
  readonly activation: Activation;
  /** Rate of the dropout before the dense layer, in [0, 1). Default 0. */
  readonly inputRate?: number;
  /** Whether the dense layer lacks a bias. Default false. */
  readonly unbiased?: boolean;
  /** Layer normalisation behind the activation. Default: none. */
  readonly norm?: { readonly name: string; readonly bias: boolean };
}

/** Which field of config.json gives the rate of a head's dropout, and what it is without. Default: `hidden_dropout_prob`'s. */
export interface HeadRate {
  readonly rate: string;
  readonly defaultRate?: number;
}

/** A head of a masked language model: every token → dense → activation → LayerNorm → scores of all tokens. */
export interface MaskedHead {
  /** Where its parameters lie: names without `.weight` and `.bias`. */
  readonly dense: string;
  readonly norm: string;
  /** Its `.weight` is that of the word embeddings, where the config does not say otherwise. */
  readonly scores: string;
  /** The whole name of the bias of the scores, which `scores` may have too. */
  readonly bias: string;
  /** Default: `hidden_act`. */
  readonly activation?: Activation;
}

/** How weights are drawn: their standard deviation, and at how many of these they are cut off. */
export interface Spread {
  readonly deviation: number;
  readonly cutoff: number;
}

/** What sets an architecture apart: names, defaults, and what it computes. */
export interface Family<Type extends string = string> {
  /** Its `model_type` in a config.json. */
  readonly type: Type;
  /** What its class names begin with in `transformers`. */
  readonly architecture: string;
  /** Fields that its config.json has under another name. */
  readonly aliases: Readonly<Partial<Record<keyof EncoderShape, string>>>;
  /** Fields that its config.json does not have. */
  readonly lacks: readonly (keyof EncoderShape)[];
  /** Defaults other than BERT's. */
  readonly defaults: Readonly<Partial<EncoderShape>>;
  readonly embeddings: Embeddings;
  /** The blocks that layer `index` applies one after the other. */
  blocks(config: NetShape, index: number): readonly Block[];
  /** Parameters that all blocks read. */
  shared?(config: NetShape): Shapes;
  /** Parameters between the last block and the head. */
  others?(config: NetShape): Shapes;
  /** What all blocks add to the attention scores of sequences of that length: [1, heads, T, T]. */
  scoreBias?(config: NetShape, params: Params, length: number): tf.Tensor;
  /** The table of distances that its attention reads, where there is one. */
  distances?(config: NetShape): Distances | undefined;
  /** What comes behind the last block: [N, T, H] → [N, T, H]. */
  finish?(config: NetShape, params: Params, hidden: tf.Tensor): tf.Tensor;
  /** The head of a classification, a regression, or multiple choice. */
  head(config: NetShape): Head;
  headRate(task: Task): HeadRate;
  /** The head over every token. Default: dropout and scores alone. */
  tokenHead?(config: NetShape): Head;
  /** The rate in the head of a token classification. Default: that of a classification. */
  readonly tokenRate?: HeadRate;
  /** The rate in the head of questions. Absent: there is no dropout. */
  readonly answerRate?: HeadRate;
  /** The head that it is pretrained with, or a generator of it. Absent where that is of another form. */
  readonly maskedHead?: MaskedHead;
  /** Fields of config.json that may say nothing else, because nothing else is implemented. */
  implements(task: Task): Readonly<Record<string, unknown>>;
  /** Fields that no other family has, checked, and those of all that follow from them. */
  ownFields?(
    json: Readonly<Record<string, unknown>>,
    fields: ConfigFields,
    shape: EncoderShape,
  ): OwnFields & Partial<EncoderShape>;
  /** How weights are drawn from scratch. Default: normal, with `initializer_range`, without end. */
  spread?(config: NetShape, name: string): Spread;
}
