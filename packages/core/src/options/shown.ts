import * as tf from '@tensorflow/tfjs-core';

/**
 * A value as a sentence has it.
 *
 * @param value anything that was given.
 */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (Array.isArray(value)) return 'an array';
  if (value instanceof tf.Tensor) return `a tensor [${(value as tf.Tensor).shape.join()}]`;
  if (value instanceof Promise) return 'a promise';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
