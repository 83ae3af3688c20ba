import '@tensorflow/tfjs-backend-cpu';
import { readdirSync } from 'node:fs';
import { readTensorFile, tensorsFrom, type TensorData } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { maskedEncoder } from '../src/encoder/masked-encoder.ts';

/** Made by reference/masked.py with Python's `transformers`. */
const folder = new URL('./fixtures/masked/', import.meta.url).pathname;
const cases = readdirSync(folder).map((file) => file.replace('.safetensors', ''));

/** A case's config, the tensors of its saved file, and what goes in and comes out. */
async function caseOf(name: string) {
  const { tensors, metadata } = await readTensorFile(`${folder}${name}.safetensors`);
  const named = Object.entries(tensors);
  const file = named.filter(([key]) => key.startsWith('file/')).map(([key, data]) => [key.slice(5), data] as const);
  const others = tensorsFrom(Object.fromEntries(named.filter(([key]) => !key.startsWith('file/'))));
  return { config: JSON.parse(metadata['config']!) as object, file: Object.fromEntries(file), others };
}

const largest = (tensor: tf.Tensor) => tf.max(tf.abs(tensor)).dataSync()[0]!;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(cases)('%s', (name) => {
  test("has the logits of Python's transformers in every place that is not padding", async () => {
    const { config, file, others } = await caseOf(name);
    const model = maskedEncoder(config, file);
    const expected = others['logits']!;
    const [rows, length, size] = expected.shape as [number, number, number];
    const inputs = {
      values: others['input/ids']!,
      mask: tf.cast(others['input/mask']!, 'float32'),
      types: others['input/types']!,
    };
    const logits = model.logits(inputs, tf.range(0, rows * length, 1, 'int32'));
    const isReal = tf.reshape(inputs.mask, [rows, length, 1]);
    const difference = tf.mul(tf.sub(tf.reshape(logits, [rows, length, size]), expected), isReal);
    expect(largest(difference) / Math.max(1, largest(expected))).toBeLessThan(1e-5);
    // A few places are those of all.
    const some = model.logits(inputs, tf.tensor1d([length + 1, 0], 'int32'));
    expect(largest(tf.sub(some, tf.gather(logits, [length + 1, 0])))).toBeLessThan(1e-5);
    model.dispose();
  });
});

test('a file of a classifier has no such head, and none of its tensors stay in memory', async () => {
  const { config, file } = await caseOf('bert');
  const before = tf.memory().numTensors;
  const without = Object.fromEntries(Object.entries(file).filter(([key]) => !key.startsWith('cls.')));
  expect(() => maskedEncoder(config, without)).toThrow(
    'The weights lack "cls.predictions.transform.dense.weight", the head of a masked language model: name one that has it',
  );
  expect(tf.memory().numTensors).toBe(before);
});

test('early files call the parameters of LayerNorm gamma and beta, and state the bias with the decoder', async () => {
  const { config, file, others } = await caseOf('bert');
  const early = Object.entries(file).map(([key, data]): [string, TensorData] => [
    key
      .replace('LayerNorm.weight', 'LayerNorm.gamma')
      .replace('LayerNorm.bias', 'LayerNorm.beta')
      .replace('predictions.bias', 'predictions.decoder.bias'),
    data,
  ]);
  const inputs = {
    values: others['input/ids']!,
    mask: tf.cast(others['input/mask']!, 'float32'),
    types: others['input/types']!,
  };
  const logits = maskedEncoder(config, Object.fromEntries(early)).logits(inputs, tf.tensor1d([0], 'int32'));
  expect(largest(tf.sub(logits, tf.slice(tf.reshape(others['logits']!, [-1, 12]), [0, 0], [1, 12])))).toBeLessThan(
    1e-4,
  );
});
