import * as tf from '@tensorflow/tfjs-core';
import { floats, native, raw, text } from '../native/native.ts';
import { closedForm } from '../gradients/closed-form.ts';
import { product } from './product.ts';

/**
 * x · weightᵀ + bias: x [..., I], weight [O, I] as Hugging Face stores it, bias [O] → [..., O].
 *
 * @param x float32.
 * @param weight a row an output.
 * @param bias default: none.
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const width = x.shape.at(-1)!;
  const flat = x.rank === 2 ? x : tf.reshape(x, [-1, width]);
  const y = bias ? affine(flat, weight, bias) : linearOnly(flat, weight);
  return x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), weight.shape[0]]);
}

function linearOnly(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  return closedForm(
    { x, weight },
    (save) => {
      save([x, weight]);
      return product(x, weight, { b: true });
    },
    (dy, [x, weight]) => ({
      x: () => product(dy, weight!),
      weight: () => product(dy, x!, { a: true }),
    }),
  );
}

function affine(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return closedForm(
    { x, weight, bias },
    (save) => {
      save([x, weight]);
      return addBias(product(x, weight, { b: true }), bias);
    },
    (dy, [x, weight]) => ({
      x: () => product(dy, weight!),
      weight: () => product(dy, x!, { a: true }),
      bias: () => sumRows(dy),
    }),
  );
}

function addBias(x: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const backend = native();
  if (!backend) return tf.add(x, bias);
  return raw(backend, 'BiasAdd', [x, bias], [...floats(backend), text(backend, 'data_format', 'NHWC')]);
}

/** The sum over all axes but the last: [..., D] → [D]. */
export function sumRows(x: tf.Tensor): tf.Tensor {
  const backend = native();
  const rows = x.rank === 2 ? x : tf.reshape(x, [-1, x.shape.at(-1)!]);
  if (!backend) return tf.sum(rows, 0);
  return raw(backend, 'BiasAddGrad', [rows], [...floats(backend), text(backend, 'data_format', 'NHWC')]);
}
