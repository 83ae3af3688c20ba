import { key } from '@advtrain/engine';
import type { Inputs } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { encoder, initialParams, type Encoder } from '../src/index.ts';

/** What makes the parts of a family count that its config turns on. */
const own: Readonly<Record<string, object>> = {
  modernbert: {
    pad_token_id: 0,
    local_attention: 2,
    norm_bias: true,
    attention_bias: true,
    mlp_bias: true,
    classifier_bias: true,
  },
  'deberta-v2': {
    relative_attention: true,
    position_buckets: 4,
    pos_att_type: ['c2p', 'p2c'],
    share_att_key: true,
    norm_rel_ebd: 'layer_norm',
  },
};

/** A config of a few hundred parameters, wide initial weights so that every part matters, no dropout. */
export function tinyConfig(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    model_type: 'bert',
    hidden_size: 8,
    embedding_size: 4,
    num_hidden_layers: 3,
    num_attention_heads: 2,
    intermediate_size: 12,
    vocab_size: 20,
    max_position_embeddings: 12,
    type_vocab_size: 2,
    num_labels: 3,
    hidden_dropout_prob: 0,
    attention_probs_dropout_prob: 0,
    classifier_dropout: 0,
    initializer_range: 0.5,
    ...own[String(changes['model_type'])],
    ...changes,
  };
}

/** An encoder of that config with random weights. */
export function tinyEncoder(changes: Readonly<Record<string, unknown>> = {}): Encoder {
  const config = tinyConfig(changes);
  const params = initialParams(config, key(7));
  const model = encoder(config, params);
  tf.dispose(Object.values(params));
  return model;
}

/** Two sentences of five tokens, of which the second is three long. `padding` fills it up. */
export function tinyInputs(padding = 0): Inputs {
  return {
    values: tf.tensor2d([5, 6, 7, 8, 9, 11, 12, 13, padding, padding], [2, 5], 'int32'),
    mask: tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [2, 5]),
  };
}
