import { closedForm, constant, conv2d, groupNorm, linear, relu } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../param.ts';
import type { ConvNet } from './conv-net.ts';
import { normalise } from './pixels.ts';
import {
  preActResNetShapes,
  reshapes,
  residualsOf,
  workOf,
  type PreActResNetConfig,
  type Residual,
} from './preact-plan.ts';

const epsilon = 1e-5;

/**
 * A pre-activation residual net (He et al., 2016, arXiv 1603.05027): pixels [B, H, W, C] in [0, 1] → logits [B, classes];
 * by default the PreAct-ResNet-18 that YOPO, Free and Fast train on CIFAR-10, with group normalisation (Wu & He, 2018)
 * where they have batch normalisation: an example's logits must not depend on the rest of its batch, in training and
 * evaluation alike. Blocks: the first convolution, the residual blocks, the classifier with its normalisation.
 * `tensors` stay the caller's. Throws one sentence for a parameter that is missing or of another shape.
 *
 * @param config the channels, the width and the blocks; what is left out is as in the PreAct-ResNet-18 of CIFAR-10.
 * @param tensors by the names of {@link preActResNetShapes}.
 */
export function preActResNet(config: PreActResNetConfig, tensors: Params): ConvNet {
  const { image = [32, 32, 3], width = 64, groups = 32, normalization } = config;
  const [height, wide, channels] = image;
  const residuals = residualsOf(config);
  const shapes = preActResNetShapes(config);
  const params = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.variable(checked(tensors, name, shape), true)]),
  );
  const outputs = [[height, wide, width], ...residuals.map(({ size, outputs: found }) => [...size, found])];
  const classes = shapes['linear/bias']!;
  const works = [
    height * wide * 9 * channels * width,
    ...residuals.map(workOf),
    shapes['linear/kernel']!.reduce((all, size) => all * size, 1),
  ];
  const total = works.reduce((sum, work) => sum + work, 0);
  const blocks: ((from: Params, x: tf.Tensor) => tf.Tensor)[] = [
    (from, x) => conv2d(normalization ? normalise(x, normalization) : x, param(from, 'conv1/kernel'), { padding: 1 }),
    ...residuals.map((residual) => (from: Params, x: tf.Tensor) => residualBlock(residual, groups, from, x)),
    (from, x) => {
      const pooled = averagePool(activation('norm', groups, from, x));
      return linear(pooled, tf.transpose(param(from, 'linear/kernel')), param(from, 'linear/bias'));
    },
  ];
  const run = (from: Params, x: tf.Tensor, first: number, last: number): tf.Tensor =>
    blocks.slice(first, last).reduce((value, block) => block(from, value), x);
  return {
    params,
    domain: [0, 1],
    blocks: blocks.length,
    stemShare: (depth) => works.slice(0, depth).reduce((sum, work) => sum + work, 0) / total,
    hiddenShape: ([batch = 0], depth = 1) => [batch, ...(depth ? (outputs[depth - 1] ?? classes) : image)],
    embed: (_, inputs) => inputs.values,
    stem: (from, x, _inputs, _key, depth = 1) => run(from, x, 0, depth),
    trunk: (from, hidden, _inputs, _key, depth = 1) => run(from, hidden, depth, blocks.length) as tf.Tensor2D,
    dispose: () => tf.dispose(Object.values(params)),
  };
}

function residualBlock(residual: Residual, groups: number, params: Params, x: tf.Tensor): tf.Tensor {
  const { name, stride } = residual;
  const kernel = (layer: string): tf.Tensor => param(params, `${name}/${layer}/kernel`);
  const active = activation(`${name}/norm1`, groups, params, x);
  const shortcut = reshapes(residual) ? conv2d(active, kernel('shortcut'), { stride }) : x;
  const first = conv2d(active, kernel('conv1'), { stride, padding: 1 });
  const second = conv2d(activation(`${name}/norm2`, groups, params, first), kernel('conv2'), { padding: 1 });
  return tf.add(second, shortcut);
}

function activation(name: string, groups: number, params: Params, x: tf.Tensor): tf.Tensor {
  return relu(groupNorm(x, param(params, `${name}/gain`), param(params, `${name}/bias`), groups, epsilon));
}

/** The mean over all places: [B, H, W, C] → [B, C]. TensorFlow.js's own gradient of a mean uploads an array of ones. */
function averagePool(x: tf.Tensor): tf.Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return closedForm(
    { x },
    () => tf.mean(x, [1, 2]),
    (dy) => ({
      x: () => {
        const share = tf.mul(dy, constant(1 / (height * width)));
        return tf.broadcastTo(tf.reshape(share, [batch, 1, 1, channels]), x.shape);
      },
    }),
  );
}

function checked(tensors: Params, name: string, shape: readonly number[]): tf.Tensor {
  const tensor = param(tensors, name);
  if (tensor.shape.join() === shape.join()) return tensor;
  throw new Error(`"${name}" is [${tensor.shape.join(', ')}], but the net asks for [${shape.join(', ')}].`);
}
