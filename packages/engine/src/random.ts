import * as tf from '@tensorflow/tfjs-core';
import type { Key } from './key.ts';
import { native, raw, typed, type NativeBackend } from './native.ts';
import { philox } from './philox.ts';

/**
 * Uniform numbers in [low, high) of the given shape, the same for the same key on every backend.
 * Native TensorFlow draws them in one stateless operation; elsewhere they are drawn in JavaScript.
 */
export function uniform(shape: readonly number[], key: Key, low = 0, high = 1): tf.Tensor {
  return tf.tidy(() => {
    const unit = draw('StatelessRandomUniform', shape, key, (words) => Float32Array.from(words, toUnit));
    if (low === 0 && high === 1) return unit;
    return tf.add(tf.mul(unit, high - low), low);
  });
}

/** Standard normal numbers of the given shape, the same for the same key on every backend up to rounding. */
export function normal(shape: readonly number[], key: Key): tf.Tensor {
  return draw('StatelessRandomNormal', shape, key, boxMuller);
}

/** The random 32-bit words below the numbers of {@link uniform}, drawn in JavaScript. */
export function words(shape: readonly number[], key: Key): Uint32Array {
  return philox(seedOf(key), size(shape));
}

/** A word as a float32 in [0, 1): its lowest 23 bits, as TensorFlow takes them. */
export function toUnit(word: number): number {
  return (word & 0x7fffff) / 0x800000;
}

function draw(
  op: string,
  shape: readonly number[],
  key: Key,
  transform: (words: Uint32Array) => Float32Array,
): tf.Tensor {
  const backend = native();
  if (backend) return tf.tidy(() => drawNative(backend, op, shape, key));
  const count = size(shape);
  const values = transform(philox(seedOf(key), count + (count % 2)));
  return tf.tensor(values.subarray(0, count), [...shape], 'float32');
}

function drawNative(backend: NativeBackend, op: string, shape: readonly number[], key: Key): tf.Tensor {
  const types = [
    typed(backend, 'dtype', 'TF_FLOAT'),
    typed(backend, 'T', 'TF_INT32'),
    typed(backend, 'Tseed', 'TF_INT32'),
  ];
  return raw(backend, op, [tf.tensor1d([...shape], 'int32'), seedTensor(key)], types);
}

/** A key as native TensorFlow's stateless operations take it: int32, [root, path]. */
export function seedTensor({ root, path }: Key): tf.Tensor {
  if (typeof root === 'number') return tf.tensor1d([root | 0, path | 0], 'int32');
  return tf.stack([root, tf.scalar(path | 0, 'int32')]);
}

function seedOf({ root, path }: Key): [number, number] {
  if (typeof root !== 'number') throw new Error('A key whose root is a tensor draws on native TensorFlow only.');
  return [root | 0, path | 0];
}

/** Pairs of words to pairs of normals (Box & Muller, 1958), with TensorFlow's guard against log 0. */
function boxMuller(words: Uint32Array): Float32Array {
  const out = new Float32Array(words.length);
  for (let i = 0; i < words.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(toUnit(words[i]!), 1e-7)));
    const angle = 2 * Math.PI * toUnit(words[i + 1]!);
    out[i] = Math.sin(angle) * radius;
    out[i + 1] = Math.cos(angle) * radius;
  }
  return out;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
