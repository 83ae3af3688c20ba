import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encoderConfig } from '../../src/encoder/config/config.ts';
import { tinyConfig } from '../tiny.ts';

/** The fields of each family's config in transformers, by reference/configs.py. */
const fields = JSON.parse(readFileSync(new URL('../fixtures/config-fields.json', import.meta.url), 'utf8')) as Record<
  string,
  string[]
>;

/** Another value than {@link base} has, with which the model is another. */
const honoured: Readonly<Record<string, unknown>> = {
  activation: 'relu',
  attention_bias: true,
  architectures: ['BertForMultipleChoice'],
  attention_dropout: 0.5,
  attention_probs_dropout_prob: 0.5,
  classifier_activation: 'relu',
  classifier_bias: true,
  classifier_dropout: 0.5,
  classifier_dropout_prob: 0.5,
  classifier_pooling: 'mean',
  cls_dropout: 0.5,
  dim: 16,
  dropout: 0.5,
  embedding_dropout: 0.5,
  global_attn_every_n_layers: 2,
  global_rope_theta: 7,
  hidden_act: 'relu',
  hidden_activation: 'relu',
  hidden_dim: 16,
  hidden_dropout_prob: 0.5,
  hidden_size: 16,
  id2label: { 0: 'a', 1: 'b', 2: 'c', 3: 'd' },
  initializer_cutoff_factor: 3,
  initializer_range: 0.1,
  inner_group_num: 2,
  intermediate_size: 16,
  layer_norm_eps: 1e-6,
  layer_types: ['full_attention', 'full_attention', 'sliding_attention'],
  local_attention: 6,
  local_rope_theta: 7,
  max_position_embeddings: 16,
  max_relative_positions: 9,
  mlp_bias: true,
  mlp_dropout: 0.5,
  n_heads: 1,
  n_layers: 2,
  norm_bias: true,
  norm_eps: 1e-6,
  norm_rel_ebd: 'layer_norm',
  num_attention_heads: 1,
  num_hidden_groups: 2,
  num_hidden_layers: 2,
  pad_token_id: 3,
  pooler_dropout: 0.5,
  pooler_hidden_act: 'relu',
  pos_att_type: 'c2p',
  position_biased_input: false,
  position_buckets: 4,
  relative_attention: true,
  rope_parameters: { full_attention: { rope_type: 'default', rope_theta: 7 } },
  seq_classif_dropout: 0.5,
  share_att_key: true,
  type_vocab_size: 3,
  vocab_size: 30,
};

/** A value that is refused, because what it asks for is not implemented, or not what the labels say. */
const refused: Readonly<Record<string, unknown>> = {
  add_cross_attention: true,
  attention_head_size: 7,
  conv_kernel_size: 3,
  head_dim: 7,
  is_decoder: true,
  model_type: 'gpt2',
  num_labels: 4,
  pooler_hidden_size: 7,
  position_embedding_type: 'relative_key',
  problem_type: 'regression',
  pruned_heads: { 0: [1] },
  relative_attention_num_buckets: 16,
  rope_scaling: { type: 'linear', factor: 2 },
  sliding_window: 7,
};

/** Those of ELECTRA's head for multiple choice: refused there, asked by no other head. */
const ofChoices: Readonly<Record<string, unknown>> = {
  summary_activation: null,
  summary_first_dropout: 0.1,
  summary_proj_to_labels: true,
  summary_type: 'mean',
  summary_use_proj: false,
};

/** Why a field changes nothing here. */
const irrelevant: Readonly<Record<string, string>> = {
  chunk_size_feed_forward: 'the same numbers, computed a stretch at a time',
  conv_act: 'of a convolution, which is refused',
  conv_groups: 'of a convolution, which is refused',
  cross_attention_hidden_size: 'of a decoder, which is refused',
  decoder_bias: 'of the head for masked words',
  deterministic_flash_attn: 'the same numbers, computed another way',
  dtype: 'weights of any float type are read as float32',
  finetuning_task: 'a note for people',
  is_encoder_decoder: 'of caching, which an encoder does not do',
  label2id: 'says what id2label says',
  legacy: 'of the head for masked words',
  output_attentions: 'what is returned besides the logits',
  output_hidden_states: 'what is returned besides the logits',
  prefix: 'of text generation',
  qa_dropout: 'of the head for answering questions',
  reference_compile: 'how it is compiled',
  repad_logits_with_grad: 'of the head for masked words',
  return_dict: 'how results are returned',
  sinusoidal_pos_embds: 'what positions begin with, before they are read from the weights',
  sparse_pred_ignore_index: 'of the head for masked words',
  sparse_prediction: 'of the head for masked words',
  task_specific_params: 'of text generation',
  tf_legacy_loss: "of TensorFlow's models of transformers",
  tie_encoder_decoder: 'of a decoder, which is refused',
  tie_word_embeddings: 'of the head for masked words',
  tokenizer_class: 'of the tokenizer, which reads it',
  torchscript: 'how a model is exported',
  use_bfloat16: 'of TPUs in TensorFlow',
  use_cache: 'of a decoder, which is refused',
  use_return_dict: 'how results are returned',
};

/** Of text generation: what PretrainedConfig of transformers 4 has for it, and ids of special tokens that no encoder asks for. */
const generation =
  /penalty$|^num_beam|^(bos|eos|cls|sep|decoder_start|forced_bos|forced_eos)_token_id$|^(bad_words_ids|do_sample|early_stopping|temperature|top_k|top_p|typical_p|(max|min)_length|num_return_sequences|output_scores|return_dict_in_generate|remove_invalid_values|(begin_)?suppress_tokens|(encoder_)?no_repeat_ngram_size)$/;

const distil = {
  dim: 8,
  n_layers: 3,
  n_heads: 2,
  hidden_dim: 12,
  activation: 'gelu',
  dropout: 0,
  attention_dropout: 0,
};

/** For families whose fields are not all called as BERT's are, or have values that tinyConfig sets. */
const bare = {
  hidden_size: 8,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  intermediate_size: 12,
  pad_token_id: 0,
};

/** A config in the family's own names. */
function base(family: string): Record<string, unknown> {
  const labels = { num_labels: undefined, id2label: { 0: 'a', 1: 'b', 2: 'c' } };
  const usual = { model_type: family, ...labels, classifier_dropout: undefined };
  const own = { distilbert: distil, modernbert: bare, 'deberta-v2': bare }[family];
  return own ? { ...usual, ...own, vocab_size: 20, max_position_embeddings: 12 } : tinyConfig(usual);
}

describe.each(Object.keys(fields))('of a config.json of %s', (family) => {
  const plain = encoderConfig(base(family));
  const choices = { ...base(family), architectures: ['ElectraForMultipleChoice'] };
  const changed = (name: string, value: unknown) => encoderConfig({ ...base(family), [name]: value });

  test.each(fields[family]!)('%s is honoured, refused, or changes nothing', (name) => {
    if (name in refused) {
      expect(() => changed(name, refused[name])).toThrow(`${name} is ${JSON.stringify(refused[name])}, `);
    } else if (name in ofChoices) {
      expect(changed(name, ofChoices[name])).toEqual(plain);
      expect(() => encoderConfig({ ...choices, [name]: ofChoices[name] })).toThrow(`${name} is `);
    } else if (name === 'summary_last_dropout') {
      expect(encoderConfig({ ...choices, [name]: 0.5 }).classifier_dropout).toBe(0.5);
    } else if (name === 'embedding_size' && !['albert', 'electra', 'deberta-v2'].includes(family)) {
      // Asked for its presence alone, which lets heads be of a width that is refused here.
      expect(changed(name, 4)).toEqual(plain);
    } else if (name === 'embedding_size') {
      expect(changed(name, 2)).not.toEqual(plain);
    } else if (name in honoured) {
      expect(changed(name, honoured[name])).not.toEqual(plain);
    } else {
      expect(Object.hasOwn(irrelevant, name) || generation.test(name), name).toBe(true);
      expect(changed(name, 7)).toEqual(plain);
    }
  });
});
