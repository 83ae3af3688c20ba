import * as tf from '@tensorflow/tfjs-core';
import type { Rule } from './rules.ts';

/** A tensor of any shape. */
export const aTensor: Rule = (value) => (value instanceof tf.Tensor ? undefined : 'a tensor');

/** A tensor of one number, without axes. */
export const aScalar: Rule = (value) =>
  value instanceof tf.Tensor && value.rank === 0 ? undefined : 'a scalar, as tf.mean gives it';

/** Tensors by name. */
export const tensorsByName: Rule = (value) =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => one instanceof tf.Tensor)
    ? undefined
    : 'an object of tensors by their names';
