import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs';
import { constraints, layers as of, regularizers, type LayersModel } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromLayers, type LayersOptions } from '../src/index.ts';
import { graphNet, imageNet } from './models.ts';

beforeAll(async () => {
  await engine({ backend: 'cpu' });
});

const sequential = (...list: readonly layers.layers.Layer[]) => layers.sequential({ layers: [...list] });
const dense = (units = 2) => of.dense({ units });

const refused: readonly (readonly [string, () => LayersModel, string])[] = [
  ['no input yet', () => layers.sequential(), 'The model has no input yet: give its first layer an inputShape'],
  [
    'logits for each time step',
    () => sequential(of.dense({ units: 2, inputShape: [5, 3] })),
    'The model gives [B, 5, 2], but must give logits [B, C]: end in a dense layer of C classes.',
  ],
  [
    'batch normalisation that trains',
    () => sequential(of.dense({ units: 3, inputShape: [4] }), of.batchNormalization({ name: 'norm' }), dense()),
    'The layer "norm" (BatchNormalization) makes the examples of a batch depend on one another',
  ],
  [
    'state from batch to batch',
    () => sequential(of.lstm({ name: 'cells', units: 3, stateful: true, batchInputShape: [2, 4, 3] }), dense()),
    'The layer "cells" (LSTM) carries its state from batch to batch, so that a pass is not repeatable: set stateful to false.',
  ],
  [
    'a dilated convolution',
    () =>
      sequential(
        of.conv2d({ name: 'c', filters: 2, kernelSize: 3, dilationRate: 2, inputShape: [8, 8, 1] }),
        of.flatten(),
        dense(),
      ),
    'The layer "c" (Conv2D) has the dilationRate 2 × 2, of which TensorFlow.js has no gradients: set it to 1, with a larger kernelSize or with strides.',
  ],
  [
    'a regularizer',
    () => sequential(of.dense({ name: 'd', units: 2, inputShape: [4], kernelRegularizer: regularizers.l2() })),
    'The layer "d" (Dense) has a kernelRegularizer, which only model.fit adds to the loss: leave it out and use the optimizer\'s weightDecay.',
  ],
  [
    'a regularizer in a cell',
    () => sequential(of.gru({ units: 2, inputShape: [4, 3], recurrentRegularizer: regularizers.l1() }), dense()),
    'has a recurrentRegularizer',
  ],
  [
    'a constraint',
    () => sequential(of.dense({ name: 'd', units: 2, inputShape: [4], kernelConstraint: constraints.maxNorm({}) })),
    'The layer "d" (Dense) has a kernelConstraint, which only model.fit applies: leave it out.',
  ],
  [
    'a sigmoid at its end',
    () => sequential(of.dense({ name: 'd', units: 1, inputShape: [4], activation: 'sigmoid' })),
    'The model ends in a sigmoid (layer "d"), but must give a logit for each class: end in a dense layer of two units.',
  ],
  [
    'a softmax within a model in the model',
    () => sequential(of.dense({ units: 3, inputShape: [4] }), sequential(of.softmax({ inputShape: [3] }))),
    'which gives probabilities, but must give logits',
  ],
  [
    'a look-up within a model in the model, whose ids would be perturbed',
    () => {
      const words = of.embedding({ name: 'words', inputDim: 5, outputDim: 3, inputLength: 4 });
      const ids = layers.input({ shape: [4] });
      const outputs = sequential(of.flatten({ inputShape: [4, 3] }), dense()).apply(sequential(words).apply(ids));
      return layers.model({ inputs: ids, outputs: outputs as layers.SymbolicTensor });
    },
    'The layer "words" (Embedding) looks ids up, but is not what the whole model begins with, alone: put it first, behind the input.',
  ],
  [
    'two inputs',
    () => {
      const inputs = [layers.input({ shape: [2] }), layers.input({ shape: [2] })];
      const joined = of.concatenate().apply(inputs);
      return layers.model({ inputs, outputs: dense().apply(joined) as layers.SymbolicTensor });
    },
    'The model has 2 inputs, but must have one: join them in one.',
  ],
];

const cutsRefused: readonly (readonly [string, () => LayersModel, LayersOptions['cut'], string])[] = [
  [
    'no such layer',
    imageNet,
    'convolution',
    'The model has no layer "convolution" to cut behind; it has 0 "conv", 1 "pool"',
  ],
  ['no such place', imageNet, 9, 'The model has no layer 9 to cut behind'],
  ['a layer with a way around it', graphNet, 'norm', 'Not everything passes through the layer "norm": cut behind'],
  ['layers out of order', imageNet, ['hidden', 'conv'], 'The layer "conv" is used 0 times behind the cut before it'],
  [
    'a mask that is made of values',
    () =>
      sequential(
        of.masking({ name: 'mask', inputShape: [5, 3] }),
        of.simpleRNN({ units: 3, returnSequences: true }),
        of.simpleRNN({ units: 3 }),
        dense(),
      ),
    'mask',
    'The layer "mask" passes on a mask that is made of values',
  ],
];

describe('fromLayers', () => {
  test.each(refused)('refuses %s in one sentence', (_, create, sentence) => {
    expect(() => fromLayers(create())).toThrow(sentence);
  });

  test.each(cutsRefused)('refuses to cut behind %s in one sentence', (_, create, cut, sentence) => {
    expect(() => fromLayers(create(), { cut: cut! })).toThrow(sentence);
  });

  test('refuses options that there are not', () => {
    const options = { cuts: 'conv' } as LayersOptions;
    expect(() => fromLayers(imageNet(), options)).toThrow('fromLayers has no option "cuts"; it has cut and domain');
    expect(() => fromLayers(imageNet(), { domain: [1, 0] })).toThrow('domain is an array, but must be ');
  });

  test('cuts behind the layers that it is told, and shares the work out by multiplications', () => {
    const model = fromLayers(imageNet(), { cut: ['conv', 4], domain: [0, 1] });
    const works = [3 * 3 * 4 * (3 * 2 * 2), 16 * 5, 5 * 3];
    const all = works[0]! + works[1]! + works[2]!;
    expect([model.blocks, model.domain]).toEqual([3, [0, 1]]);
    expect([1, 2, 3].map((depth) => model.stemShare(depth))).toEqual([
      works[0]! / all,
      (works[0]! + works[1]!) / all,
      1,
    ]);
    expect(model.hiddenShape([7, 6, 6, 2], 1)).toEqual([7, 3, 3, 4]);
  });

  test('leaves layers that are not trainable as constants, and counts their gradients as none', () => {
    const net = imageNet();
    net.getLayer('conv').trainable = false;
    const model = fromLayers(net);
    expect(Object.keys(model.frozen ?? {})).toEqual(['conv/kernel', 'conv/bias']);
    expect(Object.keys(model.params)).toEqual(['hidden/kernel', 'hidden/bias', 'classes/kernel', 'classes/bias']);
    expect(model.weightShare).toBeCloseTo(95 / (432 + 95), 10);
  });

  test('keeps the mask of ids behind a cut, so that padding changes nothing', () => {
    const net = sequential(
      of.embedding({ inputDim: 5, outputDim: 3, maskZero: true, inputLength: 4 }),
      of.bidirectional({ layer: of.gru({ units: 2, returnSequences: true }), mergeMode: 'concat' }),
      of.timeDistributed({ layer: of.dense({ units: 3, activation: 'tanh' }) }),
      of.lstm({ name: 'end', units: 2 }),
      dense(),
    );
    const model = fromLayers(net);
    const values = tf.tensor2d([3, 1, 0, 0], [1, 4], 'int32');
    const x = model.embed(model.params, { values });
    const moved = tf.add(x, tf.tensor3d([0, 0, 0, 0, 0, 0, 5, 5, 5, -5, 5, 5], [1, 4, 3]));
    const logits = [x, moved].map((at) => {
      const hidden = model.stem(model.params, at, { values });
      return [...model.trunk(model.params, hidden, { values }).dataSync()];
    });
    const predicted = [...(net.predict(values) as tf.Tensor).dataSync()];
    for (const found of logits)
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(predicted[i]!, 5);
      });
  });
});
