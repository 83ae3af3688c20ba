import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { isComposed } from '../native/fused.ts';
import { native, raw, typed, type NativeBackend } from '../native/native.ts';
import { firstOf, type Key } from './key.ts';
import { philoxNative } from './philox-native.ts';
import { philox } from './philox.ts';

/**
 * Uniform numbers in [low, high) of the given shape, the same for the same key on every backend.
 * Native TensorFlow draws them in one stateless operation; elsewhere they are drawn in JavaScript.
 *
 * @param shape of the result.
 * @param key what the numbers follow from.
 * @param low the least number.
 * @param high what all numbers are below.
 */
export function uniform(shape: readonly number[], key: Key, low = 0, high = 1): tf.Tensor {
  return tf.tidy(() => {
    const unit = draw(units, shape, key);
    if (low === 0 && high === 1) return unit;
    return tf.add(tf.mul(unit, high - low), low);
  });
}

/**
 * Standard normal numbers of the given shape, the same for the same key on every backend up to rounding.
 *
 * @param shape of the result.
 * @param key what the numbers follow from.
 */
export function normal(shape: readonly number[], key: Key): tf.Tensor {
  return draw(normals, shape, key);
}

/**
 * `count` numbers in [0, 1), the first of {@link uniform}'s for the same key, drawn in JavaScript: no tensor is made.
 *
 * @param count how many.
 * @param key what the numbers follow from.
 */
export function uniformNumbers(count: number, key: Key): Float32Array {
  return Float32Array.from(words([count], key), toUnit);
}

/** The random 32-bit words below the numbers of {@link uniform}, drawn in JavaScript. */
export function words(shape: readonly number[], key: Key): Uint32Array {
  return philox(seedOf(key), size(shape), firstOf(key, shape));
}

/** A word as a float32 in [0, 1): its lowest 23 bits, as TensorFlow takes them. */
export function toUnit(word: number): number {
  return (word & 0x7fffff) / 0x800000;
}

/** What random words are made into: by an operation of TensorFlow's, in JavaScript, and as XLA can compile it. */
interface Distribution {
  readonly op: 'StatelessRandomUniform' | 'StatelessRandomNormal';
  readonly fromWords: (words: Uint32Array) => Float32Array;
  readonly fromTensor: (backend: NativeBackend, words: tf.Tensor) => tf.Tensor;
}

const units: Distribution = {
  op: 'StatelessRandomUniform',
  fromWords: (words) => Float32Array.from(words, toUnit),
  fromTensor: unitTensor,
};

/** Pairs of words to pairs of normals (Box & Muller, 1958), with TensorFlow's guard against log 0. */
const normals: Distribution = {
  op: 'StatelessRandomNormal',
  fromWords(words) {
    const out = new Float32Array(words.length);
    for (let i = 0; i < words.length; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(Math.max(toUnit(words[i]!), 1e-7)));
      const angle = 2 * Math.PI * toUnit(words[i + 1]!);
      out[i] = Math.sin(angle) * radius;
      out[i + 1] = Math.cos(angle) * radius;
    }
    return out;
  },
  fromTensor(backend, words) {
    const [first, second] = tf.unstack(tf.reshape(unitTensor(backend, words), [-1, 2]), 1) as [tf.Tensor, tf.Tensor];
    const radius = tf.sqrt(tf.mul(constant(-2), tf.log(tf.maximum(first, constant(1e-7)))));
    const angle = tf.mul(constant(2 * Math.PI), second);
    return tf.reshape(tf.stack([tf.mul(tf.sin(angle), radius), tf.mul(tf.cos(angle), radius)], 1), [-1]);
  },
};

function unitTensor(backend: NativeBackend, words: tf.Tensor): tf.Tensor {
  const lowest = raw(backend, 'BitwiseAnd', [words, tf.scalar(0x7fffff, 'int32')], [typed(backend, 'T', 'TF_INT32')]);
  return tf.mul(tf.cast(lowest, 'float32'), constant(1 / 0x800000));
}

function draw({ op, fromWords, fromTensor }: Distribution, shape: readonly number[], key: Key): tf.Tensor {
  const backend = native();
  const place = firstOf(key, shape);
  if (backend && !isComposed() && place === 0) return tf.tidy(() => drawNative(backend, op, shape, key));
  // Normals come in pairs, and words in fours: what comes before the first wanted is drawn with it.
  const skip = place % 4;
  const first = place - skip;
  const end = skip + size(shape);
  const even = end + (end % 2);
  if (!backend) {
    const numbers = fromWords(philox(seedOf(key), even, first)).subarray(skip, end);
    return tf.tensor(numbers, [...shape], 'float32');
  }
  return tf.tidy(() => {
    const seed = seedTensor(key);
    const numbers = isComposed()
      ? fromTensor(backend, philoxNative(backend, 'StatelessRandomUniformFullIntV2', { seed, size: even, first }))
      : philoxNative(backend, `${op}V2`, { seed, size: even, first });
    return tf.reshape(tf.slice(numbers, skip, end - skip), [...shape]);
  });
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
function seedTensor({ root, path }: Key): tf.Tensor {
  if (typeof root === 'number') return tf.tensor1d([root | 0, path | 0], 'int32');
  return tf.stack([root, tf.scalar(path | 0, 'int32')]);
}

/** A key as the addon's dropout takes it: int32, [root, path] and the halves of the place where the mask begins. */
export function maskSeed(key: Key, shape: readonly number[]): tf.Tensor {
  const first = firstOf(key, shape);
  return tf.concat([seedTensor(key), tf.tensor1d([first | 0, Math.floor(first / 2 ** 32)], 'int32')]);
}

function seedOf({ root, path }: Key): [number, number] {
  if (typeof root !== 'number') throw new Error('A key whose root is a tensor draws on native TensorFlow only.');
  return [root | 0, path | 0];
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
