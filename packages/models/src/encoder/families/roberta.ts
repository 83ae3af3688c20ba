import { bert, bertBlock } from './bert.ts';
import type { Family } from './family.ts';
import { ownDense, pooled } from './heads.ts';

/** RoBERTa (Liu et al. 2019). */
export const roberta: Family<'roberta'> = {
  ...bert,
  type: 'roberta',
  architecture: 'Roberta',
  defaults: { type_vocab_size: 1, pad_token_id: 1 },
  countsPositions: true,
  blocks: (_, index) => [bertBlock('roberta', index)],
  // RobertaForMultipleChoice takes no notice of classifier_dropout.
  head: (task) =>
    task === 'multiple-choice' ? { ...pooled('roberta.pooler.dense'), rate: 'hidden_dropout_prob' } : ownDense('tanh'),
};
