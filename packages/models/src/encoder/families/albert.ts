import { postNormBlock } from '../blocks/post-norm-block.ts';
import { summedEmbeddings } from '../embeddings/summed-embeddings.ts';
import { bert } from './bert.ts';
import type { Family } from './family.ts';
import { pooled } from './heads.ts';

/** ALBERT (Lan et al. 2020). */
export const albert: Family<'albert'> = {
  ...bert,
  type: 'albert',
  architecture: 'Albert',
  lacks: [],
  defaults: {
    embedding_size: 128,
    hidden_act: 'gelu_new',
    hidden_dropout_prob: 0,
    attention_probs_dropout_prob: 0,
  },
  embeddings: summedEmbeddings('albert', { projection: () => 'albert.encoder.embedding_hidden_mapping_in' }),
  blocks: (config, index) => {
    const group = Math.floor(index / (config.num_hidden_layers / config.num_hidden_groups));
    return Array.from({ length: config.inner_group_num }, (_, inner) => {
      const layer = `albert.encoder.albert_layer_groups.${group}.albert_layers.${inner}`;
      const names = {
        query: `${layer}.attention.query`,
        key: `${layer}.attention.key`,
        value: `${layer}.attention.value`,
        attentionOutput: `${layer}.attention.dense`,
        attentionNorm: `${layer}.attention.LayerNorm`,
        expand: `${layer}.ffn`,
        contract: `${layer}.ffn_output`,
        outputNorm: `${layer}.full_layer_layer_norm`,
      };
      return postNormBlock(config, names, { undropped: 'output' });
    });
  },
  maskedHead: {
    dense: 'predictions.dense',
    norm: 'predictions.LayerNorm',
    scores: 'predictions.decoder',
    bias: 'predictions.bias',
  },
  head: () => pooled('albert.pooler'),
  headRate: () => ({ rate: 'classifier_dropout_prob', defaultRate: 0.1 }),
};
