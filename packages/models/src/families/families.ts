import type { Activation } from '../encoder/activation.ts';
import type { ModelType } from '../encoder/config.ts';
import type { Family, Head } from './family.ts';

const pooled = (dense: string): Head => ({
  dense,
  scores: 'classifier',
  activation: 'tanh',
  dropsInput: false,
  rate: 'classifier_dropout',
});

const bert: Family = {
  architecture: 'Bert',
  aliases: {},
  lacks: ['embedding_size', 'num_hidden_groups', 'inner_group_num'],
  defaults: {},
  factorised: false,
  countsPositions: false,
  dropsAttention: true,
  dropsOutput: true,
  projection: () => undefined,
  blocks: ({ model_type: type }, index) => {
    const layer = `${type}.encoder.layer.${index}`;
    return [
      {
        query: `${layer}.attention.self.query`,
        key: `${layer}.attention.self.key`,
        value: `${layer}.attention.self.value`,
        attentionOutput: `${layer}.attention.output.dense`,
        attentionNorm: `${layer}.attention.output.LayerNorm`,
        expand: `${layer}.intermediate.dense`,
        contract: `${layer}.output.dense`,
        outputNorm: `${layer}.output.LayerNorm`,
      },
    ];
  },
  head: () => pooled('bert.pooler.dense'),
};

/** The head of RoBERTa and ELECTRA, which has a dense layer of its own. */
const ownDense = (activation: Activation): Head => ({
  dense: 'classifier.dense',
  scores: 'classifier.out_proj',
  activation,
  dropsInput: true,
  rate: 'classifier_dropout',
});

const roberta: Family = {
  ...bert,
  architecture: 'Roberta',
  defaults: { type_vocab_size: 1, pad_token_id: 1 },
  countsPositions: true,
  // RobertaForMultipleChoice takes no notice of classifier_dropout.
  head: (task) =>
    task === 'multiple-choice' ? { ...pooled('roberta.pooler.dense'), rate: 'hidden_dropout_prob' } : ownDense('tanh'),
};

const albert: Family = {
  ...bert,
  architecture: 'Albert',
  lacks: [],
  defaults: {
    embedding_size: 128,
    hidden_act: 'gelu_new',
    hidden_dropout_prob: 0,
    attention_probs_dropout_prob: 0,
  },
  factorised: true,
  dropsOutput: false,
  projection: () => 'albert.encoder.embedding_hidden_mapping_in',
  blocks: (config, index) => {
    const group = Math.floor(index / (config.num_hidden_layers / config.num_hidden_groups));
    return Array.from({ length: config.inner_group_num }, (_, inner) => {
      const layer = `albert.encoder.albert_layer_groups.${group}.albert_layers.${inner}`;
      return {
        query: `${layer}.attention.query`,
        key: `${layer}.attention.key`,
        value: `${layer}.attention.value`,
        attentionOutput: `${layer}.attention.dense`,
        attentionNorm: `${layer}.attention.LayerNorm`,
        expand: `${layer}.ffn`,
        contract: `${layer}.ffn_output`,
        outputNorm: `${layer}.full_layer_layer_norm`,
      };
    });
  },
  head: () => ({ ...pooled('albert.pooler'), rate: 'classifier_dropout_prob', defaultRate: 0.1 }),
};

const distilbert: Family = {
  ...bert,
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
  dropsAttention: false,
  blocks: (_, index) => {
    const layer = `distilbert.transformer.layer.${index}`;
    return [
      {
        query: `${layer}.attention.q_lin`,
        key: `${layer}.attention.k_lin`,
        value: `${layer}.attention.v_lin`,
        attentionOutput: `${layer}.attention.out_lin`,
        attentionNorm: `${layer}.sa_layer_norm`,
        expand: `${layer}.ffn.lin1`,
        contract: `${layer}.ffn.lin2`,
        outputNorm: `${layer}.output_layer_norm`,
      },
    ];
  },
  head: () => ({
    dense: 'pre_classifier',
    scores: 'classifier',
    activation: 'relu',
    dropsInput: false,
    rate: 'seq_classif_dropout',
    defaultRate: 0.2,
  }),
};

const electra: Family = {
  ...bert,
  architecture: 'Electra',
  lacks: ['num_hidden_groups', 'inner_group_num'],
  defaults: { embedding_size: 128 },
  factorised: true,
  projection: ({ embedding_size: width, hidden_size: hidden }) =>
    width === hidden ? undefined : 'electra.embeddings_project',
  head: (task) =>
    task === 'multiple-choice'
      ? {
          dense: 'sequence_summary.summary',
          scores: 'classifier',
          activation: 'gelu',
          dropsInput: false,
          rate: 'summary_last_dropout',
          defaultRate: 0.1,
        }
      : ownDense('gelu'),
};

/** Every family by its `model_type`. */
export const families: Readonly<Record<ModelType, Family>> = { bert, roberta, albert, distilbert, electra };
