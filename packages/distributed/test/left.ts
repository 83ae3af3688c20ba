// One of two processes, with TF_CONFIG: `left.ts sum|sent|received`. Rank 1 ends without a word once both have met; rank 0 goes on with sums,
// or with broadcasts of what it or the other has, until one fails, and ends with what the commands end with
// then, if it is said so.
import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { cluster, ProcessLost } from '../src/index.ts';

const [asked] = process.argv.slice(2);
await engine({ backend: 'native' });
const ring = (await cluster({ version: 'test', joinTimeoutSeconds: 100 }))!;
try {
  ring.agreed([]);
  if (ring.rank === 1) process.kill(process.pid, 'SIGKILL');
  for (;;) {
    ring.begin();
    const numbers = [tf.ones([100])];
    tf.dispose(asked === 'sum' ? ring.sum(numbers) : ring.broadcast(numbers, [asked === 'sent' ? 0 : 1]));
    tf.dispose(numbers);
  }
} catch (error) {
  const said =
    /^(Rank 1 \(127\.0\.0\.1:\d+\)|Another process) (is gone|does not answer), and rank 0 cannot go on alone: /;
  process.exitCode = error instanceof ProcessLost && said.test(error.message) ? ProcessLost.status : 1;
}
