import { sgd, Trainer, type Batch } from '@advtrain/core';
import { countedCrossEntropy, crossEntropy, meanSquaredError } from '@advtrain/engine';
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

  test.each([
    [
      'one-hot',
      () => tf.oneHot(tf.tensor1d([0, 1, 2, 1], 'int32'), 3),
      'Labels are [4,3], but must be [4], the index of a class for each row of logits: of one-hot rows tf.argMax(labels, 1) gives that.',
    ],
    [
      'of half of the batch',
      () => tf.tensor1d([0, 1], 'int32'),
      'Labels are [2], but must be [4], the index of a class for each row of logits.',
    ],
  ])('labels that are %s are refused, whichever way the loss counts them', (_, labels, sentence) => {
    for (const loss of [crossEntropy, countedCrossEntropy])
      expect(() => tf.tidy(() => loss(tf.zeros([4, 3]), labels()))).toThrow(new Error(sentence));
    const model = tinyText();
    const trainer = new Trainer({ model, optimizer: sgd({ learningRate: 0.1 }), seed: 1 });
    const batch = { ...textBatch(), labels: labels() as tf.Tensor1D };
    expect(() => trainer.step(batch)).toThrow(new Error(sentence));
    for (const each of [trainer, model]) each.dispose();
  });

  test('values that are not as many as predictions are refused', () => {
    expect(() => tf.tidy(() => meanSquaredError(tf.zeros([4, 3]), tf.zeros([4])))).toThrow(
      'Predictions are [4,3], but must be [4, 1], a value for each of the targets [4]: give as many labels as examples, and a model with one output.',
    );
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
