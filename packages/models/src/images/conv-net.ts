import { conv2d, dropout, fold, linear, maxPool, rectifiedConv2d, relu, type Key } from '@advtrain/engine';
import type { Model, Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../param.ts';
import { clip, normalise, type Normalization } from './pixels.ts';

/** One layer of a {@link convNet}. A layer with parameters has them at `name/kernel` and `name/bias`. */
export type ImageLayer =
  | { readonly kind: 'convolution'; readonly name: string; readonly stride?: number; readonly padding?: number }
  | { readonly kind: 'dense'; readonly name: string }
  | { readonly kind: 'maxPool'; readonly size: number; readonly stride?: number }
  | { readonly kind: 'relu' }
  | { readonly kind: 'dropout'; readonly name: string; readonly rate: number }
  | { readonly kind: 'flatten' };

/** The shape of a small convolutional net. */
export interface ConvNetConfig {
  /** Height, width and channels of an image. */
  readonly image: readonly [height: number, width: number, channels: number];
  /** The layers in blocks; between blocks the net can be cut. The last layer gives the logits. */
  readonly blocks: readonly (readonly ImageLayer[])[];
  /** What the pixels are normalised with, by channel: (x − mean) / std. Perturbations stay in pixels. Default: nothing. */
  readonly normalization?: Normalization;
  /**
   * Whether the net clips x + δ to [0, 1] itself and leaves δ unbounded by pixels, as FreeAT's official code, with no
   * gradient at 0 and 1; otherwise [0, 1] is the model's domain and balls keep x + δ in it. Default false.
   */
  readonly clips?: boolean;
}

/** A convolutional net for images. Its blocks are those of the config. */
export interface ConvNet extends Model {
  /** Frees the parameters. */
  dispose(): void;
}

/**
 * A small convolutional net: pixels [B, H, W, C] in [0, 1] → logits [B, classes]. Parameters: `conv1/kernel` [h, w, I, O],
 * `fc1/kernel` [I, O] and biases, by the names of the layers; flattening is in the order height, width, channel. `tensors`
 * stay the caller's. Throws one sentence for layers that do not fit one another.
 *
 * @param config the layers and the shape of the pixels.
 * @param tensors the parameters by name.
 */
export function convNet(config: ConvNetConfig, tensors: Params): ConvNet {
  const { blocks, image, clips = false, normalization } = config;
  const sizes = plan(config, tensors);
  const works = sizes.map(({ work }) => work);
  const total = works.reduce((sum, work) => sum + work, 0);
  const params = Object.fromEntries(
    blocks.flatMap((block) => block.flatMap(namesOf)).map((name) => [name, tf.variable(param(tensors, name), true)]),
  );
  const run = (from: Params, x: tf.Tensor, key: Key | undefined, first: number, last: number): tf.Tensor =>
    pairedWithRelu(blocks.slice(first, last).flat()).reduce((value, layer) => apply(layer, from, value, key), x);
  return {
    params,
    blocks: blocks.length,
    ...(!clips && { domain: [0, 1] as const }),
    stemShare: (depth) => works.slice(0, depth).reduce((sum, work) => sum + work, 0) / total,
    hiddenShape: ([batch = 0], depth = 1) => [batch, ...(depth ? sizes[depth - 1]!.shape : image)],
    embed: (_, inputs) => inputs.values,
    stem: (from, x, _inputs, key, depth = 1) => {
      const visible = clips ? clip(x) : x;
      return run(from, normalization ? normalise(visible, normalization) : visible, key, 0, depth);
    },
    trunk: (from, hidden, _inputs, key, depth = 1) => run(from, hidden, key, depth, blocks.length) as tf.Tensor2D,
    dispose: () => tf.dispose(Object.values(params)),
  };
}

/** A layer, or a convolution together with the ReLU behind it, which is cheaper. */
type Applied = ImageLayer & { readonly rectified?: boolean };

function pairedWithRelu(layers: readonly ImageLayer[]): readonly Applied[] {
  const isPair = (at: number): boolean => layers[at]?.kind === 'convolution' && layers[at + 1]?.kind === 'relu';
  return layers.flatMap((layer, at) => (isPair(at - 1) ? [] : [{ ...layer, rectified: isPair(at) }]));
}

function apply(layer: Applied, params: Params, x: tf.Tensor, key?: Key): tf.Tensor {
  switch (layer.kind) {
    case 'convolution': {
      const { name, stride = 1, padding = 0 } = layer;
      const kernel = param(params, `${name}/kernel`);
      const bias = param(params, `${name}/bias`);
      if (layer.rectified) return rectifiedConv2d(x, kernel, bias, { stride, padding });
      return tf.add(conv2d(x, kernel, { stride, padding }), bias);
    }
    case 'dense':
      return linear(x, tf.transpose(param(params, `${layer.name}/kernel`)), param(params, `${layer.name}/bias`));
    case 'maxPool':
      return maxPool(x, layer.size, layer.stride);
    case 'relu':
      return relu(x);
    case 'dropout':
      return dropout(x, layer.rate, key && fold(key, layer.name));
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
  }
}

function namesOf(layer: ImageLayer): string[] {
  const { kind } = layer;
  return kind === 'convolution' || kind === 'dense' ? [`${layer.name}/kernel`, `${layer.name}/bias`] : [];
}

/** Each block's output shape, without the batch, and its multiplications for one image. */
function plan({ image, blocks }: ConvNetConfig, tensors: Params): readonly { shape: number[]; work: number }[] {
  let shape: number[] = [...image];
  return blocks.map((block) => {
    let work = 0;
    for (const layer of block) {
      const [name] = namesOf(layer);
      const kernel = name === undefined ? [] : param(tensors, name).shape;
      shape = shapeAfter(layer, shape, kernel);
      if (layer.kind === 'dense') work += kernel[0]! * kernel[1]!;
      if (layer.kind === 'convolution') work += shape[0]! * shape[1]! * kernel.reduce((all, size) => all * size, 1);
    }
    return { shape, work };
  });
}

function shapeAfter(layer: ImageLayer, shape: number[], kernel: readonly number[]): number[] {
  const [height = 0, width = 0, channels = 0] = shape;
  const misfit = (what: string): Error =>
    new Error(`${what} cannot follow an output of shape [${shape.join(', ')}]: check the layers before it.`);
  switch (layer.kind) {
    case 'convolution': {
      const [tall = 0, wide = 0, inputs = 0, outputs = 0] = kernel;
      const { stride = 1, padding = 0, name } = layer;
      if (shape.length !== 3 || inputs !== channels) throw misfit(`The convolution "${name}" of ${inputs} channels`);
      const out = (length: number, size: number): number => Math.floor((length + 2 * padding - size) / stride) + 1;
      return [out(height, tall), out(width, wide), outputs];
    }
    case 'dense':
      if (shape.length !== 1 || kernel[0] !== height)
        throw misfit(`The dense layer "${layer.name}" of ${kernel[0] ?? 0} inputs`);
      return [kernel[1] ?? 0];
    case 'maxPool': {
      if (shape.length !== 3) throw misfit('A pooling layer');
      const out = (length: number): number => Math.floor((length - layer.size) / (layer.stride ?? layer.size)) + 1;
      return [out(height), out(width), channels];
    }
    case 'relu':
    case 'dropout':
      return shape;
    case 'flatten':
      return [shape.reduce((all, size) => all * size, 1)];
  }
}
