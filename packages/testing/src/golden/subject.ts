import { encoder, type Encoder } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import type { GoldenCase } from './case.ts';
import { toTensors } from './tensors.ts';

/** The model of a text case, with the case's weights. The caller disposes it. */
export function encoderOf({ config = {}, weights }: GoldenCase): Encoder {
  const tensors = toTensors(weights);
  try {
    return encoder(config, tensors);
  } finally {
    tf.dispose(tensors as tf.NamedTensorMap);
  }
}
