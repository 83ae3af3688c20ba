import { encoderConfig } from '../../../packages/models/src/encoder/config/config.ts';
import { parameterShapes } from '../../../packages/models/src/encoder/names.ts';
import { longestSequence } from '../../../packages/models/src/encoder/config/longest-sequence.ts';
import { parseJson } from '../../../packages/core/src/files/json.ts';

const common = { vocab_size: 30, hidden_size: 8, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 16 };
const rest = { max_position_embeddings: 16, type_vocab_size: 2, pad_token_id: 0, id2label: { 0: 'no', 1: 'yes' } };
const types = ['bert', 'roberta', 'xlm-roberta', 'camembert', 'electra', 'mpnet'];
const config = (fields) => Buffer.from(JSON.stringify(fields));

export default {
  json: true,
  seeds: () => [
    ...types.map((type) => config({ model_type: type, ...common, ...rest })),
    config({ model_type: 'albert', ...common, ...rest, embedding_size: 4, num_hidden_groups: 1, inner_group_num: 1 }),
    config({
      model_type: 'distilbert',
      vocab_size: 30,
      dim: 8,
      n_layers: 2,
      n_heads: 2,
      hidden_dim: 16,
      max_position_embeddings: 16,
    }),
    config({ model_type: 'modernbert', ...common, ...rest, global_attn_every_n_layers: 2, local_attention: 4 }),
    config({
      model_type: 'deberta-v2',
      ...common,
      ...rest,
      relative_attention: true,
      pos_att_type: 'p2c|c2p',
      position_buckets: 4,
      share_att_key: true,
      norm_rel_ebd: 'layer_norm',
      position_biased_input: false,
      type_vocab_size: 0,
    }),
  ],
  words: ['"num_labels":', '"problem_type":', '"hidden_act":', '"gelu"', 'NaN', 'Infinity'],
  run: (input) => {
    const value = json(input);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const checked = encoderConfig(value);
    if (!(longestSequence(checked) > 0)) return 'reads sequences of no length';
    // Millions of layers are refused where there are no weights for them, before names are made.
    if (checked.num_hidden_layers > 1000) return undefined;
    const isWhole = (length) => Number.isSafeInteger(length) && length >= 0;
    const wrong = Object.entries(parameterShapes(checked)).find(([, shape]) => !shape.every(isWhole));
    return wrong && `asks for ${wrong[0]} of [${wrong[1].join(', ')}]`;
  },
};

function json(input) {
  try {
    return parseJson(Buffer.from(input).toString());
  } catch {
    return undefined;
  }
}
