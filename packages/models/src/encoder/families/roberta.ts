import { postNormBlock } from '../blocks/post-norm-block.ts';
import { summedEmbeddings } from '../embeddings/summed-embeddings.ts';
import { bert, bertBlock } from './bert.ts';
import type { Family } from './family.ts';
import { ownDense, ownMasked, pooled } from './heads.ts';

/** RoBERTa (Liu et al. 2019). */
export const roberta: Family<'roberta'> = {
  ...bert,
  type: 'roberta',
  architecture: 'Roberta',
  defaults: { pad_token_id: 1 },
  embeddings: summedEmbeddings('roberta', { countsBehind: ({ pad_token_id: padding }) => padding }),
  blocks: (config, index) => [postNormBlock(config, bertBlock('roberta', index))],
  head: ({ task, classifier_dropout: rate }) =>
    task === 'multiple-choice' ? pooled('roberta.pooler.dense') : ownDense('tanh', rate),
  maskedHead: ownMasked,
  // RobertaForMultipleChoice takes no notice of classifier_dropout.
  headRate: (task) => ({ rate: task === 'multiple-choice' ? 'hidden_dropout_prob' : 'classifier_dropout' }),
};

/** XLM-RoBERTa (Conneau et al. 2020): RoBERTa in a hundred languages. */
export const xlmRoberta: Family<'xlm-roberta'> = {
  ...roberta,
  type: 'xlm-roberta',
  architecture: 'XLMRoberta',
};

/** CamemBERT (Martin et al. 2020): RoBERTa in French. */
export const camembert: Family<'camembert'> = {
  ...xlmRoberta,
  type: 'camembert',
  architecture: 'Camembert',
};
