import { tensorsFrom, type Inputs, type Params, type TensorData } from '@advtrain/core';
import { embedding } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { changedFields } from './config/changed-fields.ts';
import type { EncoderConfig } from './config/config.ts';
import { encoder } from './encoder.ts';
import { maskedHead, maskedHeadOf } from './masked-head.ts';
import { parameterShapes } from './names.ts';
import { fitWeights, normaliseNames } from './weights.ts';

/** An encoder with the head of a masked language model. */
export interface MaskedEncoder {
  /** The config it was made from, with all defaults filled in. */
  readonly config: EncoderConfig;
  /** The parameters, which a recording watches. */
  readonly params: Readonly<Record<string, tf.Variable>>;
  /**
   * How likely each token of the vocabulary is in some places, as logits [P, V]: `places` [P] (int32) are those of ids [N, T],
   * counted row by row. Without dropout.
   *
   * @param inputs ids [N, T] and their mask.
   * @param places [P] (int32), each below N · T.
   */
  logits(inputs: Inputs, places: tf.Tensor1D): tf.Tensor2D;
  /** Frees the parameters. */
  dispose(): void;
}

/**
 * A masked language model of one of the families that {@link encoder} implements, as `transformers` computes it, from a parsed
 * config.json and the tensors of a weights file. Throws one sentence for a file that has no such head.
 *
 * @param config a parsed `config.json`.
 * @param tensors by Hugging Face names, as a weights file has them.
 */
export function maskedEncoder(config: object, tensors: Readonly<Record<string, TensorData>>): MaskedEncoder {
  const { tie_word_embeddings: tied = true } = config as { readonly tie_word_embeddings?: unknown };
  // The classifier's head, which nobody asks, is drawn.
  const whole = changedFields(config as Readonly<Record<string, unknown>>, { task: 'classification', num_labels: 2 });
  const base = fitWeights(whole, tensors);
  const model = encoder(whole, base.params);
  tf.dispose(base.params);
  const named = normaliseNames(tensors, Object.keys(parameterShapes(model.config)));
  const head = headOf(model.config, tied !== false, named, () => {
    model.dispose();
  });
  const params = { ...model.params, ...head };
  return {
    config: model.config,
    params,
    logits(inputs, places) {
      const x = model.embed(params, inputs);
      const hidden = model.stem(params, x, inputs, undefined, model.blocks);
      const width = model.config.hidden_size;
      return maskedHead(model.config, params, embedding(tf.reshape(hidden, [-1, width]), places));
    },
    dispose: () => {
      model.dispose();
      tf.dispose(Object.values(head));
    },
  };
}

function headOf(
  config: EncoderConfig,
  isTied: boolean,
  tensors: Readonly<Record<string, TensorData>>,
  onFailure: () => void,
): Record<string, tf.Variable> {
  try {
    const drawn: Params = tensorsFrom(maskedHeadOf(config, isTied, tensors));
    const variables = Object.entries(drawn).map(([name, tensor]) => [name, tf.variable(tensor, false)] as const);
    tf.dispose(drawn);
    return Object.fromEntries(variables);
  } catch (error) {
    onFailure();
    throw error;
  }
}
