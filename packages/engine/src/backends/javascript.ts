import * as tf from '@tensorflow/tfjs-core';
import type { Loaded } from './outcome.ts';

/** Loads the plain JavaScript backend, which works everywhere. */
export async function loadJavaScript(): Promise<Loaded> {
  const { version_cpu: version } = await import('@tensorflow/tfjs-backend-cpu');
  // It would advise to install tfjs-node; which engine runs and why is said elsewhere.
  Object.assign(tf.findBackend('cpu'), { firstUse: false });
  return { registered: 'cpu', version, what: `plain JavaScript ${version}`, device: 'cpu' };
}
