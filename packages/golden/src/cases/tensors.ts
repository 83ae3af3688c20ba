import type { Batch, Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { slice, type Archive, type GoldenCase, type Values } from './case.ts';

/** A tensor of values that were read. */
export function toTensor({ shape, data }: Values): tf.Tensor {
  return tf.tensor(data, [...shape], data instanceof Float32Array ? 'float32' : 'int32');
}

/** Tensors of an archive, by name. */
export function toTensors(archive: Archive): Params {
  return Object.fromEntries(Object.entries(archive).map(([name, values]) => [name, toTensor(values)]));
}

/** Micro-batch `index` of a case: token ids with mask and segments, or pixels. */
export function batchOf(golden: GoldenCase, index: number): Batch {
  const of = (name: string): Values => slice(golden, inputOf(golden, name), index);
  const labels = toTensor(of('labels')) as tf.Tensor1D;
  if (golden.inputs['images']) return { inputs: { values: toTensor(of('images')) }, labels };
  const mask = of('attention_mask');
  return {
    inputs: {
      values: toTensor(of('input_ids')),
      mask: toTensor({ shape: mask.shape, data: Float32Array.from(mask.data) }),
      ...(golden.inputs['token_type_ids'] && { types: toTensor(of('token_type_ids')) }),
    },
    labels,
  };
}

function inputOf({ folder, inputs }: GoldenCase, name: string): Values {
  const values = inputs[name];
  if (!values) throw new Error(`inputs.safetensors in ${folder} lacks "${name}".`);
  return values;
}
