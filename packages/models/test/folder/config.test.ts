import { describe, expect, test } from 'vitest';
import { changedFields } from '../../src/encoder/config/changed-fields.ts';
import { modelTypes } from '../../src/encoder/families/families.ts';
import { encoderConfig, parameterShapes } from '../../src/index.ts';
import { tinyConfig } from '../tiny.ts';

/** A config in DistilBERT's own names. */
const distil = {
  model_type: 'distilbert',
  vocab_size: 20,
  dim: 8,
  n_layers: 3,
  n_heads: 2,
  hidden_dim: 12,
  max_position_embeddings: 12,
  activation: 'relu',
  dropout: 0.15,
  attention_dropout: 0.25,
  seq_classif_dropout: 0.35,
};

describe('encoderConfig', () => {
  test.each([
    [null, 'The model config must be an object'],
    [{}, 'The model config lacks "model_type"'],
    [
      tinyConfig({ model_type: 'gpt2' }),
      'model_type is "gpt2", but must be one of bert, roberta, xlm-roberta, camembert, albert,',
    ],
    [tinyConfig({ hidden_size: undefined }), 'The model config lacks "hidden_size"'],
    [tinyConfig({ hidden_size: 9 }), 'hidden_size is 9, but must be a multiple of num_attention_heads, which is 2.'],
    [tinyConfig({ num_hidden_layers: 0 }), 'num_hidden_layers is 0, but must be a whole number from 1 to 1000.'],
    [tinyConfig({ num_hidden_layers: 1e9 }), 'num_hidden_layers is 1000000000, but must be a whole number from 1 to'],
    [
      tinyConfig({ model_type: 'albert', inner_group_num: 1e9 }),
      'inner_group_num is 1000000000, but with num_hidden_layers, which is 3, there may be at most 1000 blocks.',
    ],
    [tinyConfig({ pad_token_id: 20 }), 'pad_token_id is 20, but must be a whole number below vocab_size, which is 20.'],
    [
      tinyConfig({ model_type: 'roberta', pad_token_id: 11 }),
      'max_position_embeddings is 12, but positions begin behind 11: it must be at least 13.',
    ],
    [tinyConfig({ pruned_heads: { 1: [0] } }), 'pruned_heads is {"1":[0]}, which is not implemented: use the whole'],
    [tinyConfig({ quantization_config: { bits: 4 } }), 'quantization_config is {"bits":4}, which is not implemented'],
    [tinyConfig({ is_decoder: true }), 'is_decoder is true, but only false is implemented.'],
    [tinyConfig({ position_embedding_type: null }), 'position_embedding_type is null, but only "absolute" is'],
    [tinyConfig({ vocab_size: 1.5 }), 'vocab_size is 1.5, but must be a whole number of at least 1.'],
    [
      tinyConfig({ hidden_act: 'mish' }),
      'hidden_act is "mish", but must be one of gelu, gelu_python, gelu_new, gelu_fast,',
    ],
    [tinyConfig({ hidden_dropout_prob: 1 }), 'hidden_dropout_prob is 1, but must be at least 0 and below 1.'],
    [tinyConfig({ layer_norm_eps: -1 }), 'layer_norm_eps is -1, but must be between 0 and 1.'],
    [
      tinyConfig({ position_embedding_type: 'relative_key' }),
      'position_embedding_type is "relative_key", but only "absolute"',
    ],
    [tinyConfig({ problem_type: 'multi_label_classification' }), 'problem_type is "multi_label_classification", but'],
    [
      tinyConfig({ problem_type: 'regression' }),
      'problem_type is "regression", but with 3 labels, where a model here gives one number an example: set num_labels to',
    ],
    [
      tinyConfig({ id2label: { 0: 'a', 1: 'b' } }),
      'num_labels is 3, but id2label names 2: leave out the one that is not of these weights.',
    ],
    [
      tinyConfig({ model_type: 'albert', num_hidden_groups: 9 }),
      'num_hidden_groups is 9, but must be at most num_hidden_layers, which is 3.',
    ],
    [
      tinyConfig({
        model_type: 'modernbert',
        pad_token_id: 0,
        rope_parameters: { rope_type: 'default', rope_theta: 5 },
      }),
      'rope_parameters has "rope_type", but must have parameters of full_attention and sliding_attention each.',
    ],
    [{ ...distil, dim: 9 }, 'dim is 9, but must be a multiple of n_heads, which is 2.'],
    [{ ...distil, dim: undefined }, 'The model config lacks "dim"'],
    [{ ...distil, attention_dropout: 1 }, 'attention_dropout is 1, but must be at least 0 and below 1.'],
    [
      tinyConfig({ model_type: 'electra', architectures: ['ElectraForMultipleChoice'], summary_type: 'mean' }),
      'summary_type is "mean", but only "first" is implemented.',
    ],
  ])('refuses a config in one sentence (%#)', (config, sentence) => {
    expect(() => encoderConfig(config)).toThrow(sentence);
  });

  test('takes its own result, unchanged', () => {
    for (const model_type of modelTypes) {
      const rates = { classifier_dropout: null, classifier_dropout_prob: 0.25, seq_classif_dropout: 0.35 };
      const config = encoderConfig(tinyConfig({ model_type, ...rates }));
      expect(encoderConfig(config)).toEqual(config);
    }
  });

  test('reads the task and the number of labels as Hugging Face does', () => {
    const of = (changes: object): unknown => {
      const { task, num_labels } = encoderConfig(tinyConfig({ num_labels: undefined, ...changes }));
      return [task, num_labels];
    };
    expect(of({})).toEqual(['classification', 2]);
    expect(of({ id2label: { 0: 'a', 1: 'b', 2: 'c', 3: 'd' } })).toEqual(['classification', 4]);
    expect(of({ id2label: { 0: 'LABEL_0' } })).toEqual(['regression', 1]);
    expect(of({ num_labels: 1 })).toEqual(['regression', 1]);
    expect(of({ num_labels: 1, problem_type: 'regression' })).toEqual(['regression', 1]);
    expect(of({ num_labels: 3, id2label: { 0: 'a', 1: 'b', 2: 'c' } })).toEqual(['classification', 3]);
    expect(of({ architectures: ['RobertaForMultipleChoice'] })).toEqual(['multiple-choice', 1]);
  });

  test("reads DistilBERT's own names", () => {
    expect(encoderConfig(distil)).toMatchObject({
      hidden_size: 8,
      num_hidden_layers: 3,
      num_attention_heads: 2,
      intermediate_size: 12,
      type_vocab_size: 0,
      hidden_act: 'relu',
      hidden_dropout_prob: 0.15,
      attention_probs_dropout_prob: 0.25,
      classifier_dropout: 0.35,
    });
  });

  test.each([
    [
      { ...distil, hidden_act: 'gelu', intermediate_size: 16 },
      { hidden_act: 'relu', intermediate_size: 12 },
    ],
    [{ ...distil, hidden_dropout_prob: 0.5 }, { hidden_dropout_prob: 0.15 }],
    [{ ...distil, num_hidden_layers: 2 }, { num_hidden_layers: 2 }],
    [
      tinyConfig({ model_type: 'modernbert', hidden_activation: 'silu', hidden_act: 'relu', pad_token_id: 0 }),
      { hidden_act: 'silu' },
    ],
  ])('takes of two names of a field the one that Python reads (%#)', (config, expected) => {
    expect(encoderConfig(config)).toMatchObject(expected);
  });

  test('has its fields replaced under whatever name they have, and the number and names of labels together', () => {
    const changed = changedFields(distil, { hidden_act: 'gelu', hidden_dropout_prob: 0.5, n_layers: 2 });
    expect(encoderConfig(changed)).toMatchObject({
      hidden_act: 'gelu',
      hidden_dropout_prob: 0.5,
      num_hidden_layers: 2,
    });
    const named = tinyConfig({ num_labels: undefined, id2label: { 0: 'a', 1: 'b', 2: 'c' } });
    expect(encoderConfig(changedFields(named, { num_labels: 4 })).num_labels).toBe(4);
    expect(encoderConfig(changedFields(tinyConfig(), { id2label: { 0: 'a', 1: 'b' } })).num_labels).toBe(2);
    expect(changedFields({ model_type: 'other' }, { dim: 2 })).toEqual({ model_type: 'other', dim: 2 });
  });

  test('has the defaults of each architecture', () => {
    const bare = (model_type: string) =>
      encoderConfig({
        model_type,
        hidden_size: 8,
        num_hidden_layers: 1,
        num_attention_heads: 1,
        intermediate_size: 8,
        vocab_size: 8,
        max_position_embeddings: 8,
      });
    expect(bare('bert')).toMatchObject({
      hidden_act: 'gelu',
      hidden_dropout_prob: 0.1,
      classifier_dropout: 0.1,
      embedding_size: 8,
    });
    expect(bare('roberta')).toMatchObject({ pad_token_id: 1, type_vocab_size: 2 });
    expect(bare('albert')).toMatchObject({
      hidden_act: 'gelu_new',
      hidden_dropout_prob: 0,
      classifier_dropout: 0.1,
      embedding_size: 128,
    });
    expect(bare('distilbert')).toMatchObject({ classifier_dropout: 0.2, embedding_size: 8, layer_norm_eps: 1e-12 });
    expect(bare('electra')).toMatchObject({ classifier_dropout: 0.1, embedding_size: 128, hidden_act: 'gelu' });
  });

  test('takes the rate of the head that `transformers` takes with choices', () => {
    const rates = { hidden_dropout_prob: 0.15, classifier_dropout: 0.25, summary_last_dropout: 0.35 };
    const of = (model_type: string) =>
      encoderConfig(tinyConfig({ model_type, ...rates, architectures: ['XForMultipleChoice'] })).classifier_dropout;
    expect(['bert', 'roberta', 'electra'].map(of)).toEqual([0.25, 0.15, 0.35]);
  });
});

describe('parameterShapes', () => {
  test('names the parameters of BertForSequenceClassification', () => {
    expect(parameterShapes(encoderConfig(tinyConfig({ num_hidden_layers: 1 })))).toEqual({
      'bert.embeddings.word_embeddings.weight': [20, 8],
      'bert.embeddings.position_embeddings.weight': [12, 8],
      'bert.embeddings.token_type_embeddings.weight': [2, 8],
      'bert.embeddings.LayerNorm.weight': [8],
      'bert.embeddings.LayerNorm.bias': [8],
      'bert.encoder.layer.0.attention.self.query.weight': [8, 8],
      'bert.encoder.layer.0.attention.self.query.bias': [8],
      'bert.encoder.layer.0.attention.self.key.weight': [8, 8],
      'bert.encoder.layer.0.attention.self.key.bias': [8],
      'bert.encoder.layer.0.attention.self.value.weight': [8, 8],
      'bert.encoder.layer.0.attention.self.value.bias': [8],
      'bert.encoder.layer.0.attention.output.dense.weight': [8, 8],
      'bert.encoder.layer.0.attention.output.dense.bias': [8],
      'bert.encoder.layer.0.attention.output.LayerNorm.weight': [8],
      'bert.encoder.layer.0.attention.output.LayerNorm.bias': [8],
      'bert.encoder.layer.0.intermediate.dense.weight': [12, 8],
      'bert.encoder.layer.0.intermediate.dense.bias': [12],
      'bert.encoder.layer.0.output.dense.weight': [8, 12],
      'bert.encoder.layer.0.output.dense.bias': [8],
      'bert.encoder.layer.0.output.LayerNorm.weight': [8],
      'bert.encoder.layer.0.output.LayerNorm.bias': [8],
      'bert.pooler.dense.weight': [8, 8],
      'bert.pooler.dense.bias': [8],
      'classifier.weight': [3, 8],
      'classifier.bias': [3],
    });
  });

  test('has the heads of RobertaForSequenceClassification and RobertaForMultipleChoice', () => {
    const heads = (changes: object): string[] =>
      Object.keys(parameterShapes(encoderConfig(tinyConfig({ model_type: 'roberta', ...changes })))).filter(
        (name) => /classifier|pooler/.test(name) && name.endsWith('weight'),
      );
    expect(heads({})).toEqual(['classifier.dense.weight', 'classifier.out_proj.weight']);
    expect(heads({ architectures: ['RobertaForMultipleChoice'] })).toEqual([
      'roberta.pooler.dense.weight',
      'classifier.weight',
    ]);
  });
});
