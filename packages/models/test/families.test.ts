import '@tensorflow/tfjs-backend-cpu';
import { readdirSync } from 'node:fs';
import { readTensorFile, tensorsFrom, type Inputs } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { activations } from '../src/encoder/activation.ts';
import { encoder } from '../src/encoder/encoder.ts';
import { fitWeights } from '../src/encoder/weights.ts';

/** Made by reference/families.py with Python's `transformers`. */
const folder = new URL('./fixtures/families/', import.meta.url).pathname;
const cases = readdirSync(folder).map((file) => file.replace('.safetensors', ''));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('every activation has its case', () => {
  expect(cases.filter((name) => name.startsWith('activation-'))).toEqual(
    activations.map((name) => `activation-${name}`).sort(),
  );
});

describe.each(cases)('%s', (name) => {
  test("has the logits and gradients of Python's transformers", async () => {
    const { tensors: file, metadata } = await readTensorFile(`${folder}${name}.safetensors`);
    const all = tensorsFrom(file);
    const part = (prefix: string): Record<string, tf.Tensor> =>
      Object.fromEntries(
        Object.entries(all)
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, value]) => [key.slice(prefix.length), value]),
      );
    const config = JSON.parse(metadata['config']!) as object;
    const given = Object.fromEntries(Object.entries(file).filter(([key]) => key.startsWith('param/')));
    const { params, notes } = fitWeights(
      config,
      Object.fromEntries(Object.entries(given).map(([key, value]) => [key.slice('param/'.length), value])),
    );
    expect(notes).toEqual([]);
    const model = encoder(config, params);
    const { ids, mask, types } = part('input/') as { ids: tf.Tensor; mask: tf.Tensor; types: tf.Tensor };
    const inputs: Inputs = { values: ids, mask: tf.cast(mask, 'float32'), types };

    let logits: tf.Tensor | undefined;
    const x = model.embed(model.params, inputs);
    const { grads } = tf.variableGrads(() => {
      const hidden = model.stem(model.params, model.embed(model.params, inputs), inputs);
      const scores = model.trunk(model.params, hidden, inputs);
      logits ??= tf.keep(scores.clone());
      return tf.sum(tf.mul(scores, all['weights']!));
    });
    const ofX = tf.grad((from: tf.Tensor) => {
      const scores = model.trunk(model.params, model.stem(model.params, from, inputs), inputs);
      return tf.sum(tf.mul(scores, all['weights']!));
    })(x);

    // What a family computes for padding nobody reads.
    const counted = model.rows === 'tokens' ? tf.reshape(inputs.mask!, [-1, 1]) : tf.scalar(1);
    close('logits', tf.mul(logits!, counted), tf.mul(all['logits']!, counted));
    const { x: expectedX, ...expected } = part('gradient/');
    close('x', tf.reshape(ofX, expectedX!.shape), expectedX!);
    expect(Object.keys(model.params).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, variable] of Object.entries(model.params)) close(key, grads[variable.name]!, expected[key]!);
  });
});

function close(what: string, own: tf.Tensor, theirs: tf.Tensor): void {
  expect([what, ...own.shape]).toEqual([what, ...theirs.shape]);
  const largest = Math.max(1, ...theirs.dataSync().map(Math.abs));
  expect(tf.max(tf.abs(tf.sub(own, theirs))).dataSync()[0]! / largest, what).toBeLessThan(1e-5);
}
