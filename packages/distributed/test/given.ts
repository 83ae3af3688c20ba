// One of three processes, with TF_CONFIG: tensors that one process each has are in all of them, recorded or not, more than go at once
// too, and sums that have an order are sums. Ends with 1 where a number differs.
import { engine, record, sumOrder, sumOverProcesses } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { cluster, leave } from '../src/index.ts';

await engine({ backend: 'native' });
const ring = (await cluster({ version: 'test', joinTimeoutSeconds: 100 }))!;
const shapes = [[3], [1], [2, 2], [18 << 20], [500, 3]];
const owners = [2, 0, 1, 1, 2];
/** What the owner has, and what others have in its place. */
const given = (factor: tf.Scalar): tf.Tensor[] =>
  shapes.map((shape, i) => tf.mul(tf.fill(shape, owners[i] === ring.rank ? i + 1 : -1), factor));
const broadcast = (factor: tf.Scalar): tf.Tensor[] => {
  ring.begin();
  return ring.broadcast(given(factor), owners);
};
const areRight = (tensors: readonly tf.Tensor[], factor: number): boolean =>
  tensors.every((tensor, i) => tf.tidy(() => tf.all(tf.equal(tensor, (i + 1) * factor)).dataSync()[0] === 1));

const factor = tf.scalar(2);
const eager = areRight(
  tf.tidy(() => broadcast(factor)),
  2,
);
const recording = record(() => broadcast(factor), { inputs: [factor], variables: [] });
const recorded = [3, 4].every((each) =>
  areRight(
    ring.guarded(() => recording.run([tf.scalar(each)])),
    each,
  ),
);

const order = sumOrder();
const sums = (factor: tf.Scalar): tf.Tensor[] =>
  [1, 2, 3].map((i) =>
    sumOverProcesses(tf.mul(tf.fill([200], i / ring.size), factor), { size: 3, instance: 900 + i, order }),
  );
const ordered = record(() => sums(factor), { inputs: [factor], variables: [] });
const summed = [sums(factor), ring.guarded(() => ordered.run([factor]))].every((found) =>
  tf.tidy(() => found.every((sum, i) => tf.max(tf.abs(tf.sub(sum, 2 * (i + 1)))).dataSync()[0]! < 1e-5)),
);
if (!eager || !recorded || !summed) process.exitCode = 1;
leave(ring);
