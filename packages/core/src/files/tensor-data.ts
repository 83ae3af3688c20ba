import * as tf from '@tensorflow/tfjs-core';

/** The element types that are read and written, as the format names them. */
export type TensorType = 'F32' | 'F64' | 'I32' | 'I64' | 'U8' | 'BOOL';

/** The numbers of a tensor in row-major order. */
export type TensorValues = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** A tensor outside TensorFlow.js: a block of a safetensors file. */
export interface TensorData {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  /** As many numbers as the shape has places; `BOOL` as 0 and 1. */
  readonly data: TensorValues;
}

/**
 * Tensors as data for a file: float32 as `F32`, int32 as `I32`, bool as `BOOL`. Reads the values back.
 *
 * @param tensors by name; they stay the caller's.
 */
export function tensorData(tensors: Readonly<Record<string, tf.Tensor>>): Record<string, TensorData> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, value]) => {
      const { dtype, shape } = value;
      if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
        throw new Error(`Tensor "${name}" is of type ${dtype}, but only float32, int32 and bool can be saved.`);
      }
      const type = ({ float32: 'F32', int32: 'I32', bool: 'BOOL' } as const)[dtype];
      return [name, { dtype: type, shape: [...shape], data: value.dataSync() }];
    }),
  );
}

/**
 * Data from a file as new tensors, which are the caller's: floats as float32, integers as int32, `BOOL` as bool.
 *
 * @param data by name, as {@link tensorData} gives them.
 */
export function tensorsFrom(data: Readonly<Record<string, TensorData>>): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(data).map(([name, { dtype, shape, data: values }]) => {
      if (dtype === 'BOOL') return [name, tf.tensor(values as Uint8Array, [...shape], 'bool')];
      const numbers = values as ArrayLike<number | bigint>;
      if (dtype === 'F32' || dtype === 'F64') {
        const floats = values instanceof Float32Array ? values : Float32Array.from(numbers, Number);
        return [name, tf.tensor(floats, [...shape], 'float32')];
      }
      const integers = values instanceof Int32Array ? values : Int32Array.from(numbers, Number);
      return [name, tf.tensor(integers, [...shape], 'int32')];
    }),
  );
}
