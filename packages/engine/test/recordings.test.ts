import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { record, Recordings, Slot } from '../src/index.node.ts';

/** Runs a computation, which counts how often it was run in JavaScript, and gives its number. */
function runner(recordings: Recordings, compute: (x: tf.Tensor) => tf.Tensor) {
  let times = 0;
  const run = (length: number, name = ''): number =>
    tf.tidy(() => {
      const x = tf.fill([length], 2);
      const [y] = recordings.run(name, [x], () => [(times++, compute(x))]);
      return y!.dataSync()[0]!;
    });
  return { run, times: () => times };
}

onBackends(['native', 'wasm', 'cpu'], (backend) => {
  test('what comes often is recorded, and gives what it gave', () => {
    const before = tf.memory().numTensors;
    const weight = tf.tidy(() => tf.variable(tf.scalar(3)));
    const factor = new Slot<tf.Scalar>();
    factor.set(tf.scalar(1));
    const recordings = new Recordings({ variables: [weight], after: 2 });
    const { run, times } = runner(recordings, (x) => tf.mul(tf.sum(tf.mul(x, weight)), factor.value!));
    expect([run(1), run(1), run(1), run(1), run(4)]).toEqual([6, 6, 6, 6, 24]);
    expect([times(), recordings.count]).toEqual(backend === 'native' ? [4, 1] : [5, 0]);
    tf.tidy(() => {
      weight.assign(tf.scalar(5));
    });
    factor.set(tf.scalar(10));
    expect([run(1), run(4)]).toEqual([100, 400]);
    for (const each of [recordings, weight, factor]) each.dispose();
    expect(recordings.count).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
  });
});

onBackends(['native'], () => {
  test('names tell computations apart, and where there is no room for more functions the rest runs operation by operation', () => {
    const x = tf.zeros([3]);
    const one = record(() => [tf.sum(x)], { inputs: [x], variables: [] });
    const recordings = new Recordings({ variables: [], after: 0, most: 2 * one.nodes });
    for (const each of [x, one]) each.dispose();
    const { run, times } = runner(recordings, (each) => tf.sum(each));
    for (const name of ['a', 'b', 'a', 'b']) expect(run(3, name)).toBe(6);
    expect([times(), recordings.count]).toEqual([2, 2]);
    for (let again = 0; again < 3; again++) for (const name of ['c', 'a', 'd', 'b']) expect(run(3, name)).toBe(6);
    expect([times(), recordings.count]).toEqual([8, 2]);
    for (let again = 0; again < 4; again++) expect(run(3, 'c')).toBe(6);
    expect([times(), recordings.count]).toEqual([12, 2]);
    run(3, 'c');
    expect(times()).toBe(12);
    recordings.dispose();
  });

  test('what cannot be recorded runs operation by operation, and is not tried twice', () => {
    const recordings = new Recordings({ variables: [], after: 1 });
    const { run, times } = runner(recordings, (x) => tf.scalar(tf.sum(x).dataSync()[0]! + 1));
    expect([run(1), run(1), run(1)]).toEqual([3, 3, 3]);
    expect([times(), recordings.count]).toEqual([4, 0]);
  });
});
