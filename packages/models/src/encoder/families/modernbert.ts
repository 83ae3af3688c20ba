import { gatedBlock } from '../blocks/gated-block.ts';
import { norm, normShapes } from '../blocks/layers.ts';
import type { NetShape } from '../shape.ts';
import type { ModernFields } from '../config/own-fields.ts';
import { normedEmbeddings } from '../embeddings/normed-embeddings.ts';
import type { Family, InnerLayer } from './family.ts';
import { modernFields } from './modernbert-fields.ts';

const headRate = { rate: 'classifier_dropout', defaultRate: 0 };

/** ModernBERT (Warner et al. 2024). */
export const modernbert: Family<'modernbert'> = {
  type: 'modernbert',
  architecture: 'ModernBert',
  aliases: {
    hidden_act: 'hidden_activation',
    hidden_dropout_prob: 'mlp_dropout',
    attention_probs_dropout_prob: 'attention_dropout',
  },
  lacks: ['embedding_size', 'num_hidden_groups', 'inner_group_num', 'type_vocab_size', 'layer_norm_eps'],
  defaults: { hidden_dropout_prob: 0, attention_probs_dropout_prob: 0, pad_token_id: 50_283 },
  embeddings: normedEmbeddings,
  blocks: (config, index) => [gatedBlock(own(config), index)],
  others: (config) => normShapes('model.final_norm', config.hidden_size, own(config).norm_bias),
  finish: (config, params, hidden) =>
    norm(params, 'model.final_norm', hidden, config.layer_norm_eps, own(config).norm_bias),
  head: (config) => ({
    scores: 'classifier',
    inner: innerLayer(own(config)),
    reads: own(config).classifier_pooling === 'mean' ? 'mean' : 'first',
  }),
  headRate: () => headRate,
  tokenHead: (config) => ({ scores: 'classifier', inner: innerLayer(own(config)), reads: 'all' }),
  answerRate: headRate,
  implements: () => ({ sliding_window: null, head_dim: null, rope_scaling: null, rope_theta: null }),
  ownFields: modernFields,
  spread: (config, name) => {
    const { initializer_range: usual, hidden_size: width, num_hidden_layers: layers } = config;
    const isOutput = name.endsWith('.Wo.weight') || name === 'head.dense.weight';
    const output = isOutput ? usual / Math.sqrt(2 * layers) : usual;
    return {
      deviation: name === 'classifier.weight' ? width ** -0.5 : output,
      cutoff: own(config).initializer_cutoff_factor,
    };
  },
};

function innerLayer(config: ModernFields): InnerLayer {
  return {
    dense: 'head.dense',
    activation: config.classifier_activation,
    unbiased: !config.classifier_bias,
    norm: { name: 'head.norm', bias: config.norm_bias },
  };
}

function own(config: NetShape): NetShape & ModernFields {
  return config as NetShape & ModernFields;
}
