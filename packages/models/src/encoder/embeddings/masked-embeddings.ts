import { dropout, fold } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import { dense, denseShapes, norm, normShapes } from '../blocks/layers.ts';
import type { NetShape } from '../shape.ts';
import type { DisentangledFields } from '../config/own-fields.ts';
import type { Embeddings } from './embeddings.ts';
import { mustHavePositions, positionsOf } from './positions.ts';
import { typesOf } from './summed-embeddings.ts';

const name = 'deberta.embeddings';
const words = `${name}.word_embeddings.weight`;
const places = `${name}.position_embeddings.weight`;
const segments = `${name}.token_type_embeddings.weight`;
const projection = `${name}.embed_proj`;

/** DeBERTa's embeddings: words, and positions and segments where the config has them, mapped, normalised, padding made zero, dropped. */
export const maskedEmbeddings: Embeddings = {
  words,
  positions: places,
  segments,
  norm: `${name}.LayerNorm`,
  projection: ({ embedding_size: width, hidden_size: hidden }) =>
    width === hidden ? undefined : { name: projection, bias: false },
  shapes: (config) => {
    const { embedding_size: width, hidden_size: hidden, type_vocab_size: types } = config;
    return {
      [words]: [config.vocab_size, width],
      ...(isPlaced(config) && { [places]: [config.max_position_embeddings, width] }),
      ...(types > 0 && { [segments]: [types, width] }),
      ...(width !== hidden && denseShapes(projection, hidden, width, false)),
      ...normShapes(`${name}.LayerNorm`, hidden),
    };
  },
  multiplications: ({ embedding_size: width, hidden_size: hidden }) => (width === hidden ? 0 : width * hidden),
  compute: (config, params, x, { values, mask, types }, options = {}) => {
    const { key } = options;
    mustHavePositions(config, values);
    const placed = isPlaced(config) ? tf.add(x, positionsOf(config, param(params, places), values)) : x;
    const typed = config.type_vocab_size > 0 ? tf.add(placed, typesOf(param(params, segments), types)) : placed;
    const isNarrow = config.embedding_size !== config.hidden_size;
    const mapped = isNarrow ? dense(params, projection, typed, { ...options, biased: false }) : typed;
    const normed = norm(params, `${name}.LayerNorm`, mapped, config.layer_norm_eps);
    const masked = mask ? tf.mul(normed, tf.expandDims(mask, -1)) : normed;
    return dropout(masked, config.hidden_dropout_prob, key && fold(key, 'embeddings'));
  },
};

function isPlaced(config: NetShape): boolean {
  return (config as NetShape & DisentangledFields).position_biased_input;
}
