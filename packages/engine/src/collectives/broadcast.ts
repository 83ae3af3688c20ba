import * as tf from '@tensorflow/tfjs-core';
import { typed } from '../native/native.ts';
import { collectiveBackend } from './binding.ts';
import { keysOf, waiting, type TogetherOptions } from './together.ts';

/**
 * Gives a tensor to all other processes, which call {@link receivedFromProcess} for it. As a sum it can be recorded, and throws where a
 * process is gone.
 *
 * @param x float32.
 * @param options how many processes, and which broadcast it is.
 * @returns the tensor, once it is on its way.
 */
export function sentToProcesses(x: tf.Tensor1D, options: TogetherOptions): tf.Tensor1D {
  return broadcast('CollectiveBcastSendV2', x, options);
}

/**
 * The tensor that one other process gives to all by {@link sentToProcesses}.
 *
 * @param length how many numbers it has.
 * @param options how many processes, and which broadcast it is.
 */
export function receivedFromProcess(length: number, options: TogetherOptions): tf.Tensor1D {
  return broadcast('CollectiveBcastRecvV2', length, options);
}

type Broadcast = 'CollectiveBcastSendV2' | 'CollectiveBcastRecvV2';

function broadcast(operation: Broadcast, given: tf.Tensor1D | number, together: TogetherOptions): tf.Tensor1D {
  const backend = collectiveBackend();
  const { binding } = backend;
  return tf.tidy(() => {
    const isReceived = typeof given === 'number';
    const inputs = isReceived ? [...keysOf(together), tf.tensor1d([given], 'int32')] : [given, ...keysOf(together)];
    const attributes = [
      typed(backend, 'T', 'TF_FLOAT'),
      ...(isReceived ? [typed(backend, 'Tshape', 'TF_INT32')] : []),
      ...waiting(backend, 0),
    ];
    const [output] = binding.executeOp(operation, attributes, backend.getInputTensorIds(inputs), 1);
    return backend.createOutputTensor(output!) as tf.Tensor1D;
  });
}
