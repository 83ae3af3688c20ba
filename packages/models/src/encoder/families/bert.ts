import type { BlockNames } from '../blocks/block.ts';
import { postNormBlock } from '../blocks/post-norm-block.ts';
import { summedEmbeddings } from '../embeddings/summed-embeddings.ts';
import type { Family } from './family.ts';
import { pooled } from './heads.ts';

/** BERT (Devlin et al. 2019), which the others vary. */
export const bert: Family<'bert'> = {
  type: 'bert',
  architecture: 'Bert',
  aliases: {},
  lacks: ['embedding_size', 'num_hidden_groups', 'inner_group_num'],
  defaults: {},
  embeddings: summedEmbeddings('bert'),
  implements: () => ({}),
  blocks: (config, index) => [postNormBlock(config, bertBlock('bert', index))],
  head: () => pooled('bert.pooler.dense'),
  headRate: () => ({ rate: 'classifier_dropout' }),
  maskedHead: {
    dense: 'cls.predictions.transform.dense',
    norm: 'cls.predictions.transform.LayerNorm',
    scores: 'cls.predictions.decoder',
    bias: 'cls.predictions.bias',
  },
};

/** Where BERT's parameters lie, in an encoder that begins with `prefix`. */
export function bertBlock(prefix: string, index: number): BlockNames {
  const layer = `${prefix}.encoder.layer.${index}`;
  return {
    query: `${layer}.attention.self.query`,
    key: `${layer}.attention.self.key`,
    value: `${layer}.attention.self.value`,
    attentionOutput: `${layer}.attention.output.dense`,
    attentionNorm: `${layer}.attention.output.LayerNorm`,
    expand: `${layer}.intermediate.dense`,
    contract: `${layer}.output.dense`,
    outputNorm: `${layer}.output.LayerNorm`,
  };
}
