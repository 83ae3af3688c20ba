import * as tf from '@tensorflow/tfjs-core';
import { raw, text, typed, type NativeBackend } from './native.ts';

let made = 0;

/** A float32 variable that native TensorFlow updates in place: what its fused optimizer operations need. */
export class Resource {
  /** The tensor that operations on resources take. */
  readonly handle: tf.Tensor;
  readonly #backend: NativeBackend;

  constructor(backend: NativeBackend, value: tf.Tensor) {
    const shape = { name: 'shape', type: backend.binding.TF_ATTR_SHAPE as number, value: value.shape };
    const name = text(backend, 'shared_name', `advtrain.${++made}`);
    const attributes = [typed(backend, 'dtype', 'TF_FLOAT'), shape, text(backend, 'container', ''), name];
    this.#backend = backend;
    this.handle = tf.keep(raw(backend, 'VarHandleOp', [], attributes));
    this.assign(value);
  }

  /** Sets the variable; it shares the tensor's memory until either is written to. */
  assign(value: tf.Tensor): void {
    this.run('AssignVariableOp', [value], [typed(this.#backend, 'dtype', 'TF_FLOAT')]);
  }

  /** The variable's value now; a later update leaves the tensor as it is. */
  read(): tf.Tensor {
    return raw(this.#backend, 'ReadVariableOp', [this.handle], [typed(this.#backend, 'dtype', 'TF_FLOAT')]);
  }

  /** Runs an operation without outputs whose first input is this variable. */
  run(op: string, inputs: readonly tf.TensorInfo[], attributes: Parameters<typeof raw>[3]): void {
    this.#backend.executeMultipleOutputs(op, attributes ?? [], [this.handle, ...inputs], 0);
  }

  /** Frees the variable. */
  dispose(): void {
    const ignore = { name: 'ignore_lookup_error', type: this.#backend.binding.TF_ATTR_BOOL as number, value: true };
    this.run('DestroyResourceOp', [], [ignore]);
    this.handle.dispose();
  }
}
