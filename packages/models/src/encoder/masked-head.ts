import { layerNorm, linear } from '@advtrain/engine';
import type { Params, TensorData } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../param.ts';
import { activate } from './activation.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { checkWeights } from './weights-check.ts';

type Tensors = Readonly<Record<string, TensorData>>;

/** What the head's parameters are called here, whatever a family calls them. */
export const maskedNames = [
  'dense.weight',
  'dense.bias',
  'norm.weight',
  'norm.bias',
  'scores.weight',
  'scores.bias',
] as const;

/** Parameters of a head by {@link maskedNames}. */
export type MaskedHeadTensors = Readonly<Record<(typeof maskedNames)[number], TensorData>>;

/**
 * The head of a masked language model in the tensors of a weights file, checked. Scores are by the word embeddings, which
 * `transformers` ties them to, unless the config says otherwise. Throws one sentence where the file has no such head.
 */
export function maskedHeadOf(config: EncoderConfig, isTied: boolean, tensors: Tensors): MaskedHeadTensors {
  const { model_type: type, hidden_size: hidden, embedding_size: width, vocab_size: size } = config;
  const { maskedHead: names, embeddings, architecture } = families[type];
  if (!names)
    throw new Error(
      `${architecture}'s head of a masked language model is not implemented: name a model of another family.`,
    );
  const { dense, norm, scores, bias } = names;
  const biases = isTied ? [bias, `${scores}.bias`] : [`${scores}.bias`, bias];
  const heads = {
    'dense.weight': [modern(tensors, `${dense}.weight`), [width, hidden]],
    'dense.bias': [modern(tensors, `${dense}.bias`), [width]],
    'norm.weight': [modern(tensors, `${norm}.weight`), [width]],
    'norm.bias': [modern(tensors, `${norm}.bias`), [width]],
    'scores.weight': [isTied ? embeddings.words : `${scores}.weight`, [size, width]],
    'scores.bias': [biases.find((name) => name in tensors) ?? bias, [size]],
  } as const satisfies Record<string, readonly [string, readonly number[]]>;
  const found = Object.entries(heads).map(([own, [name, shape]]) => {
    const data = tensors[name];
    if (!data)
      throw new Error(
        `The weights lack "${name}", the head of a masked language model: name one that has it, such as bert-base-uncased as it is published.`,
      );
    checkWeights(name, data, shape);
    return [own, data] as const;
  });
  return Object.fromEntries(found) as MaskedHeadTensors;
}

/** The first BERT releases call LayerNorm's parameters gamma and beta. */
function modern(tensors: Tensors, name: string): string {
  const early = name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
  return name in tensors ? name : early in tensors ? early : name;
}

/** Scores of all tokens: hidden [N, H] → [N, V]. `params` are by {@link maskedNames}. */
export function maskedHead(config: EncoderConfig, params: Params, hidden: tf.Tensor): tf.Tensor2D {
  const { activation = config.hidden_act } = families[config.model_type].maskedHead ?? {};
  const dense = activate(activation, linear(hidden, param(params, 'dense.weight'), param(params, 'dense.bias')));
  const normed = layerNorm(dense, param(params, 'norm.weight'), param(params, 'norm.bias'), config.layer_norm_eps);
  const scores = tf.matMul<tf.Tensor2D>(normed, param(params, 'scores.weight'), false, true);
  return tf.add(scores, param(params, 'scores.bias'));
}
