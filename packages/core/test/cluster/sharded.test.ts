import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { adamw, clockAt, sharded } from '../../src/index.ts';
import type { Cluster, Optimizer } from '../../src/index.ts';

/** One of two processes, which is told what the other gives to each sum. */
const oneOfTwo = (rank: number, other: (own: tf.Tensor) => tf.Tensor): Cluster => ({
  rank,
  size: 2,
  begin: () => undefined,
  sum: (tensors) => tensors.map((own) => tf.add(own, other(own))),
  broadcast: (tensors, owners) => tensors.map((own, i) => (owners[i] === rank ? own : other(own))),
  agreed: (flags) => flags,
  guarded: (work) => work(),
});

onBackends(['wasm'], () => {
  const made = () => ({
    large: tf.variable(tf.ones([4, 5])),
    middle: tf.variable(tf.ones([7])),
    small: tf.variable(tf.ones([6])),
  });

  test('each process keeps the moments of about half of the numbers, and no parameter has none or two', () => {
    const kept = [0, 1].map((rank) => {
      const params = made();
      const inner = adamw({ learningRate: 0.1 });
      const optimizer = sharded(inner, { cluster: oneOfTwo(rank, tf.zerosLike), params });
      tf.tidy(() => optimizer.apply(params, params, clockAt(0)));
      return tf.tidy(() => Object.keys(inner.state.save()).filter((name) => name.startsWith('first.')));
    });
    expect(kept).toEqual([['first.large'], ['first.middle', 'first.small']]);
  });

  test('a checkpoint has the moments of all, and each takes its own out of one', () => {
    const params = made();
    const inner = adamw({ learningRate: 0.1 });
    const saved = { ...momentsOf(inner, params) };
    const own = adamw({ learningRate: 0.1 });
    const optimizer = sharded(own, { cluster: oneOfTwo(1, tf.zerosLike), params });
    optimizer.state.load(Object.fromEntries(Object.entries(saved).map(([name, tensor]) => [name, tf.clone(tensor)])));
    expect(Object.keys(tf.tidy(() => own.state.save())).sort()).toEqual([
      'first.middle',
      'first.small',
      'second.middle',
      'second.small',
    ]);
    const all = optimizer.state.save();
    expect(Object.keys(all).sort()).toEqual(Object.keys(saved).sort());
    expect(all['first.middle']!.dataSync()).toEqual(saved['first.middle']!.dataSync());
    // What the other process gives.
    expect([...all['second.large']!.dataSync()]).toEqual(Array(20).fill(0));
  });

  test('more processes than parameters are refused in a sentence', () => {
    const { small } = made();
    expect(() =>
      sharded(adamw({ learningRate: 1 }), { cluster: oneOfTwo(0, tf.zerosLike), params: { small } }),
    ).toThrow('1 parameters cannot be shared out to 2 processes: leave the optimizer whole in each.');
  });
});

function momentsOf(optimizer: Optimizer, params: Record<string, tf.Variable>): Record<string, tf.Tensor> {
  tf.tidy(() => optimizer.apply(params, params, clockAt(0)));
  return optimizer.state.save();
}
