import { postNormBlock } from '../blocks/post-norm-block.ts';
import { summedEmbeddings } from '../embeddings/summed-embeddings.ts';
import { bert, bertBlock } from './bert.ts';
import type { Family } from './family.ts';
import { ownDense } from './heads.ts';

/** ELECTRA (Clark et al. 2020). */
export const electra: Family<'electra'> = {
  ...bert,
  type: 'electra',
  architecture: 'Electra',
  lacks: ['num_hidden_groups', 'inner_group_num'],
  defaults: { embedding_size: 128 },
  embeddings: summedEmbeddings('electra', {
    projection: ({ embedding_size: width, hidden_size: hidden }) =>
      width === hidden ? undefined : 'electra.embeddings_project',
  }),
  blocks: (config, index) => [postNormBlock(config, bertBlock('electra', index))],
  implements: (task) =>
    task === 'multiple-choice'
      ? {
          summary_type: 'first',
          summary_use_proj: true,
          summary_activation: 'gelu',
          summary_proj_to_labels: false,
          summary_first_dropout: 0,
        }
      : {},
  maskedHead: {
    dense: 'generator_predictions.dense',
    norm: 'generator_predictions.LayerNorm',
    scores: 'generator_lm_head',
    bias: 'generator_lm_head.bias',
    activation: 'gelu',
  },
  head: ({ task, classifier_dropout: rate }) =>
    task === 'multiple-choice'
      ? { scores: 'classifier', inner: { dense: 'sequence_summary.summary', activation: 'gelu' } }
      : ownDense('gelu', rate),
  headRate: (task) =>
    task === 'multiple-choice' ? { rate: 'summary_last_dropout', defaultRate: 0.1 } : { rate: 'classifier_dropout' },
};
