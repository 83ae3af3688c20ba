import { closedForm, constant, conv2d, groupNorm, linear } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ConvNet } from './conv-net.ts';
import { param } from './param.ts';
import { normalise, type Normalization } from './pixels.ts';

/** The shape of a pre-activation residual net. */
export interface PreActResNetConfig {
  /** Height, width and channels of an image. Default 32 × 32 × 3. */
  readonly image?: readonly [height: number, width: number, channels: number];
  /** Residual blocks in each stage. Every stage but the first halves height and width and doubles the channels. Default 2, 2, 2, 2. */
  readonly depths?: readonly number[];
  /** Channels in the first stage. Default 64. */
  readonly width?: number;
  /** Groups of the normalisation, a divisor of `width`. Default 32. */
  readonly groups?: number;
  /** Default 10. */
  readonly classes?: number;
  /** What the pixels are normalised with. Perturbations stay in pixels. Default: nothing. */
  readonly normalization?: Normalization;
}

/** A residual block: where it is, and what goes through it. */
interface Residual {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
  /** Height and width behind it. */
  readonly size: readonly [number, number];
}

const epsilon = 1e-5;

/**
 * The parameters of a {@link preActResNet} and their shapes: `conv1/kernel` [3, 3, C, width], `layer1.0/norm1/gain`,
 * `layer1.0/conv1/kernel`, `layer2.0/shortcut/kernel`, …, `norm/gain`, `linear/kernel` [I, classes].
 */
export function preActResNetShapes(config: PreActResNetConfig = {}): Record<string, readonly number[]> {
  const { image = [32, 32, 3], width = 64, classes = 10 } = config;
  const residuals = residualsOf(config);
  const last = residuals.at(-1)?.outputs ?? width;
  const norm = (name: string, channels: number): [string, number[]][] => [
    [`${name}/gain`, [channels]],
    [`${name}/bias`, [channels]],
  ];
  const blocks = residuals.flatMap(
    ({ name, inputs, outputs, stride }): [string, number[]][] =>
      [
        ...norm(`${name}/norm1`, inputs),
        [`${name}/conv1/kernel`, [3, 3, inputs, outputs]],
        ...norm(`${name}/norm2`, outputs),
        [`${name}/conv2/kernel`, [3, 3, outputs, outputs]],
        ...(reshapes({ inputs, outputs, stride })
          ? ([[`${name}/shortcut/kernel`, [1, 1, inputs, outputs]]] as const)
          : []),
      ] as [string, number[]][],
  );
  return Object.fromEntries([
    ['conv1/kernel', [3, 3, image[2], width]],
    ...blocks,
    ...norm('norm', last),
    ['linear/kernel', [last, classes]],
    ['linear/bias', [classes]],
  ]);
}

/**
 * A pre-activation residual net (He et al., 2016, arXiv 1603.05027): pixels [B, H, W, C] in [0, 1] → logits [B, classes];
 * by default the PreAct-ResNet-18 that YOPO, Free and Fast train on CIFAR-10, with group normalisation (Wu & He, 2018)
 * where they have batch normalisation: an example's logits must not depend on the rest of its batch, in training and
 * evaluation alike. Blocks: the first convolution, the residual blocks, the classifier with its normalisation.
 * `tensors` stay the caller's. Throws one sentence for a parameter that is missing or of another shape.
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

function residualBlock(
  { name, inputs, outputs, stride }: Residual,
  groups: number,
  params: Params,
  x: tf.Tensor,
): tf.Tensor {
  const kernel = (layer: string): tf.Tensor => param(params, `${name}/${layer}/kernel`);
  const active = activation(`${name}/norm1`, groups, params, x);
  const shortcut = reshapes({ inputs, outputs, stride }) ? conv2d(active, kernel('shortcut'), { stride }) : x;
  const first = conv2d(active, kernel('conv1'), { stride, padding: 1 });
  const second = conv2d(activation(`${name}/norm2`, groups, params, first), kernel('conv2'), { padding: 1 });
  return tf.add(second, shortcut);
}

function activation(name: string, groups: number, params: Params, x: tf.Tensor): tf.Tensor {
  return tf.relu(groupNorm(x, param(params, `${name}/gain`), param(params, `${name}/bias`), groups, epsilon));
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

function residualsOf({ image = [32, 32, 3], depths = [2, 2, 2, 2], width = 64 }: PreActResNetConfig): Residual[] {
  let [tall, wide] = image;
  let inputs = width;
  return depths.flatMap((depth, stage) =>
    Array.from({ length: depth }, (_, index) => {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      [tall, wide] = [Math.ceil(tall / stride), Math.ceil(wide / stride)];
      const residual = { name: `layer${stage + 1}.${index}`, inputs, outputs: width * 2 ** stage, stride };
      inputs = residual.outputs;
      return { ...residual, size: [tall, wide] as const };
    }),
  );
}

/** Whether the shortcut is a convolution of 1 × 1 instead of the identity. */
function reshapes({ inputs, outputs, stride }: Pick<Residual, 'inputs' | 'outputs' | 'stride'>): boolean {
  return stride !== 1 || inputs !== outputs;
}

/** The multiplications of a block for one image. */
function workOf(residual: Residual): number {
  const { inputs, outputs, size } = residual;
  const shortcut = reshapes(residual) ? inputs * outputs : 0;
  return size[0] * size[1] * (9 * inputs * outputs + 9 * outputs * outputs + shortcut);
}

function checked(tensors: Params, name: string, shape: readonly number[]): tf.Tensor {
  const tensor = param(tensors, name);
  if (tensor.shape.join() === shape.join()) return tensor;
  throw new Error(`"${name}" is [${tensor.shape.join(', ')}], but the net asks for [${shape.join(', ')}].`);
}
