// One of two processes, with TF_CONFIG: rank 1 ends without a word once both have met, and rank 0 goes on with sums until one fails,
// and ends with what the commands end with then.
import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { cluster, ProcessLost } from '../src/index.ts';

await engine({ backend: 'native' });
const ring = (await cluster({ version: 'test', joinTimeoutSeconds: 100 }))!;
ring.agreed([]);
if (ring.rank === 1) process.kill(process.pid, 'SIGKILL');
try {
  for (;;) {
    ring.begin();
    tf.dispose(ring.sum([tf.ones([100])]));
  }
} catch (error) {
  process.exitCode = error instanceof ProcessLost ? ProcessLost.status : 1;
}
