import type { Activation } from '../activation.ts';

/** Where a ModernBERT layer looks: at all tokens, or at those of a window. */
export type LayerType = 'full_attention' | 'sliding_attention';

/** The fields that ModernBERT's config.json alone has. */
export interface ModernFields {
  /** What each layer's attention sees. Default: all tokens every `global_attn_every_n_layers` layers, from the first on. */
  readonly layer_types: readonly LayerType[];
  /** The period of {@link layer_types}, where they have one. Default 3. */
  readonly global_attn_every_n_layers?: number;
  /** The window of the other layers in tokens, half of it to each side. Default 128. */
  readonly local_attention: number;
  /** Base of the rotary positions where all tokens are seen. Default 160000. */
  readonly global_rope_theta: number;
  /** Base of the rotary positions in a window. Default 10000. */
  readonly local_rope_theta: number;
  /** Epsilon of layer normalisation. Default 1e-5. */
  readonly norm_eps: number;
  /** Whether layer normalisations have biases. Default false. */
  readonly norm_bias: boolean;
  /** Whether the attention's linear layers have biases. Default false. */
  readonly attention_bias: boolean;
  /** Whether the feed-forward layers have biases. Default false. */
  readonly mlp_bias: boolean;
  /** Rate of the dropout behind the embeddings, in [0, 1). Default 0. */
  readonly embedding_dropout: number;
  /** What the head reads: the first token, or the mean of all. Default `cls`. */
  readonly classifier_pooling: 'cls' | 'mean';
  /** Whether the head's dense layer has a bias. Default false. */
  readonly classifier_bias: boolean;
  /** The head's activation. Default `gelu`. */
  readonly classifier_activation: Activation;
  /** At how many standard deviations initial weights are cut off. Default 2. */
  readonly initializer_cutoff_factor: number;
}

/** The fields that DeBERTa's config.json alone has. */
export interface DisentangledFields {
  /** Whether distances enter the attention's scores. Default false. */
  readonly relative_attention: boolean;
  /** The distance from which on all are alike. Default −1: `max_position_embeddings`. */
  readonly max_relative_positions: number;
  /** How many distances to each side have rows of their own, those far away in logarithmic steps. Default −1: all. */
  readonly position_buckets: number;
  /** Which scores there are: of content for positions, `c2p`, and of positions for content, `p2c`. Default none. */
  readonly pos_att_type: readonly ('c2p' | 'p2c')[];
  /** Whether positions go through the projections that content goes through. Default false. */
  readonly share_att_key: boolean;
  /** Whether the table of distances is normalised. Default `none`. */
  readonly norm_rel_ebd: 'none' | 'layer_norm';
  /** Whether positions are added to the word embeddings. Default true. */
  readonly position_biased_input: boolean;
  /** Rate of the dropout before the head's dense layer, in [0, 1). Default 0. */
  readonly pooler_dropout: number;
  /** The head's activation. Default `gelu`. */
  readonly pooler_hidden_act: Activation;
}

/** Fields of a config.json that one family alone has. */
export interface OwnFields extends Partial<ModernFields>, Partial<DisentangledFields> {}
