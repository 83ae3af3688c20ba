import type { Model } from '@advtrain/core';
import { fold, key as rootKey, normal, type Key } from '@advtrain/engine';
import { encoder, initialAdapter, initialParams, type EncoderOptions } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Disposable } from './initial-variables.ts';

/** What of a tiny encoder trains. */
export const parts = {
  lora: { lora: { r: 2, alpha: 3, dropout: 0.2, target: ['query', 'value', 'output.dense'] } },
  frozen: { freeze: { blocks: 1 } },
} as const satisfies Record<string, EncoderOptions>;

/** Tiny BERTs for `textBatch` that train in part: adapters and the head, or all but the embeddings and the first of two blocks. */
export function tinyInPart(
  part: keyof typeof parts,
  { key = rootKey(1), rate = 0.2 }: { readonly key?: Key; readonly rate?: number } = {},
): Model & Disposable {
  const config = {
    model_type: 'bert',
    vocab_size: 12,
    hidden_size: 6,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 8,
    max_position_embeddings: 8,
    num_labels: 3,
    hidden_dropout_prob: rate,
    attention_probs_dropout_prob: rate,
    initializer_range: 0.5,
  };
  const options: EncoderOptions = parts[part];
  const base = rootKey(1);
  const params = { ...initialParams(config, base), ...(options.lora && initialAdapter(config, options.lora, base)) };
  const model = encoder(config, params, options);
  tf.dispose(params);
  // What does not train is the same whatever the key, as a pretrained model is; and at an adapter's beginning A has no gradient.
  for (const [name, theta] of Object.entries(model.params))
    tf.tidy(() => theta.assign(tf.mul(normal(theta.shape, fold(key, name)), 0.5)));
  return model;
}
