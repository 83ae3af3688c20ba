import { key, fold } from '@advtrain/engine';
import type { Inputs } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { encoder, initialParams, parameterShapes, encoderConfig, type Encoder } from '../src/index.ts';
import { modelTypes } from '../src/encoder/families/families.ts';
import { tinyConfig, tinyEncoder, tinyInputs } from './tiny.ts';

type Dropout = Parameters<Encoder['stem']>[3];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function logits(model: Encoder, inputs: Inputs, dropout?: Dropout, depth?: number): Float32Array {
  return tf.tidy(() => {
    const x = model.embed(model.params, inputs);
    const hidden = model.stem(model.params, x, inputs, dropout, depth);
    return model.trunk(model.params, hidden, inputs, dropout, depth).dataSync<'float32'>();
  });
}

function distance(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

const padsWithOne: readonly string[] = ['roberta', 'xlm-roberta', 'camembert', 'mpnet'];
const unsegmented: readonly string[] = ['distilbert', 'mpnet', 'modernbert'];

/** Rates that a family has beside the usual ones. */
const moreRates: Readonly<Record<string, readonly string[]>> = {
  modernbert: ['embedding_dropout'],
  'deberta-v2': ['pooler_dropout'],
};

describe.each(modelTypes)('%s', (model_type) => {
  const inputs = (): Inputs => tinyInputs(padsWithOne.includes(model_type) ? 1 : 0);

  test('gives the same logits wherever it is cut, with the same masks', () => {
    const rates = { hidden_dropout_prob: 0.3, attention_probs_dropout_prob: 0.3, classifier_dropout: 0.3 };
    const model = tinyEncoder({ model_type, ...rates });
    for (const dropout of [undefined, fold(key(1), 'dropout')]) {
      const whole = logits(model, inputs(), dropout, 0);
      const x = model.embed(model.params, inputs());
      expect(model.stem(model.params, x, inputs()).shape).toEqual(model.hiddenShape(x.shape));
      for (const depth of [1, 2]) expect(distance(logits(model, inputs(), dropout, depth), whole)).toBe(0);
    }
  });

  test('takes no notice of what lies behind the padding', () => {
    const model = tinyEncoder({ model_type });
    const short = { values: tf.tensor2d([[11, 12, 13]], [1, 3], 'int32'), mask: tf.ones([1, 3]) };
    expect(distance(logits(model, inputs()).slice(3), logits(model, short))).toBeLessThan(1e-6);
    expect(distance(logits(model, inputs()).slice(3), logits(model, { values: short.values }))).toBeLessThan(1e-6);
  });

  test('reads segments if it has them, and takes segment 0 when there are none', () => {
    const model = tinyEncoder({ model_type });
    const segments = (values: number[]): Inputs => ({ ...inputs(), types: tf.tensor2d(values, [2, 5], 'int32') });
    expect(distance(logits(model, segments(Array<number>(10).fill(0))), logits(model, inputs()))).toBeLessThan(1e-6);
    const changed = distance(logits(model, segments([0, 1, 1, 1, 1, 0, 1, 1, 1, 1])), logits(model, inputs()));
    if (unsegmented.includes(model_type)) expect(changed).toBe(0);
    else expect(changed).toBeGreaterThan(1e-3);
  });

  test('stays finite, with its gradient, where nothing but padding is', () => {
    const model = tinyEncoder({ model_type });
    const nothing = { ...inputs(), mask: tf.zeros([2, 5]) };
    const loss = (): tf.Scalar => {
      const hidden = model.stem(model.params, model.embed(model.params, nothing), nothing);
      return tf.sum(model.trunk(model.params, hidden, nothing));
    };
    const { value, grads } = tf.variableGrads(loss);
    for (const tensor of [value, ...Object.values(grads)]) expect(tensor.dataSync().every(Number.isFinite)).toBe(true);
  });

  test('draws every dropout mask from the key: same key, same logits; another or none, others', () => {
    const places = ['hidden_dropout_prob', 'attention_probs_dropout_prob', ...(moreRates[model_type] ?? [])];
    // MPNet's head has the rate of its layers.
    if (model_type !== 'mpnet') places.push('classifier_dropout');
    for (const place of places) {
      const model = tinyEncoder({ model_type, [place]: 0.5 });
      const plain = logits(model, inputs());
      const once = logits(model, inputs(), key(1));
      expect(distance(once, plain), place).toBeGreaterThan(1e-4);
      expect(distance(once, logits(model, inputs(), key(1))), place).toBe(0);
      expect(distance(once, logits(model, inputs(), key(2))), place).toBeGreaterThan(1e-4);
    }
  });

  test.each([
    [
      'attention',
      /(?<!attention\.)output\.dense|ffn_output|lin2|mlp\.Wo/,
      !['distilbert', 'modernbert'].includes(model_type),
    ],
    ['feed-forward', /attention\.(output\.)?dense|out_lin|attn\.(Wo|o)\./, model_type !== 'albert'],
  ])('drops the output of the %s where `transformers` does', (_layer, other, drops) => {
    const model = tinyEncoder({ model_type, hidden_dropout_prob: 0.5 });
    // Without the other layer's output, and from behind the embeddings on, no other mask is left.
    const params = Object.fromEntries(
      Object.entries(model.params).map(([name, value]) => [name, other.test(name) ? tf.zerosLike(value) : value]),
    );
    const hidden = model.stem(params, model.embed(params, inputs()), inputs(), undefined, 0);
    const [plain, dropped] = [undefined, key(1)].map((dropout) =>
      model.trunk(params, hidden, inputs(), dropout, 0).dataSync<'float32'>(),
    );
    if (drops) expect(distance(plain!, dropped!)).toBeGreaterThan(1e-4);
    else expect(distance(plain!, dropped!)).toBe(0);
  });

  test('scores each choice of a question as a sequence of its own', () => {
    const model = tinyEncoder({ model_type, architectures: ['XForMultipleChoice'] });
    const { values, mask } = inputs();
    const question = { values: tf.reshape(values, [1, 2, 5]), mask: tf.reshape(mask!, [1, 2, 5]) };
    const swapped = { values: tf.reverse(question.values, 1), mask: tf.reverse(question.mask, 1) };
    const x = model.embed(model.params, question);
    expect(x.shape).toEqual([1, 2, 5, model.config.embedding_size]);
    const hidden = model.stem(model.params, x, question);
    expect(model.hiddenShape(x.shape)).toEqual(hidden.shape);
    expect(model.trunk(model.params, hidden, question).shape).toEqual([1, 2]);
    expect(distance(logits(model, question), logits(model, swapped).reverse())).toBeLessThan(1e-6);
  });

  test('gives one number for regression', () => {
    const model = tinyEncoder({ model_type, num_labels: 1 });
    expect(model.config.task).toBe('regression');
    expect(logits(model, inputs())).toHaveLength(2);
  });

  test('has a gradient for every parameter', () => {
    const model = tinyEncoder({ model_type });
    const loss = (): tf.Scalar => {
      const hidden = model.stem(model.params, model.embed(model.params, inputs()), inputs());
      return tf.sum(tf.square(model.trunk(model.params, hidden, inputs())));
    };
    const { grads } = tf.variableGrads(loss, Object.values(model.params));
    for (const [name, { name: variable }] of Object.entries(model.params)) {
      // A shift of all scores of a query changes no probability: the key bias moves nothing.
      if (/(key|k_lin|attn\.k)\.bias$/.test(name)) continue;
      expect(tf.max(tf.abs(grads[variable]!)).dataSync()[0], name).toBeGreaterThan(1e-6);
    }
  });

  test('uses each feed-forward activation', () => {
    const of = (hidden_act: string): Float32Array => logits(tinyEncoder({ model_type, hidden_act }), inputs());
    const exact = of('gelu');
    const tanh = of('gelu_new');
    const relu = of('relu');
    expect(distance(of('gelu_pytorch_tanh'), tanh)).toBe(0);
    expect(distance(exact, tanh)).toBeGreaterThan(0);
    expect(distance(exact, tanh)).toBeLessThan(0.05);
    expect(distance(exact, relu)).toBeGreaterThan(distance(exact, tanh));
  });

  test('computes in the last layer only what the head reads, and computes that the same', () => {
    const model = tinyEncoder({ model_type });
    const given = inputs();
    const params = model.params;
    const x = model.embed(params, given);
    const all = model.trunk(params, model.stem(params, x, given, undefined, 3), given, undefined, 3);
    expect(
      distance(
        model.trunk(params, model.stem(params, x, given), given).dataSync() as Float32Array,
        all.dataSync() as Float32Array,
      ),
    ).toBeLessThan(1e-6);
  });

  test('states a share of its cost for every depth', () => {
    const model = tinyEncoder({ model_type });
    const shares = [0, 1, 2, 3].map((depth) => model.stemShare(depth));
    expect(shares[0]).toBeGreaterThanOrEqual(0);
    expect(shares[2]).toBeLessThan(1);
    expect(shares[3]).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(() => model.stemShare(4)).toThrow('depth is 4, but must be a whole number from 0 to 3, the layers.');
  });

  test('refuses a sequence that is longer than its positions', () => {
    const model = tinyEncoder({ model_type });
    const long = { values: tf.ones([1, 13], 'int32') };
    expect(() => logits(model, long)).toThrow('A sequence has 13 tokens, but this model has positions for');
  });

  test('keeps no tensors but its parameters, and frees those', () => {
    const before = tf.memory().numTensors;
    const model = tinyEncoder({ model_type });
    expect(tf.memory().numTensors - before).toBe(Object.keys(model.params).length);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the encoder', () => {
  test('counts RoBERTa positions from the padding id, over real tokens only', () => {
    const model = tinyEncoder({ model_type: 'roberta' });
    const table = model.params['roberta.embeddings.position_embeddings.weight']!;
    const plain = logits(model, tinyInputs(1));
    const changed = (row: number): number => {
      const hot = tf.cast(tf.oneHot(tf.scalar(row, 'int32'), 12), 'float32') as tf.Tensor1D;
      const bump = tf.outerProduct(hot, tf.linspace(0, 3, 8));
      const params = { ...model.params, 'roberta.embeddings.position_embeddings.weight': tf.add(table, bump) };
      const inputs = tinyInputs(1);
      const hidden = model.stem(params, model.embed(params, inputs), inputs);
      return distance(model.trunk(params, hidden, inputs).dataSync<'float32'>(), plain);
    };
    expect([0, 7, 11].map(changed)).toEqual([0, 0, 0]);
    for (const row of [2, 3, 4, 5, 6]) expect(changed(row)).toBeGreaterThan(1e-3);
  });

  test('shares one block among all layers of ALBERT, or one among each group', () => {
    const names = (changes: object): number =>
      Object.keys(
        parameterShapes(encoderConfig(tinyConfig({ model_type: 'albert', num_hidden_layers: 4, ...changes }))),
      ).length;
    expect(names({ num_hidden_layers: 8 })).toBe(names({}));
    expect(names({ num_hidden_groups: 2 }) - names({})).toBe(16);
    expect(names({ inner_group_num: 2 }) - names({})).toBe(16);
  });

  test('lets two models live in one process', () => {
    const one = tinyEncoder();
    const other = tinyEncoder();
    const before = logits(other, tinyInputs());
    one.params['classifier.bias']!.assign(tf.ones([3]));
    expect(distance(logits(other, tinyInputs()), before)).toBe(0);
  });

  test('leaves the tensors that it was given to the caller', () => {
    const config = tinyConfig();
    const given = initialParams(config, key(3));
    const model = encoder(config, given);
    model.params['classifier.bias']!.assign(tf.ones([3]));
    expect(given['classifier.bias']!.dataSync()).toEqual(new Float32Array(3));
    tf.dispose(given);
    expect(logits(model, tinyInputs()).every(Number.isFinite)).toBe(true);
  });

  test('refuses weights that are missing or misshapen', () => {
    const config = tinyConfig();
    const weights = initialParams(config, key(3));
    const { 'classifier.bias': bias, ...rest } = weights;
    expect(bias!.shape).toEqual([3]);
    expect(() => encoder(config, rest)).toThrow('The weights lack "classifier.bias": load');
    const wrong = { ...weights, 'classifier.bias': tf.zeros([4]) };
    expect(() => encoder(config, wrong)).toThrow('"classifier.bias" has shape [4], but the config asks for [3].');
  });

  test('refuses multiple choice without choices', () => {
    const model = tinyEncoder({ architectures: ['BertForMultipleChoice'] });
    expect(() => logits(model, tinyInputs())).toThrow('have shape [2, 5], but must be [B, C, T].');
  });
});

describe('initial parameters', () => {
  const config = tinyConfig({ vocab_size: 500, hidden_size: 64, initializer_range: 0.02 });

  test('are normal with the range of the config, zero for biases and padding, one for gains', () => {
    const params = initialParams(config, key(5));
    const words = params['bert.embeddings.word_embeddings.weight']!;
    const { mean, variance } = tf.moments(tf.slice(words, [1, 0]));
    expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan(5e-4);
    expect(Math.sqrt(variance.dataSync()[0]!)).toBeCloseTo(0.02, 3);
    expect(tf.slice(words, [0, 0], [1, 64]).dataSync()).toEqual(new Float32Array(64));
    expect(params['classifier.bias']!.dataSync()).toEqual(new Float32Array(3));
    expect(params['bert.embeddings.LayerNorm.weight']!.dataSync()).toEqual(new Float32Array(64).fill(1));
  });

  test('depend on the key and the own name alone', () => {
    const whole = initialParams(config, key(5));
    const head = initialParams(config, key(5), ['classifier.weight']);
    expect(Object.keys(head)).toEqual(['classifier.weight']);
    expect(head['classifier.weight']!.dataSync()).toEqual(whole['classifier.weight']!.dataSync());
    const other = initialParams(config, key(6), ['classifier.weight']);
    expect(other['classifier.weight']!.dataSync()).not.toEqual(head['classifier.weight']!.dataSync());
    expect(() => initialParams(config, key(5), ['nope'])).toThrow(
      'A bert model for classification has no parameter "nope".',
    );
  });
});
