import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Slot } from '../src/index.ts';

onBackends(['cpu'], () => {
  test('a slot holds its tensor beyond the tidy, and one tensor only', () => {
    const before = tf.memory().numTensors;
    const slot = new Slot();
    expect(slot.value).toBeUndefined();
    for (const value of [1, 2, 3]) tf.tidy(() => slot.set(tf.scalar(value)));
    expect(slot.value!.dataSync()[0]).toBe(3);
    expect(tf.memory().numTensors).toBe(before + 1);
    slot.set(slot.value!);
    expect(slot.value!.dataSync()[0]).toBe(3);
    slot.dispose();
    slot.dispose();
    expect(slot.value).toBeUndefined();
    expect(tf.memory().numTensors).toBe(before);
  });
});
