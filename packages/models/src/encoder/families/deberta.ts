import { activations } from '../activation.ts';
import { disentangledScores, distancesOf } from '../blocks/disentangled-scores.ts';
import { postNormBlock } from '../blocks/post-norm-block.ts';
import type { ConfigFields } from '../config/config-fields.ts';
import type { DisentangledFields } from '../config/own-fields.ts';
import { maskedEmbeddings } from '../embeddings/masked-embeddings.ts';
import type { EncoderShape, NetShape } from '../shape.ts';
import { bert } from './bert.ts';
import type { Family } from './family.ts';

type Json = Readonly<Record<string, unknown>>;

/** DeBERTa-v2 and v3 (He et al. 2021, 2023): BERT's block with scores for distances. */
export const deberta: Family<'deberta-v2'> = {
  ...bert,
  type: 'deberta-v2',
  architecture: 'DebertaV2',
  lacks: ['num_hidden_groups', 'inner_group_num'],
  defaults: { type_vocab_size: 0, layer_norm_eps: 1e-7 },
  embeddings: maskedEmbeddings,
  blocks: (config, index) => {
    const layer = `deberta.encoder.layer.${index}`;
    const shared = own(config).share_att_key;
    const names = {
      query: `${layer}.attention.self.query_proj`,
      key: `${layer}.attention.self.key_proj`,
      value: `${layer}.attention.self.value_proj`,
      attentionOutput: `${layer}.attention.output.dense`,
      attentionNorm: `${layer}.attention.output.LayerNorm`,
      expand: `${layer}.intermediate.dense`,
      contract: `${layer}.output.dense`,
      outputNorm: `${layer}.output.LayerNorm`,
      positionKey: `${layer}.attention.self.${shared ? 'key_proj' : 'pos_key_proj'}`,
      positionQuery: `${layer}.attention.self.${shared ? 'query_proj' : 'pos_query_proj'}`,
    };
    return [postNormBlock(config, names, { added: disentangledScores(own(config), names) })];
  },
  distances: (config) => distancesOf(own(config)),
  head: (config) => ({
    scores: 'classifier',
    inner: {
      dense: 'pooler.dense',
      activation: own(config).pooler_hidden_act,
      inputRate: own(config).pooler_dropout,
    },
  }),
  headRate: () => ({ rate: 'cls_dropout' }),
  tokenRate: { rate: 'hidden_dropout_prob' },
  implements: () => ({ conv_kernel_size: 0, attention_head_size: null }),
  ownFields: disentangledFields,
};

function own(config: NetShape): NetShape & DisentangledFields {
  return config as NetShape & DisentangledFields;
}

function disentangledFields(json: Json, fields: ConfigFields, shape: EncoderShape): DisentangledFields {
  const { choice, flag, number, rate } = fields;
  const { pooler_hidden_size: pooled } = json;
  if (pooled !== undefined && pooled !== null && pooled !== shape.hidden_size) {
    throw new Error(
      `pooler_hidden_size is ${JSON.stringify(pooled)}, but only hidden_size, which is ${shape.hidden_size}, is implemented.`,
    );
  }
  return {
    relative_attention: flag('relative_attention', false),
    max_relative_positions: wholeNumber('max_relative_positions', number('max_relative_positions', -1, 1e6, -1)),
    position_buckets: wholeNumber('position_buckets', number('position_buckets', -1, 1e6, -1)),
    pos_att_type: kindsOf(json['pos_att_type']),
    share_att_key: flag('share_att_key', false),
    norm_rel_ebd: choice('norm_rel_ebd', ['none', 'layer_norm'], 'none'),
    position_biased_input: flag('position_biased_input', true),
    pooler_dropout: rate('pooler_dropout', 0),
    pooler_hidden_act: choice('pooler_hidden_act', activations, 'gelu'),
  };
}

function wholeNumber(name: string, value: number): number {
  if (Number.isInteger(value)) return value;
  throw new Error(`${name} is ${value}, but must be a whole number of at least -1.`);
}

/** A list, or "p2c|c2p". */
function kindsOf(given: unknown): readonly ('c2p' | 'p2c')[] {
  const kinds: readonly unknown[] =
    typeof given === 'string'
      ? given
          .toLowerCase()
          .split('|')
          .map((kind) => kind.trim())
      : listOf(given);
  const known = (['c2p', 'p2c'] as const).filter((kind) => kinds.includes(kind));
  if (known.length === kinds.length) return known;
  throw new Error(`pos_att_type is ${JSON.stringify(given)}, but must be of c2p and p2c, each at most once.`);
}

function listOf(given: unknown): readonly unknown[] {
  if (given === undefined || given === null) return [];
  return Array.isArray(given) ? (given as readonly unknown[]) : [given];
}
