import { constant, fold, normal, uniform, type Key } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { convNet, type ConvNet, type ConvNetConfig } from './conv-net.ts';
import { preActResNetShapes } from './preact-plan.ts';
import { preActResNet } from './preact-resnet.ts';

/** The nets of the papers: YOPO's for MNIST, the one of `fast_adversarial` for MNIST, and the PreAct-ResNet-18 for CIFAR-10. */
export type ImageNetName = 'yopo-mnist' | 'fast-mnist' | 'preact-resnet-18';

/** What there is to know of a net of a paper. */
export interface ImageNet {
  /** One line for people: layers, parameters, where it is from. */
  readonly description: string;
  /** Its parameters. Kernels are [h, w, I, O] and [I, O]. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Biases of the convolutions 0 and their kernels N(0, 2 / fan-in) (He et al., 2015) where the paper's code does so. */
  readonly begins?: 'he';
  /** Layers that begin at 0. */
  readonly zero?: readonly string[];
  /** What the layers are called in the paper's PyTorch code, where that differs. */
  readonly torch?: Readonly<Record<string, string>>;
  /** What a dense layer's inputs were before they were flattened: height, width, channels. */
  readonly flattened?: Readonly<Record<string, readonly [height: number, width: number, channels: number]>>;
  /**
   * The net with these parameters, which stay the caller's.
   *
   * @param params by name.
   */
  readonly create: (params: Params) => ConvNet;
}

const yopoMnist: ConvNetConfig = {
  image: [28, 28, 1],
  blocks: [
    [{ kind: 'convolution', name: 'conv1' }, { kind: 'relu' }],
    [{ kind: 'convolution', name: 'conv2' }, { kind: 'relu' }, { kind: 'maxPool', size: 2 }],
    [{ kind: 'convolution', name: 'conv3' }, { kind: 'relu' }],
    [{ kind: 'convolution', name: 'conv4' }, { kind: 'relu' }, { kind: 'maxPool', size: 2 }],
    [
      { kind: 'flatten' },
      { kind: 'dense', name: 'fc1' },
      { kind: 'relu' },
      { kind: 'dropout', name: 'drop', rate: 0.5 },
    ],
    [{ kind: 'dense', name: 'fc2' }, { kind: 'relu' }, { kind: 'dense', name: 'fc3' }],
  ],
};

const fastMnist: ConvNetConfig = {
  image: [28, 28, 1],
  blocks: [
    [{ kind: 'convolution', name: 'conv1', stride: 2, padding: 1 }, { kind: 'relu' }],
    [{ kind: 'convolution', name: 'conv2', stride: 2, padding: 1 }, { kind: 'relu' }],
    [{ kind: 'flatten' }, { kind: 'dense', name: 'fc1' }, { kind: 'relu' }, { kind: 'dense', name: 'fc2' }],
  ],
};

/** The mean and standard deviation of CIFAR-10's training pixels, as `fast_adversarial` has them. */
const cifarNormalization = { mean: [0.4914, 0.4822, 0.4465], std: [0.2471, 0.2435, 0.2616] };

const kernelAndBias = (name: string, shape: readonly number[]): Record<string, readonly number[]> => ({
  [`${name}/kernel`]: shape,
  [`${name}/bias`]: shape.slice(-1),
});

/** The nets of the papers by name. */
export const imageNets: Readonly<Record<ImageNetName, ImageNet>> = {
  'yopo-mnist': {
    description: 'MNIST: 4 convolutions, 3 dense layers, dropout; 312,202 parameters (YOPO, TRADES)',
    shapes: {
      ...kernelAndBias('conv1', [3, 3, 1, 32]),
      ...kernelAndBias('conv2', [3, 3, 32, 32]),
      ...kernelAndBias('conv3', [3, 3, 32, 64]),
      ...kernelAndBias('conv4', [3, 3, 64, 64]),
      ...kernelAndBias('fc1', [1024, 200]),
      ...kernelAndBias('fc2', [200, 200]),
      ...kernelAndBias('fc3', [200, 10]),
    },
    begins: 'he',
    zero: ['fc3'],
    torch: {
      conv2: 'feature_extractor.conv2',
      conv3: 'feature_extractor.conv3',
      conv4: 'feature_extractor.conv4',
      fc1: 'classifier.fc1',
      fc2: 'classifier.fc2',
      fc3: 'classifier.fc3',
    },
    flattened: { fc1: [4, 4, 64] },
    create: (params) => convNet(yopoMnist, params),
  },
  'fast-mnist': {
    description: 'MNIST: 2 convolutions, 2 dense layers; 166,406 parameters (Fast; Wong et al., 2020)',
    shapes: {
      ...kernelAndBias('conv1', [4, 4, 1, 16]),
      ...kernelAndBias('conv2', [4, 4, 16, 32]),
      ...kernelAndBias('fc1', [1568, 100]),
      ...kernelAndBias('fc2', [100, 10]),
    },
    torch: { conv1: '0', conv2: '2', fc1: '5', fc2: '7' },
    flattened: { fc1: [7, 7, 32] },
    create: (params) => convNet(fastMnist, params),
  },
  'preact-resnet-18': {
    description: 'CIFAR-10: 8 pre-activation residual blocks with group normalisation; 11,172,170 parameters',
    shapes: preActResNetShapes(),
    create: (params) => preActResNet({ normalization: cifarNormalization }, params),
  },
};

/**
 * Random parameters for training from scratch, as the paper's PyTorch code draws them: kernels and biases even within
 * ±1 / √fan-in, gains 1, what the paper does otherwise aside. Each depends on the key and its own name alone. New tensors:
 * the caller disposes them.
 *
 * @param net which net.
 * @param key what the draws follow from.
 */
export function initialImageParams(net: ImageNetName, key: Key): Params {
  const { shapes } = imageNets[net];
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.tidy(() => draw(imageNets[net], name, shape, key))]),
  );
}

function draw({ shapes, begins, zero = [] }: ImageNet, name: string, shape: readonly number[], key: Key): tf.Tensor {
  const layer = name.slice(0, name.lastIndexOf('/'));
  const part = name.slice(name.lastIndexOf('/') + 1);
  if (part === 'gain') return tf.ones([...shape]);
  const kernel = shapes[`${layer}/kernel`];
  if (!kernel || zero.includes(layer)) return tf.zeros([...shape]);
  const inputs = kernel.slice(0, -1).reduce((all, size) => all * size, 1);
  const stream = fold(key, name);
  if (begins === 'he' && kernel.length === 4) {
    return part === 'bias' ? tf.zeros([...shape]) : tf.mul(normal(shape, stream), constant(Math.sqrt(2 / inputs)));
  }
  const bound = 1 / Math.sqrt(inputs);
  return uniform(shape, stream, -bound, bound);
}
