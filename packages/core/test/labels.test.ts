import { sgd, Trainer, type Batch } from '@advtrain/core';
import { onBackends, textBatch, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

/** A batch of four for `tinyText`, which has three classes, with these labels. */
function labelled(...labels: number[]): Batch {
  return { ...textBatch(), labels: tf.tensor1d(labels, 'int32') };
}

onBackends(['native', 'wasm', 'cpu'], () => {
  test.each([
    [
      3,
      /^The label of example 2 in a batch is 3, but the model has 3 classes, 0 to 2: correct it, or .* num_labels\.$/,
    ],
    [-1, /^The label of example 2 in a batch is -1, but the model has 3 classes/],
    [-100, /is -100, but/],
  ])('a label of %i is refused at the first step and at any later one, and changes nothing', (label, sentence) => {
    const trained = (...batches: Batch[]) => {
      const model = tinyText();
      const trainer = new Trainer({ model, optimizer: sgd({ learningRate: 0.1 }), seed: 1 });
      for (const batch of batches) {
        if (batch.labels.arraySync().includes(label)) {
          expect(() => trainer.step(batch)).toThrow(sentence);
        } else trainer.step(batch);
      }
      const params = Object.values(model.params).map((tensor) => [...tensor.dataSync()]);
      const { index } = trainer;
      trainer.dispose();
      model.dispose();
      return { params, index };
    };
    const good = labelled(0, 1, 2, 1);
    const bad = labelled(0, 1, label, 2);
    expect(trained(bad, good, good, bad, good)).toEqual(trained(good, good, good));
    tf.dispose([good, bad] as unknown as tf.TensorContainer);
  });

  test('labels that are no whole numbers are refused, for they are no classes', () => {
    const model = tinyText();
    const trainer = new Trainer({ model, optimizer: sgd({ learningRate: 0.1 }), seed: 1, compile: 'off' });
    const batch = { ...textBatch(), labels: tf.tensor1d([0, 1, 0.5, 2], 'float32') };
    expect(() => trainer.step(batch)).toThrow(
      'Labels are float32, but must be the indices of classes, which are whole numbers (int32).',
    );
    trainer.dispose();
    model.dispose();
  });
});
