import * as tf from '@tensorflow/tfjs-core';
import { fused, run } from '../native/fused.ts';
import { native, type NativeBackend } from '../native/native.ts';
import { closedForm } from '../gradients/closed-form.ts';
import { linear } from './linear.ts';
import { relu } from './relu.ts';

/** How a window moves over an image. */
export interface WindowOptions {
  /** Pixels between windows, the same both ways. Default 1. */
  readonly stride?: number;
  /** Zeros added on each side, in pixels. Default 0. */
  readonly padding?: number;
}

/**
 * A convolution: x [B, H, W, I], kernel [h, w, I, O] → [B, H′, W′, O].
 *
 * @param x pixels or channels.
 * @param kernel in TensorFlow's layout.
 * @param options `stride` (default 1) and `padding` (default 0), in pixels, the same both ways.
 */
export function conv2d(x: tf.Tensor, kernel: tf.Tensor, { stride = 1, padding = 0 }: WindowOptions = {}): tf.Tensor {
  const padded = pad(x, padding);
  checkWindow(padded, kernel);
  const backend = fused();
  if (backend && isDirect(kernel, stride)) return directConv2d(backend, padded, kernel, stride);
  if (native()) return tf.conv2d(padded as tf.Tensor4D, kernel as tf.Tensor4D, stride, 'valid');
  // WebAssembly has no gradient for kernels: patches · kernel has one everywhere.
  const [height, width, channels, features] = kernel.shape as [number, number, number, number];
  const columns = patches(padded, height, width, stride);
  const flat = tf.transpose(tf.reshape(kernel, [height * width * channels, features]));
  return linear(columns, flat);
}

/**
 * max(convolution + bias, 0), as {@link conv2d} and bias [O] → [B, H′, W′, O]: on native TensorFlow in one pass over memory
 * where the addon convolves.
 *
 * @param x pixels or channels.
 * @param kernel in TensorFlow's layout.
 * @param bias one number an output channel.
 * @param options `stride` (default 1) and `padding` (default 0), in pixels, the same both ways.
 */
export function rectifiedConv2d(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  { stride = 1, padding = 0 }: WindowOptions = {},
): tf.Tensor {
  const backend = fused();
  if (!backend || !isDirect(kernel, stride)) return relu(tf.add(conv2d(x, kernel, { stride, padding }), bias));
  const padded = pad(x, padding);
  checkWindow(padded, kernel);
  return closedForm(
    { x: padded, kernel, bias },
    (save) => {
      const y = run(backend, `AdvtrainRectifiedConvolution${stride}`, [padded, kernel, bias]);
      save([padded, kernel, bias, y]);
      return y;
    },
    (dy, [x, kernel, bias, y]) => ({
      x: () => run(backend, 'AdvtrainRectifiedConvolutionGrad', [x!, kernel!, dy, y!], { stride }),
      kernel: () => run(backend, 'AdvtrainRectifiedConvolutionKernelGrad', [kernel!, x!, dy, y!], { stride }),
      bias: () => run(backend, 'AdvtrainRectifiedBiasGrad', [bias!, y!, dy]),
    }),
  );
}

function pad(x: tf.Tensor, size: number): tf.Tensor {
  const both: [number, number] = [size, size];
  return size > 0 ? tf.pad(x, [[0, 0], both, both, [0, 0]]) : x;
}

/**
 * Whether the addon convolves directly: with kernels of 256 KB at most, which stay in a core's cache, that is faster than TensorFlow,
 * which packs patches and spreads columns, most with few channels.
 */
function isDirect(kernel: tf.Tensor, stride: number): boolean {
  return kernel.size <= 65_536 && kernel.shape[3]! % 8 === 0 && (stride === 1 || stride === 2);
}

function directConv2d(backend: NativeBackend, x: tf.Tensor, kernel: tf.Tensor, stride: number): tf.Tensor {
  return closedForm(
    { x, kernel },
    (save) => {
      save([x, kernel]);
      return run(backend, `AdvtrainConvolution${stride}`, [x, kernel]);
    },
    (dy, [x, kernel]) => ({
      x: () => run(backend, 'AdvtrainConvolutionGrad', [x!, kernel!, dy], { stride }),
      kernel: () => run(backend, 'AdvtrainConvolutionKernelGrad', [kernel!, x!, dy], { stride }),
    }),
  );
}

/** Refuses a window that is larger than the image: native TensorFlow would give an empty one. */
function checkWindow(x: tf.Tensor, kernel: tf.Tensor): void {
  const rows = x.shape[1]!;
  const columns = x.shape[2]!;
  const height = kernel.shape[0];
  const width = kernel.shape[1]!;
  if (height > rows || width > columns)
    throw new Error(
      `A window of ${height} × ${width} does not fit an image of ${rows} × ${columns}: use a smaller one.`,
    );
}

/** Every window of an image as one row: [B, H, W, C] → [B, H′, W′, h · w · C]. */
function patches(x: tf.Tensor, height: number, width: number, stride: number): tf.Tensor {
  const [batch, rows, columns, channels] = x.shape as [number, number, number, number];
  const down = Math.floor((rows - height) / stride) + 1;
  const across = Math.floor((columns - width) / stride) + 1;
  const below = Math.max(0, height - 1 + down * stride - rows);
  const beside = Math.max(0, width - 1 + across * stride - columns);
  const padded = tf.pad(x, [
    [0, 0],
    [0, below],
    [0, beside],
    [0, 0],
  ]);
  const room = tf.reshape(padded, [batch, rows + below, (columns + beside) * channels]);
  const shifted = Array.from({ length: height * width }, (_, i) => {
    const corner = [0, Math.floor(i / width), (i % width) * channels];
    const window = tf.slice(room, corner, [batch, down * stride, across * stride * channels]);
    // A strided slice has no gradient in TensorFlow.js; reshapes and slices of matrices have, and those are fast everywhere.
    const rowsOnly = every(window, batch * down, stride, across * stride * channels);
    return tf.reshape(every(rowsOnly, batch * down * across, stride, channels), [batch, down, across, channels]);
  });
  return tf.concat(shifted, 3);
}

/** The first of every `stride` rows, of which there are `count` · `stride`: → [count, length]. */
function every(x: tf.Tensor, count: number, stride: number, length: number): tf.Tensor {
  return tf.slice(tf.reshape(x, [count, stride * length]), [0, 0], [count, length]);
}

/**
 * The largest entry of each window of `size` × `size` pixels, `stride` apart (default `size`): [B, H, W, C] → [B, H′, W′, C].
 *
 * @param x pixels or channels.
 * @param size in pixels.
 * @param stride in pixels.
 */
export function maxPool(x: tf.Tensor, size: number, stride = size): tf.Tensor {
  return tf.maxPool(x as tf.Tensor4D, size, stride, 'valid');
}
