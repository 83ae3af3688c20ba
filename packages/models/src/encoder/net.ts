import type { Inputs, Params } from '@advtrain/core';
import { fold, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapters } from './blocks/adapters.ts';
import { checkpointedBlock } from './blocks/checkpointed-block.ts';
import { attentionBias, summed } from './blocks/score-bias.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { readsFirst } from './families/head-of.ts';
import { head, rowsOfLogits } from './head.ts';
import type { Layers } from './stem-share.ts';

/** A shape, its blocks, and what is beside them. */
export interface Net {
  readonly config: EncoderConfig;
  readonly layers: Layers;
  readonly gradientCheckpointing: boolean;
  readonly adapters?: Adapters;
}

/** Where the cut is, and the dropout key. */
export interface Cut {
  readonly depth: number;
  readonly key: Key | undefined;
}

/** What comes before the cut: x → hidden [N, T, H]. */
export function stem(net: Net, params: Params, x: tf.Tensor, inputs: Inputs, { depth, key }: Cut): tf.Tensor {
  const { config, adapters } = net;
  const flat = flatten(inputs);
  const [length = 0, width = 0] = x.shape.slice(-2);
  const options = { ...(key && { key }), ...(adapters && { adapters }) };
  const { embeddings } = families[config.model_type];
  const embedded = embeddings.compute(config, params, tf.reshape(x, [-1, length, width]), flat, options);
  return throughLayers(net, params, embedded, flat, { begin: 0, end: depth, key });
}

/** What comes after it: hidden → logits. */
export function trunk(net: Net, params: Params, hidden: tf.Tensor, inputs: Inputs, { depth, key }: Cut): tf.Tensor2D {
  const { config, adapters } = net;
  const { finish } = families[config.model_type];
  const flat = flatten(inputs);
  const span = { begin: depth, end: config.num_hidden_layers, key, scored: true };
  const last = throughLayers(net, params, hidden, flat, span);
  const scores = head(config, params, finish ? finish(config, params, last) : last, {
    ...(flat.mask && { mask: flat.mask }),
    ...(key && { key }),
    ...(adapters && { adapters }),
  });
  return rowsOfLogits(config, scores, config.task === 'multiple-choice' ? inputs : flat);
}

/** Which layers are gone through: `begin` … `end` − 1. */
interface Span {
  readonly begin: number;
  readonly end: number;
  readonly key: Key | undefined;
  /** Whether a head reads what comes out. */
  readonly scored?: boolean;
}

/**
 * Dropout keys carry the layer's number, so that stem and trunk never share a mask. Where a head reads the first token alone
 * the last layer computes no other, [N, 1, H].
 */
function throughLayers(
  net: Net,
  params: Params,
  hidden: tf.Tensor,
  inputs: Inputs,
  { begin, end, key, scored = false }: Span,
): tf.Tensor {
  if (begin === end) return hidden;
  const { config, layers, gradientCheckpointing, adapters } = net;
  const bias = scoreBias(config, params, inputs);
  const onlyFirst = scored && readsFirst(config);
  for (const [offset, blocks] of layers.slice(begin, end).entries()) {
    const index = begin + offset;
    for (const [inner, block] of blocks.entries()) {
      const own = key && fold(key, `layer.${index}.${inner}`);
      const isLast = index === end - 1 && inner === blocks.length - 1;
      // The backward pass begins with the block that the head reads, so there is nothing to gain there.
      const computed = gradientCheckpointing && !(scored && isLast) ? checkpointedBlock(block) : block;
      hidden = computed.compute(params, hidden, {
        tokens: onlyFirst && isLast ? 'first' : 'all',
        ...(bias && { bias }),
        ...(own && { key: own }),
        ...(adapters && { adapters }),
      });
    }
  }
  return hidden;
}

/** What is added to the attention scores: for padding, and of the family's own. */
function scoreBias(config: EncoderConfig, params: Params, { values, mask }: Inputs): tf.Tensor | undefined {
  const padding = mask && attentionBias(mask);
  const own = families[config.model_type].scoreBias?.(config, params, values.shape[1] ?? 0);
  return summed(own, padding);
}

/** Inputs as [N, T]: a choice of a multiple-choice question is a sequence of its own. */
function flatten({ values, mask, types }: Inputs): Inputs {
  const length = values.shape.at(-1) ?? 0;
  const rows = (tensor: tf.Tensor): tf.Tensor => (tensor.rank === 2 ? tensor : tf.reshape(tensor, [-1, length]));
  return { values: rows(values), ...(mask && { mask: rows(mask) }), ...(types && { types: rows(types) }) };
}
