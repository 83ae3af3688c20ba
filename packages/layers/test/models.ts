import * as layers from '@tensorflow/tfjs';
import { initializers, layers as of } from '@tensorflow/tfjs';

const seeded = (seed: number) => initializers.glorotUniform({ seed });

/** A small net for images of 6 × 6 with two channels, with dropout, that ends in a softmax over three classes. */
export function imageNet(): layers.Sequential {
  return layers.sequential({
    layers: [
      of.conv2d({
        name: 'conv',
        filters: 4,
        kernelSize: [3, 2],
        strides: 2,
        padding: 'same',
        activation: 'relu',
        inputShape: [6, 6, 2],
        kernelInitializer: seeded(1),
      }),
      of.maxPooling2d({ name: 'pool', poolSize: 2, strides: 1 }),
      of.dropout({ name: 'drop', rate: 0.3 }),
      of.flatten({ name: 'flat' }),
      of.dense({ name: 'hidden', units: 5, activation: 'tanh', kernelInitializer: seeded(2) }),
      of.dense({ name: 'classes', units: 3, activation: 'softmax', kernelInitializer: seeded(3) }),
    ],
  });
}

/** Word embeddings, an LSTM with dropout in its cell, and three classes. Ids of 0 are padding. */
export function textNet(): layers.Sequential {
  return layers.sequential({
    layers: [
      of.embedding({
        name: 'words',
        inputDim: 11,
        outputDim: 4,
        maskZero: true,
        inputLength: 5,
        embeddingsInitializer: initializers.randomUniform({ minval: -1, maxval: 1, seed: 4 }),
      }),
      of.spatialDropout1d({ name: 'drop', rate: 0.2 }),
      of.lstm({
        name: 'lstm',
        units: 3,
        dropout: 0.25,
        recurrentDropout: 0.25,
        returnSequences: true,
        kernelInitializer: seeded(5),
        recurrentInitializer: seeded(6),
      }),
      of.gru({ name: 'gru', units: 4, kernelInitializer: seeded(7), recurrentInitializer: seeded(8) }),
      of.dense({ name: 'classes', units: 3, kernelInitializer: seeded(9) }),
    ],
  });
}

/** Two ways that join again, layer normalisation, frozen batch normalisation, noise, and a model within the model. */
export function graphNet(): layers.LayersModel {
  const input = layers.input({ shape: [4], name: 'in' });
  const first = of.dense({ name: 'first', units: 6, kernelInitializer: seeded(1) }).apply(input);
  const normal = of.layerNormalization({ name: 'norm' }).apply(first);
  const inner = layers.sequential({
    name: 'inner',
    layers: [
      of.dense({ name: 'within', units: 6, activation: 'relu', inputShape: [6], kernelInitializer: seeded(2) }),
      of.gaussianDropout({ name: 'noise', rate: 0.2 }),
    ],
  });
  const batch = of.batchNormalization({ name: 'still', trainable: false });
  const behind = batch.apply(inner.apply(normal));
  const joined = of.add({ name: 'joined' }).apply([first, behind] as layers.SymbolicTensor[]);
  const classes = of.dense({ name: 'classes', units: 2, kernelInitializer: seeded(3) }).apply(joined);
  const output = of.softmax({ name: 'shares' }).apply(classes) as layers.SymbolicTensor;
  return layers.model({ inputs: input, outputs: output });
}
