import * as tf from '@tensorflow/tfjs-core';
import { scatter } from '../ops/embedding.ts';

type Inputs = Readonly<Record<string, tf.Tensor>>;
type Attributes = Readonly<Record<string, unknown>>;

/**
 * Kernels of gradients that WebAssembly lacks, made of those it has: without them, models of TensorFlow.js's own convolutions and
 * look-ups could not be trained there.
 */
const kernels: Readonly<Record<string, (inputs: Inputs, attributes: Attributes) => tf.Tensor>> = {
  Conv2DBackpropFilter: kernelGradient,
  DepthwiseConv2dNativeBackpropFilter: depthwiseKernelGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  UnsortedSegmentSum: segmentSum,
};

let registered = false;

/** Registers what WebAssembly lacks, once. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => tf.tidy(() => kernel(inputs as unknown as Inputs, attrs as Attributes)),
    });
  }
}

/** How windows of [height, width] lie on images [B, H, W, C]; `positions` is [H′, W′]. */
interface Windows {
  readonly info: tf.backend_util.Conv2DInfo;
  readonly batch: number;
  readonly kernel: readonly [height: number, width: number];
  readonly positions: readonly [down: number, across: number];
  readonly stride: readonly [down: number, across: number];
}

/** x [B, H, W, I], dy [B, H′, W′, O] → [h, w, I, O]. */
function kernelGradient({ x, dy }: Inputs, attributes: Attributes): tf.Tensor {
  const shape = attributes['filterShape'] as [number, number, number, number];
  const windows = windowsOf(x!.shape, shape, attributes, false);
  const rows = tf.reshape(dy!, [-1, shape[3]]);
  const padded = padTo(x!, windows);
  const parts = offsets(windows).map((offset) =>
    tf.matMul(tf.reshape(under(padded, offset, windows), [-1, shape[2]]), rows, true),
  );
  return tf.reshape(tf.stack(parts), shape);
}

/** x [B, H, W, C], dy [B, H′, W′, C · M] → [h, w, C, M]. */
function depthwiseKernelGradient({ x, dy }: Inputs, attributes: Attributes): tf.Tensor {
  const shape = attributes['filterShape'] as [number, number, number, number];
  const windows = windowsOf(x!.shape, shape, attributes, true);
  const [, , channels, multiplier] = shape;
  const outputs = tf.reshape(dy!, [-1, channels, multiplier]);
  const padded = padTo(x!, windows);
  const parts = offsets(windows).map((offset) =>
    tf.sum(tf.mul(tf.reshape(under(padded, offset, windows), [-1, channels, 1]), outputs), 0),
  );
  return tf.reshape(tf.stack(parts), shape);
}

/** dy [B, H′, W′, C · M], filter [h, w, C, M] → [B, H, W, C]. */
function depthwiseInputGradient({ dy, filter }: Inputs, attributes: Attributes): tf.Tensor {
  const input = attributes['inputShape'] as [number, number, number, number];
  const shape = filter!.shape as [number, number, number, number];
  const windows = windowsOf(input, shape, attributes, true);
  const { batch, positions, info } = windows;
  const [, , channels, multiplier] = shape;
  const outputs = tf.reshape(dy!, [batch, ...positions, channels, multiplier]);
  const parts = offsets(windows).map(([row, column]) => {
    const weights = tf.reshape(tf.slice(filter!, [row, column, 0, 0], [1, 1, -1, -1]), [channels, multiplier]);
    return spread(tf.sum(tf.mul(outputs, weights), 4), [row, column], windows);
  });
  return tf.slice(tf.addN(parts), [0, info.padInfo.top, info.padInfo.left, 0], input);
}

/** x [N, …], ids [N] → [numSegments, …]. */
function segmentSum({ x, segmentIds }: Inputs, { numSegments }: Attributes): tf.Tensor {
  const [rows = 0, ...rest] = x!.shape;
  const height = numSegments as number;
  return tf.reshape(scatter(tf.reshape(x!, [rows, -1]), segmentIds!, height), [height, ...rest]);
}

function windowsOf(
  image: readonly number[],
  kernel: readonly [number, number, number, number],
  { strides, pad, dimRoundingMode, dataFormat = 'NHWC' }: Attributes,
  depthwise: boolean,
): Windows {
  if (dataFormat !== 'NHWC')
    throw new Error(`dataFormat is ${String(dataFormat)}, but WebAssembly has gradients for NHWC alone.`);
  const info = tf.backend_util.computeConv2DInfo(
    image as [number, number, number, number],
    kernel as [number, number, number, number],
    strides as number | [number, number],
    1,
    pad as number,
    dimRoundingMode as 'floor',
    depthwise,
  );
  const { batchSize, filterHeight, filterWidth, outHeight, outWidth, strideHeight, strideWidth } = info;
  return {
    info,
    batch: batchSize,
    kernel: [filterHeight, filterWidth],
    positions: [outHeight, outWidth],
    stride: [strideHeight, strideWidth],
  };
}

/** The places in a window, row by row. */
function offsets({ kernel: [height, width] }: Windows): readonly (readonly [row: number, column: number])[] {
  return Array.from({ length: height * width }, (_, i) => [Math.floor(i / width), i % width] as const);
}

/** Rows and columns that windows, with a whole stride behind each position, reach over. */
function reach({ kernel, positions, stride }: Windows): readonly [rows: number, columns: number] {
  return [kernel[0] - 1 + positions[0] * stride[0], kernel[1] - 1 + positions[1] * stride[1]];
}

/** An image with the zeros around it that its windows reach. */
function padTo(x: tf.Tensor, windows: Windows): tf.Tensor {
  const { top, left } = windows.info.padInfo;
  const [rows, columns] = reach(windows);
  const height = Math.max(rows, top + x.shape[1]!);
  const width = Math.max(columns, left + x.shape[2]!);
  return tf.pad(x, [
    [0, 0],
    [top, height - top - x.shape[1]!],
    [left, width - left - x.shape[2]!],
    [0, 0],
  ]);
}

/** What lies under one place of every window: [B, H′, W′, C]. */
function under(padded: tf.Tensor, [row, column]: readonly [number, number], windows: Windows): tf.Tensor {
  const { batch, positions, stride } = windows;
  const channels = padded.shape[3]!;
  const rows = positions[0] * stride[0];
  const columns = positions[1] * stride[1];
  const all = tf.slice(padded, [0, row, column, 0], [batch, rows, columns, channels]);
  const split = tf.reshape(all, [batch, positions[0], stride[0], positions[1], stride[1] * channels]);
  const first = tf.slice(split, [0, 0, 0, 0, 0], [batch, positions[0], 1, positions[1], channels]);
  return tf.reshape(first, [batch, ...positions, channels]);
}

/** The reverse of {@link under}: values [B, H′, W′, C] at one place of every window, zeros elsewhere. */
function spread(values: tf.Tensor, [row, column]: readonly [number, number], windows: Windows): tf.Tensor {
  const { batch, positions, stride, info } = windows;
  const channels = values.shape[3]!;
  const apart = tf.pad(tf.reshape(values, [batch, positions[0], 1, positions[1], channels]), [
    [0, 0],
    [0, 0],
    [0, stride[0] - 1],
    [0, 0],
    [0, (stride[1] - 1) * channels],
  ]);
  const rows = positions[0] * stride[0];
  const columns = positions[1] * stride[1];
  const [height, width] = reach(windows);
  const below = Math.max(height, info.padInfo.top + info.inHeight) - row - rows;
  const beside = Math.max(width, info.padInfo.left + info.inWidth) - column - columns;
  return tf.pad(tf.reshape(apart, [batch, rows, columns, channels]), [
    [0, 0],
    [row, below],
    [column, beside],
    [0, 0],
  ]);
}
