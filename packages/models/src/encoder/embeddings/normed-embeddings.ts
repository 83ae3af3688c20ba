import { dropout, fold } from '@advtrain/engine';
import { norm, normShapes } from '../blocks/layers.ts';
import type { NetShape } from '../shape.ts';
import type { ModernFields } from '../config/own-fields.ts';
import type { Embeddings } from './embeddings.ts';
import { mustHavePositions } from './positions.ts';

const name = 'model.embeddings';
const words = `${name}.tok_embeddings.weight`;

/** ModernBERT's embeddings: words alone, normalised and dropped. */
export const normedEmbeddings: Embeddings = {
  words,
  norm: `${name}.norm`,
  shapes: (config) => ({
    [words]: [config.vocab_size, config.hidden_size],
    ...normShapes(`${name}.norm`, config.hidden_size, config.norm_bias),
  }),
  multiplications: () => 0,
  compute: (config, params, x, inputs, { key } = {}) => {
    mustHavePositions(config, inputs.values);
    const { norm_bias: biased, embedding_dropout: rate } = config as NetShape & ModernFields;
    const normed = norm(params, `${name}.norm`, x, config.layer_norm_eps, biased);
    return dropout(normed, rate, key && fold(key, 'embeddings'));
  },
};
