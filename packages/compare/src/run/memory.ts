import * as tf from '@tensorflow/tfjs-core';

/** Watches how much memory the tensors of this process take. */
export interface MemoryWatch {
  /** The most bytes at once since the watch began. */
  readonly peak: number;
  stop(): void;
}

/**
 * Begins to watch. TensorFlow.js counts the bytes of live tensors but keeps no maximum, and the maximum of a step lies
 * deep in it, when all that the backward pass needs is alive; so its counter is watched as it is written. Tensors that
 * share one buffer, such as reshapes, count each; the moments that native TensorFlow's fused Adam keeps are no tensors and
 * do not. A step that is recorded is counted while it is, as if its operations ran one by one; TensorFlow may then run it in
 * less.
 */
export function watchMemory(): MemoryWatch {
  const { state } = tf.engine();
  let now = state.numBytes;
  let peak = now;
  Object.defineProperty(state, 'numBytes', {
    configurable: true,
    enumerable: true,
    get: () => now,
    set: (bytes: number) => {
      now = bytes;
      if (bytes > peak) peak = bytes;
    },
  });
  return {
    get peak() {
      return peak;
    },
    stop: () => {
      Object.defineProperty(state, 'numBytes', { configurable: true, enumerable: true, writable: true, value: now });
    },
  };
}
