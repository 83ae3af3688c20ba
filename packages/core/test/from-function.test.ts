import { dropout, embedding, fold, key, linear, normal, type Key } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { adamw, fromFunction, Trainer, type FunctionOptions, type Model, type Params } from '../src/index.ts';

const params = (): Params => ({ first: normal([6, 3], key(1)), second: normal([2, 6], key(2)) });
const first = ({ first }: Params, x: tf.Tensor): tf.Tensor => tf.tanh(linear(x, first!));
const second = ({ second }: Params, hidden: tf.Tensor, draws: Key | undefined): tf.Tensor2D =>
  linear(dropout(hidden, 0.3, draws && fold(draws, 'drop')), second!) as tf.Tensor2D;
const batch = () => ({
  inputs: { values: normal([8, 3], key(3)) },
  labels: tf.tensor1d([0, 1, 1, 0, 1, 0, 0, 1], 'int32'),
});

const cut: Omit<FunctionOptions, 'params'> = {
  stem: first,
  stemShare: 0.6,
  logits: (given, hidden, { key }) => second(given, hidden, key),
};
const whole: Omit<FunctionOptions, 'params'> = {
  logits: (given, x, { key }) => second(given, first(given, x), key),
};

/** The same model by hand. */
function byHand(): Model {
  const variables = Object.fromEntries(Object.entries(params()).map(([name, one]) => [name, tf.variable(one)]));
  return {
    params: variables,
    blocks: 1,
    stemShare: (depth) => 0.6 * depth,
    hiddenShape: ([rows = 0, ...x], depth = 1) => (depth > 0 ? [rows, 6] : [rows, ...x]),
    embed: (_, { values }) => values,
    stem: (given, x, _inputs, _key, depth = 1) => (depth > 0 ? first(given, x) : x),
    trunk: (given, x, _inputs, draws, depth = 1) => second(given, depth > 0 ? x : first(given, x), draws),
  };
}

const losses = (model: Model): number[] => {
  const trainer = new Trainer({ model, optimizer: adamw({ learningRate: 0.05 }), seed: 4 });
  return Array.from({ length: 5 }, () => trainer.step(batch()).losses()[0]!);
};

onBackends(['native', 'wasm'], () => {
  test.each([
    ['of one function', whole],
    ['with a stem', cut],
  ])('a model %s trains to the bits of the same model by hand', (_, options) => {
    expect(losses(fromFunction({ params: params(), ...options }))).toEqual(losses(byHand()));
  });

  test('is the same wherever it is cut, in the shapes that it states, and keeps no tensor', () => {
    const model = fromFunction({ params: params(), ...cut });
    const { inputs } = batch();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const logits = [0, 1].map((depth) => {
        const hidden = model.stem(model.params, inputs.values, inputs, key(5), depth);
        expect(hidden.shape).toEqual(model.hiddenShape([8, 3], depth));
        return model.trunk(model.params, hidden, inputs, key(5), depth).dataSync();
      });
      expect(logits[0]).toEqual(logits[1]);
    });
    expect(tf.memory().numTensors).toBe(before);
    expect([model.blocks, model.stemShare(0), model.stemShare(1)]).toEqual([1, 0, 0.6]);
  });
});

describe('fromFunction', () => {
  test('takes variables as they are and copies other tensors, which stay the caller’s', () => {
    const variable = tf.variable(tf.zeros([2, 6]));
    const tensor = tf.ones([6, 3]);
    const model = fromFunction({ params: { first: tensor, second: variable }, ...whole });
    expect(model.params['second']).toBe(variable);
    model.params['first']!.assign(tf.zeros([6, 3]));
    expect(tensor.dataSync()[0]).toBe(1);
  });

  test('of ids takes x from embed, and has no place to cut without a stem', () => {
    const table = normal([5, 3], key(1));
    const model = fromFunction({
      params: { table, ...params() },
      embed: ({ table }, { values }) => tf.mean(embedding(table!, values), 1),
      ...whole,
      domain: [-3, 3],
    });
    const inputs = { values: tf.tensor2d([1, 4, 0, 2], [2, 2], 'int32') };
    expect(model.embed(model.params, inputs).shape).toEqual([2, 3]);
    expect([model.blocks, model.stemShare(1), model.domain]).toEqual([0, 0, [-3, 3]]);
  });

  test.each([
    [{ ...cut, stemShare: undefined }, 'fromFunction needs stemShare where there is a stem: '],
    [{ ...cut, stemShare: 2 }, 'stemShare is 2, but must be in [0, 1].'],
    [{ ...whole, params: { first: [1] } }, 'params is an object, but must be an object of tensors by their names.'],
    [{ ...whole, domain: [1, 0] }, 'domain is an array, but must be the two ends of an interval, as [0, 1].'],
    [{}, 'fromFunction needs logits, which must be a function of parameters, x and what else a pass has.'],
    [{ ...whole, steam: first }, 'fromFunction has no option "steam"; '],
  ])('refuses options that are none in one sentence (%#)', (options, sentence) => {
    expect(() => fromFunction({ params: params(), ...options } as FunctionOptions)).toThrow(sentence);
  });
});
