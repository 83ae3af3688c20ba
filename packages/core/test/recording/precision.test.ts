import { sgd, Trainer } from '@advtrain/core';
import { onBackends, tinyText, fourBatches, gap, values, tensorsOf } from '@advtrain/testing';
import { canRecord } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

/** The parameters after four steps. */
function trained(precision: 'fp32' | 'bf16', compile: 'off' | 'function'): Record<string, Float32Array> {
  const model = tinyText();
  const batches = fourBatches('text');
  const optimizer = sgd({ learningRate: 0.3 });
  const trainer = new Trainer({ model, optimizer, seed: 7, precision, compile });
  try {
    for (const { losses } of trainer.fit(batches)) losses();
    return values(model.params);
  } finally {
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
}

onBackends(['native'], () => {
  test('bf16 rounds products, and nothing else: parameters near those of fp32, but others', () => {
    const difference = gap(trained('bf16', 'off'), trained('fp32', 'off'));
    expect(difference).toBeGreaterThan(1e-6);
    expect(difference).toBeLessThan(2e-2);
  });

  test('bf16 recorded as one function computes the same as operation by operation', () => {
    expect(canRecord()).toBe(true);
    expect(gap(trained('bf16', 'function'), trained('bf16', 'off'))).toBeLessThan(1e-6);
  });
});

onBackends(['native'], () => {
  test('tf32 is refused without a GPU', () => {
    const model = tinyText();
    const make = (): Trainer =>
      new Trainer({ model, optimizer: sgd({ learningRate: 0.1 }), seed: 1, precision: 'tf32' });
    expect(make).toThrow('precision is tf32, but only native TensorFlow on a GPU has it: use fp32 or bf16.');
    model.dispose();
  });
});

onBackends(['wasm'], () => {
  test('bf16 is refused where products cannot be rounded', () => {
    const model = tinyText();
    const make = (): Trainer =>
      new Trainer({ model, optimizer: sgd({ learningRate: 0.1 }), seed: 1, precision: 'bf16' });
    expect(make).toThrow(
      'precision is bf16, but only native TensorFlow of @advtrain/engine has it: install it, or leave that out.',
    );
    model.dispose();
  });
});
