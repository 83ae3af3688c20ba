import { engine } from '@advtrain/engine';
import { modelTypes } from '@advtrain/models';
import { beforeAll, expect, test } from 'vitest';
import { apart, logitsOf, ownLogits, session, tinyEncoder, tinyTexts, type Changes } from './tiny.ts';

beforeAll(() => engine({ backend: 'cpu' }));

const activations = ['gelu', 'gelu_new', 'quick_gelu', 'relu', 'silu', 'tanh'];
const rotary = { model_type: 'modernbert' };
const disentangled = { model_type: 'deberta-v2' };

const variants: readonly Changes[] = [
  ...modelTypes.map((type) => ({ model_type: type })),
  ...modelTypes.map((type) => ({ model_type: type, num_labels: 1, num_hidden_layers: 1 })),
  ...modelTypes.map((type) => ({ model_type: type, task: 'token-classification', num_hidden_layers: 2 })),
  ...modelTypes.map((type) => ({ model_type: type, task: 'question-answering', num_hidden_layers: 2 })),
  ...activations.map((hidden_act) => ({ hidden_act })),
  { type_vocab_size: 1 },
  { model_type: 'roberta', type_vocab_size: 2, pad_token_id: 2 },
  { model_type: 'albert', num_hidden_layers: 4, num_hidden_groups: 2, inner_group_num: 2 },
  { model_type: 'electra', embedding_size: 16 },
  { ...rotary, norm_bias: true, attention_bias: true, mlp_bias: true, classifier_bias: true },
  { ...rotary, classifier_pooling: 'mean', classifier_activation: 'relu', local_attention: 1 },
  { ...rotary, global_rope_theta: 100, local_rope_theta: 7, layer_types: Array(3).fill('sliding_attention') },
  { ...disentangled, pos_att_type: ['c2p'], share_att_key: false, embedding_size: 16 },
  { ...disentangled, pos_att_type: ['p2c'], share_att_key: false, norm_rel_ebd: 'none', position_buckets: -1 },
  { ...disentangled, pos_att_type: [], position_biased_input: true, type_vocab_size: 2 },
  { ...disentangled, relative_attention: false, pooler_hidden_act: 'tanh' },
];

test.each(variants)('%j gives the encoder’s own logits to 1e-5, whatever batch and length', async (changes) => {
  const model = tinyEncoder(changes);
  const padding = model.config.pad_token_id;
  const opened = await session(model);
  for (const lengths of [[1], [5, 3], [30, 2, 17]]) {
    const texts = tinyTexts(lengths, padding, model.config.type_vocab_size);
    expect(apart(await logitsOf(opened, texts, padding), ownLogits(model, texts))).toBeLessThan(1e-5);
  }
  model.dispose();
});
