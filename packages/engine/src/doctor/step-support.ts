import * as tf from '@tensorflow/tfjs-core';
import { fused } from '../native/fused.ts';
import { native, onGpu } from '../native/native.ts';
import { canRecord, record } from '../recording/recording.ts';

/** How training steps will run on the current backend, each as a sentence and for programs. */
export interface StepSupport {
  /** Whether steps are recorded and run as one TensorFlow function each, and if not, why. */
  readonly recording: Supported;
  /** Whether the addon's own operations for CPUs take the place of several of TensorFlow's, and if not, why. */
  readonly fused: Supported;
  /** Whether XLA compiles, which is tried, and when it is used; or why it does not. */
  readonly xla: Supported;
}

/** Whether there is something, and one sentence on it. */
export interface Supported {
  readonly available: boolean;
  readonly reason: string;
}

/** Finds out how steps will run; compiles a tiny function, which takes about a second. */
export function stepSupport(): StepSupport {
  return { recording: recordingSupport(), fused: fusedSupport(), xla: xlaSupport() };
}

const notNative = 'only native TensorFlow of @advtrain/engine can';

function recordingSupport(): Supported {
  return canRecord()
    ? yes('each step is recorded and runs as one TensorFlow function')
    : no(`steps run operation by operation: ${notNative} record them`);
}

function fusedSupport(): Supported {
  if (fused()) return yes('GELU, layer normalisation, dropout, attention and Adam are operations of our own');
  return no(native() && onGpu() ? 'they are for CPUs, and this is a GPU' : notNative + ' load them');
}

function xlaSupport(): Supported {
  if (!canRecord()) return no(`${notNative} compile with it`);
  try {
    tf.tidy(() => {
      const x = tf.scalar(1);
      const recording = record(() => [tf.add(x, x)], { inputs: [x], variables: [], compiled: true });
      recording.run([x]);
      recording.dispose();
    });
  } catch (error) {
    return no(error instanceof Error ? error.message : String(error));
  }
  return yes(
    onGpu()
      ? 'used where a measurement says that it pays'
      : 'used with --compile xla alone, since it cannot use our operations',
  );
}

function yes(reason: string): Supported {
  return { available: true, reason };
}

function no(reason: string): Supported {
  return { available: false, reason };
}
