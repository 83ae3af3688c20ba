import type { Schedule, Site } from '@advtrain/core';
import { at } from '@advtrain/core';
import { key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** Sentences of 5, 3 and 1 tokens of width 4, padded to 5. */
export function sentences(index = 0): Site {
  const lengths = [5, 3, 1];
  const mask = Float32Array.from({ length: 15 }, (_, i) => Number(i % 5 < lengths[Math.floor(i / 5)]!));
  return site({ x: wave([3, 5, 4]), mask: tf.tensor3d(mask, [3, 5, 1]), index });
}

/** Three images of 4 × 4 pixels, some of them black and some white. */
export function images(index = 0): Site {
  const x = tf.clipByValue(tf.add(tf.mul(wave([3, 4, 4, 1]), 0.8), 0.5), 0, 1);
  return site({ x, domain: [0, 1], index });
}

/** A tensor of which no two entries are alike, between −1 and 1. */
export function wave(shape: number[], phase = 0): tf.Tensor {
  const size = shape.reduce((a, b) => a * b);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(phase + 1.3 * i)),
    shape,
  );
}

function site(parts: Pick<Site, 'x' | 'index'> & Partial<Site>): Site {
  return {
    key: key(5),
    value: (schedule: Schedule) => tf.scalar(at(schedule, parts.index)),
    gradient: () => tf.zerosLike(parts.x),
    ...parts,
  };
}

/** A tensor [B, …] as rows of numbers. */
export function rows(tensor: tf.Tensor): number[][] {
  return tf.reshape(tensor, [tensor.shape[0], -1]).arraySync() as number[][];
}

/** ‖row‖₂. */
export function length(row: readonly number[]): number {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
}
