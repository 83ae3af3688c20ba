import { postNormBlock } from '../blocks/post-norm-block.ts';
import { summedEmbeddings } from '../embeddings/summed-embeddings.ts';
import { bert } from './bert.ts';
import type { Family } from './family.ts';

/** DistilBERT (Sanh et al. 2019). */
export const distilbert: Family<'distilbert'> = {
  ...bert,
  type: 'distilbert',
  architecture: 'DistilBert',
  aliases: {
    hidden_size: 'dim',
    intermediate_size: 'hidden_dim',
    num_hidden_layers: 'n_layers',
    num_attention_heads: 'n_heads',
    hidden_act: 'activation',
    hidden_dropout_prob: 'dropout',
    attention_probs_dropout_prob: 'attention_dropout',
  },
  lacks: [...bert.lacks, 'type_vocab_size', 'layer_norm_eps'],
  embeddings: summedEmbeddings('distilbert'),
  blocks: (config, index) => {
    const layer = `distilbert.transformer.layer.${index}`;
    const names = {
      query: `${layer}.attention.q_lin`,
      key: `${layer}.attention.k_lin`,
      value: `${layer}.attention.v_lin`,
      attentionOutput: `${layer}.attention.out_lin`,
      attentionNorm: `${layer}.sa_layer_norm`,
      expand: `${layer}.ffn.lin1`,
      contract: `${layer}.ffn.lin2`,
      outputNorm: `${layer}.output_layer_norm`,
    };
    return [postNormBlock(config, names, { undropped: 'attention' })];
  },
  maskedHead: {
    dense: 'vocab_transform',
    norm: 'vocab_layer_norm',
    scores: 'vocab_projector',
    bias: 'vocab_projector.bias',
  },
  head: () => ({ scores: 'classifier', inner: { dense: 'pre_classifier', activation: 'relu' } }),
  headRate: () => ({ rate: 'seq_classif_dropout', defaultRate: 0.2 }),
  tokenRate: { rate: 'hidden_dropout_prob' },
  answerRate: { rate: 'qa_dropout', defaultRate: 0.1 },
};
